"""manage.py export_library DIR"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from editorial.library.exporting import export


class Command(BaseCommand):
    help = "Write the published pages, sources, urgent-help list and pictures as a library folder."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *_args: Any, folder: Path, verbosity: int, **_options: Any) -> None:
        """Write, show progress, and say how much was written."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            count = export(folder, self._progress if verbosity else lambda *_step: None)
        except OSError as error:
            raise CommandError(f"{folder} cannot be written: {error}") from error
        if verbosity:
            self.stdout.write(f"{count} pages written to {folder}.")

    def _progress(self, what: str, number: int, total: int) -> None:
        if number == total or number % max(1, total // 10) == 0:
            self.stdout.write(f"  {what} {number} of {total} pages")
