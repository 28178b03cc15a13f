"""Room: who runs this site, and its one list of signs that need urgent help."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClinicConfig(AppConfig):
    name = "clinic"
    verbose_name = _("Clinic")

    def ready(self) -> None:
        """Have a library's clinic.yaml read and written along with its pages."""
        from clinic.library import UrgentHelpFile, write_urgent_help
        from editorial.library import exporting
        from editorial.library import folder as library

        library.register(UrgentHelpFile)
        exporting.register(write_urgent_help)
