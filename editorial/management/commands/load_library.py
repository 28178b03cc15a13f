"""manage.py load_library [DIR]"""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from editorial.library.folder import BadLibraryError, Library
from editorial.library.loading import Report, load


class Command(BaseCommand):
    help = "Load a library folder: publish its new and changed pages. Staff's changes are kept."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=settings.LIBRARY_DIR)

    def handle(self, *_args: Any, folder: Path, verbosity: int, **_options: Any) -> None:
        """Load, show progress, and say what was done."""
        try:
            library = Library(folder)
            report = load(library, self._progress if verbosity else lambda *_step: None)
        except BadLibraryError as wrong:
            count = len(wrong.errors)
            raise CommandError(f"{wrong}\nNothing was loaded: {count} to put right.") from wrong
        for warning in report.warnings if verbosity else []:
            self.stderr.write(self.style.WARNING(warning))
        if verbosity:
            self._say(report)

    def _progress(self, what: str, number: int, total: int) -> None:
        """Say how far it is: at each tenth, and at the end."""
        if number == total or number % max(1, total // 10) == 0:
            self.stdout.write(f"  {what} {number} of {total} pages")

    def _say(self, report: Report) -> None:
        self.stdout.write(
            f"Library: {len(report.new)} new, {len(report.changed)} changed, "
            f"{len(report.unchanged)} unchanged, {len(report.kept)} kept as staff left them; "
            f"{report.other} sources and urgent-help signs new or changed."
        )
        for name in report.kept:
            self.stdout.write(f"  kept: {name}")
