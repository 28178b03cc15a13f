"""manage.py reset_two_factor NAME: a lost phone, where nobody else can help."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from desk import people


class Command(BaseCommand):
    help = "Take the phone and the recovery codes off an account, so that it can be set up anew."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the name with which the person signs in")

    def handle(self, *_args: Any, name: str, **_options: Any) -> None:
        """Take it off and say so; raise CommandError for an unknown name."""
        user = User.objects.filter(username=name).first()
        if user is None:
            raise CommandError(f"Nobody signs in as {name}.")
        if people.reset_two_step(user, by=None):
            self.stdout.write(f"Two-step sign-in is off for {name}, who is signed out everywhere.")
        else:
            self.stdout.write(f"{name} has no two-step sign-in: nothing to do.")
