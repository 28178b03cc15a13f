"""Room: how any page is written, checked, reviewed, published and remembered."""

from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_out
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class EditorialConfig(AppConfig):
    name = "editorial"
    verbose_name = _("Library")

    def ready(self) -> None:
        """Keep the log of acts protected by the database itself."""
        from editorial import ledger

        post_migrate.connect(ledger.protect, sender=self)
        user_logged_out.connect(_note_who_left, dispatch_uid="note who left")


def _note_who_left(request: Any, user: Any, **_signal: object) -> None:
    """The page after signing out offers to remove this user's unsaved typing from the device."""
    request.signed_out_user = user.pk if user else ""
