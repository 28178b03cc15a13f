"""What every template knows of the clinic."""

from django.http import HttpRequest

from clinic.models import Clinic
from editorial.models import library_version_of


def clinic(request: HttpRequest) -> dict[str, Clinic]:
    """Give templates the clinic as `clinic`."""
    return {"clinic": Clinic.current(library_version_of(request))}
