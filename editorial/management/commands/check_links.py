"""manage.py check_links [--all]"""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from editorial.links import rounds as link_rounds
from editorial.links.outer import troubles_at
from editorial.models import LibraryVersion, OuterAddress

WAIT = 5.0  # seconds until it is asked again whether another process is done
OFFLINE = "No other site can be reached from here. Nothing was noted of those that did not answer."


class Command(BaseCommand):
    help = "Visit the addresses of other sites that live pages lead to, and note what they answer."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--all", action="store_true", help="also those that were visited within a week"
        )

    def handle(self, *_args: Any, verbosity: int, **options: Any) -> None:
        """Visit them, say what each answered, and sum up; a broken link is no failure of this."""
        since = timezone.now() if options["all"] else None
        self.verbosity, self.done, self.total = verbosity, 0, link_rounds.how_many(since)
        try:
            self._go(since)
        except link_rounds.OfflineError as error:
            raise CommandError(OFFLINE) from error
        found = troubles_at(LibraryVersion.current())
        broken = sum(link.is_broken for link in found)
        if verbosity:
            self.stdout.write(
                f"{self.done} addresses visited. "
                f"Of all links to other sites {broken} are broken, {len(found) - broken} moved."
            )

    def _go(self, since: Any) -> None:
        """Go round; while another process does, wait for it."""
        while True:
            try:
                link_rounds.go_round(self._say, since=since)
                return
            except link_rounds.BusyError:
                if self.verbosity:
                    self.stdout.write("Another process is checking links; waiting for it.")
                time.sleep(WAIT)

    def _say(self, row: OuterAddress) -> None:
        self.done += 1
        if self.verbosity:
            said = f"{row.get_outcome_display()} ({row.status or 'no answer'})"
            leads = f": {row.leads_to}" if row.leads_to else ""
            self.stdout.write(f"{self.done}/{self.total} {row.address} {said}{leads}")
