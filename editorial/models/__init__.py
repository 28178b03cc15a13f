"""The tables of the library."""

from editorial.models.act import Act
from editorial.models.feedback import Feedback
from editorial.models.links import Citation, FormerAddress, Pick
from editorial.models.outer_address import OuterAddress
from editorial.models.page import Page, model_of, name_of, page_kinds, page_models
from editorial.models.policy import Policy
from editorial.models.presence import Presence
from editorial.models.review import Remark, Review, ReviewLink, Stage, stage_of, with_stage
from editorial.models.revision import Revision
from editorial.models.source import Source
from editorial.models.version import Held, LibraryVersion, library_version_of

__all__ = [
    "Act",
    "Citation",
    "Feedback",
    "FormerAddress",
    "Held",
    "LibraryVersion",
    "OuterAddress",
    "Page",
    "Pick",
    "Policy",
    "Presence",
    "Remark",
    "Review",
    "ReviewLink",
    "Revision",
    "Source",
    "Stage",
    "library_version_of",
    "model_of",
    "name_of",
    "page_kinds",
    "page_models",
    "stage_of",
    "with_stage",
]
