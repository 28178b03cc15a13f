"""Room: settings, addresses, the home page and everything that holds the rooms together."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LupusInfoConfig(AppConfig):
    name = "lupusinfo"

    def ready(self) -> None:
        """Keep the staff groups in step with the permissions that exist."""
        from lupusinfo import checks  # noqa: F401  (registers itself)
        from lupusinfo.roles import make_groups

        post_migrate.connect(make_groups, sender=self)
