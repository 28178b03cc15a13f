"""Room: settings, addresses, the home page and everything that holds the rooms together."""

from django.apps import AppConfig


class LupusInfoConfig(AppConfig):
    name = "lupusinfo"

    def ready(self) -> None:
        """Have the templates checked."""
        from lupusinfo import checks  # noqa: F401  (registers itself)
