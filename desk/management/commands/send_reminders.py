"""manage.py send_reminders: one mail a week to each person for whom something waits."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from clinic.models import Clinic
from desk import reminders
from editorial.models import LibraryVersion


class Command(BaseCommand):
    help = "Mail each person what waits for them at the desk; once a week, unless --again is given."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="print the mails, send nothing")
        parser.add_argument("--again", action="store_true", help="also if they went out this week")

    def handle(self, *_args: Any, dry_run: bool, again: bool, **_options: Any) -> None:
        """Print or send the mails; raise CommandError with one line when something is wrong."""
        with timezone.override(Clinic.current(LibraryVersion.current()).zone):
            if dry_run:
                self.show()
            else:
                self.send(again)

    def show(self) -> None:
        """Print what would be sent."""
        mails = list(reminders.letters())
        for mail in mails:
            self.stdout.write(f"To: {mail.address}\nSubject: {mail.subject}\n\n{mail.text}\n")
        self.stdout.write(f"{len(mails)} mails; nothing was sent.")

    def send(self, again: bool) -> None:
        """Send the mails and say how far it is."""
        try:
            reminders.require_set_up()
        except reminders.NotSetUpError as error:
            raise CommandError(str(error)) from error
        if last := reminders.claim(timezone.localdate(), again=again):
            when = reminders.shown(last)
            self.stdout.write(f"Reminders went out on {when}. Send them again with --again.")
            return
        mails = list(reminders.letters())
        failed = reminders.send(mails, lambda said: self.stdout.write(said))
        self.stdout.write(f"{len(mails) - len(failed)} of {len(mails)} mails were sent.")
        if failed:
            raise CommandError(f"Not sent: {'; '.join(failed)}")
