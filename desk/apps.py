"""Room: the staff's own place: their home, their accounts and sign-in, reminders."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "desk"
    verbose_name = _("Desk")

    def ready(self) -> None:
        """Keep the roles in step with the permissions that exist, and have the heart beat for us.

        It drops old sessions, looks for broken links and sends the weekly reminders.
        """
        from django.contrib.auth.signals import user_logged_in

        from desk import checks, links, reminders, sessions  # noqa: F401  (checks register)
        from desk.roles import make_groups
        from editorial import heartbeat

        post_migrate.connect(make_groups, sender=self)
        user_logged_in.connect(sessions.note_sign_in)
        for task in (sessions.drop_old, links.look, reminders.send_if_due):
            heartbeat.register(task)
