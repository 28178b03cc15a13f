"""The tables of the library."""

from editorial.models.feedback import Feedback
from editorial.models.page import (
    Citation,
    Page,
    Pick,
    model_of,
    name_of,
    page_kinds,
    page_models,
)
from editorial.models.revision import Revision
from editorial.models.source import Source
from editorial.models.version import Held, LibraryVersion, library_version_of

__all__ = [
    "Citation",
    "Feedback",
    "Held",
    "LibraryVersion",
    "Page",
    "Pick",
    "Revision",
    "Source",
    "library_version_of",
    "model_of",
    "name_of",
    "page_kinds",
    "page_models",
]
