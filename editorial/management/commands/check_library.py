"""manage.py check_library [DIR]"""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from editorial.library.checking import check
from editorial.library.folder import BadLibraryError, Library


class Command(BaseCommand):
    help = "Check a library folder: citations, links and names resolve. Nothing is written."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=settings.LIBRARY_DIR)

    def handle(self, *_args: Any, folder: Path, **_options: Any) -> None:
        """Print each finding with its file and line; fail if there is one."""
        try:
            library = Library(folder)
        except BadLibraryError as wrong:
            raise CommandError(f"{wrong}\n{len(wrong.errors)} to put right.") from wrong
        keys = {source.key.lower() for source in library.sources}
        further = [line for file in library.files for line in file.check(keys)]
        lines = [*library.warnings, *map(str, check(library)), *further]
        for line in lines:
            self.stdout.write(line)
        if lines:
            raise CommandError(f"{len(lines)} to put right.")
        self.stdout.write(f"{len(library.pages)} pages: every citation, link and name resolves.")
