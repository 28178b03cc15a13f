"""Room: the staff's own place: their home, their accounts and sign-in, reminders."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, post_save
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "desk"
    verbose_name = _("Desk")

    def ready(self) -> None:
        """Keep the roles in step with the permissions that exist, and have the heart beat for us.

        It drops old sessions, looks for broken links and sends the weekly reminders.
        """
        from django.contrib.auth.models import User
        from django.contrib.auth.signals import user_logged_in

        from desk import checks, links, people, reminders, sessions  # noqa: F401  (checks register)
        from desk.roles import make_groups
        from editorial import heartbeat

        post_migrate.connect(make_groups, sender=self)
        user_logged_in.connect(sessions.note_sign_in)
        post_save.connect(people.note_superuser, sender=User)
        for task in (sessions.drop_old, links.look, reminders.send_if_due):
            heartbeat.register(task)
