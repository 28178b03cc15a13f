"""Links within the site that lead readers nowhere, or by way of an old address, over all pages.

Links to other sites are in `outer.py`.
"""

from dataclasses import dataclass

from editorial.content_rules import astray
from editorial.models import Held, LibraryVersion, Page
from editorial.surroundings import addresses_at

FIELDS = ("pk", "kind", "language", "slug", "title", "body_html", "owner_id")


@dataclass(frozen=True)
class BrokenLink:
    """A link of a live page: where it points, and where that leads now ("": nowhere)."""

    page: Page
    target: str
    leads_to: str = ""

    @property
    def is_moved(self) -> bool:
        """Whether readers still arrive, by way of an old address."""
        return bool(self.leads_to)


def broken_links(version: LibraryVersion) -> list[BrokenLink]:
    """Return the links of all live pages that lead astray, those that lead nowhere first.

    They are read once a library version and process, in four queries for however many pages. The
    pages come without their texts.
    """
    return _links.at(version)


def _read(_language: str) -> list[BrokenLink]:
    addresses = addresses_at(LibraryVersion.current())
    found = []
    for row in Page.objects.published().values(*FIELDS).iterator():
        html = row.pop("body_html")
        if targets := astray(html, addresses):
            page = Page(**row)
            found += [BrokenLink(page, target, leads_to) for target, leads_to in targets]
    return sorted(found, key=lambda link: (link.is_moved, link.page.title, link.target))


_links = Held(_read)
