"""Room: how any page is written, checked, reviewed, published and remembered."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class EditorialConfig(AppConfig):
    name = "editorial"
    verbose_name = _("Library")

    def ready(self) -> None:
        """Keep the log of acts protected by the database itself."""
        from editorial import ledger

        post_migrate.connect(ledger.protect, sender=self)
