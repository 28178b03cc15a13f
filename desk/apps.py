"""Room: the staff's own place: their home, their accounts and sign-in, reminders."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "desk"
    verbose_name = _("Desk")

    def ready(self) -> None:
        """Have the heartbeat look for broken links, and send the weekly reminders."""
        from desk import links, reminders
        from editorial import heartbeat

        heartbeat.register(links.look)
        heartbeat.register(reminders.send_if_due)
