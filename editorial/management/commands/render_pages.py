"""manage.py render_pages"""

from typing import Any

from django.core.management.base import BaseCommand

from editorial.renewing import BATCH, render_again


class Command(BaseCommand):
    help = "Render again the published pages that an older version of this program rendered."

    def handle(self, *_args: Any, verbosity: int, **_options: Any) -> None:
        """Render, show progress when it takes long, and say how many pages there were."""
        done = render_again(self._progress if verbosity else lambda *_step: None)
        if verbosity:
            self.stdout.write(
                f"Pages: {done.rendered} rendered again, {done.changed} of them changed."
            )

    def _progress(self, number: int, total: int) -> None:
        """Say how far it is: at each tenth of many pages."""
        step = max(BATCH, total // 10 // BATCH * BATCH)
        if total > BATCH and (number == total or number % step == 0):
            self.stdout.write(f"  Rendering {number} of {total} pages")
