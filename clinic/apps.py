"""Room: who runs this site, and its one list of signs that need urgent help."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClinicConfig(AppConfig):
    name = "clinic"
    verbose_name = _("Clinic")

    def ready(self) -> None:
        """Have `load_library` read clinic.yaml along with the pages."""
        from clinic.library import UrgentHelpFile
        from editorial import library

        library.register(UrgentHelpFile)
