"""Links to other sites: where readers meet them, and what staff should know of them.

Nothing here asks another site: what its addresses answered is in the table (`rounds.py`).
"""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urldefrag

from django.db.models import Count
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from editorial.content_rules import Advice, Text
from editorial.models import Held, LibraryVersion, OuterAddress, Page, Source
from editorial.models.outer_address import MAX_ADDRESS

LINK = re.compile(r'<a href="(https?://[^"]*)"', re.IGNORECASE)
FIELDS = ("pk", "kind", "language", "slug", "title", "owner_id")
_held: dict[str, OuterAddress] | None = None  # by address: what is broken or has moved


@dataclass(frozen=True)
class Place:
    """Where an address stands: in the text of a live page, or in a source that `pages` cite."""

    written: str  # with its part after "#"
    page: Page | None = None
    source: Source | None = None
    pages: int = 1

    @property
    def name(self) -> str:
        return self.page.title if self.page else f"{self.source.key}: {self.source.title}"  # type: ignore[union-attr]


@dataclass(frozen=True)
class OuterLink:
    """A link to another site that is broken or has moved, at one place."""

    place: Place
    said: OuterAddress

    @property
    def is_broken(self) -> bool:
        return self.said.is_broken


def addresses_in(clean_html: str) -> list[str]:
    """Return the addresses of other sites that a text leads to, each once, as they are written."""
    found = dict.fromkeys(map(html.unescape, LINK.findall(clean_html)))
    return [address for address in found if is_asked(address)]


def key_of(address: str) -> str:
    """Return what of an address is asked for: all before its "#"."""
    return urldefrag(address).url


def is_asked(address: str) -> bool:
    """Whether an address is one of the web, and short enough to be remembered."""
    return address.lower().startswith(("http://", "https://")) and len(address) <= MAX_ADDRESS


def places_at(version: LibraryVersion) -> Mapping[str, list[Place]]:
    """Return where readers meet each address, as of `version`; read once a version and process."""
    return _places.at(version)


def troubles_at(version: LibraryVersion) -> list[OuterLink]:
    """Return the links of live pages that are broken, then those that have moved."""
    places = places_at(version)
    known = _read_troubles()
    found = [OuterLink(place, said) for key, said in known.items() for place in places.get(key, [])]
    return sorted(found, key=lambda link: (not link.is_broken, link.place.name, link.said.address))


def advise(text: Text, version: LibraryVersion) -> Iterator[Advice]:
    """Say of a text being written which of its links and sources lead to trouble elsewhere.

    What is known is held in the process, as it was at the last beat.
    """
    known = _read_troubles() if _held is None else _held
    sources = _sources.at(version)
    cited = [sources[key] for key in text.rendering.cited if key in sources]
    for address in addresses_in(text.rendering.html):
        if said := known.get(key_of(address)):
            yield _advice(text.line_of(address), address, said)
    for source in cited:
        if said := known.get(key_of(source.url)):
            words = _("The address of the source “%(key)s”: %(what)s")
            words = words % {"key": source.key, "what": what_to_do(said)}
            line = text.line_of(f"@{source.key}")
            yield Advice(line, words, "outer-source", f"@{source.key}" if line else "")


def what_to_do(said: OuterAddress) -> str:
    """Say what became of an address, and what to do."""
    if not said.is_broken:
        words = _("It has moved to %s. See whether that says the same, and put the new address.")
        return words % said.leads_to
    if said.outcome == OuterAddress.Outcome.GONE:
        words = _("There is no such page any more (found on %s). Find its new place, or drop it.")
    else:
        words = _("It has not answered since %s. See whether it opens, or find another.")
    return words % day(said.failing_since)


def day(moment: datetime | None) -> str:
    """Return a day in the clinic's time zone, in words."""
    return date_format(timezone.localtime(moment), "DATE_FORMAT") if moment else ""


def _advice(line: int, address: str, said: OuterAddress) -> Advice:
    words = _("The link to %(address)s: %(what)s")
    words = words % {"address": said.address, "what": what_to_do(said)}
    if said.is_broken:
        return Advice(line, words, "outer-broken", address if line else "")
    return Advice(line, words, "outer-moved", address if line else "", instead=said.leads_to)


def read_again() -> None:
    """Read anew what is held, if anything is; called at every beat."""
    if _held is not None:
        _read_troubles()


def forget() -> None:
    """Be as a process that has just begun."""
    global _held
    _held = None


def _read_troubles() -> dict[str, OuterAddress]:
    """Read what is broken or has moved, and hold it for those who write."""
    global _held
    outcomes = OuterAddress.Outcome
    rows = OuterAddress.objects.filter(outcome__in=[outcomes.GONE, outcomes.FAILED, outcomes.MOVED])
    _held = {row.address: row for row in rows if row.is_broken or row.leads_to}
    return _held


def _read_places(_language: str) -> dict[str, list[Place]]:
    places: dict[str, list[Place]] = {}
    for row in Page.objects.published().values(*FIELDS, "body_html").iterator():
        clean_html = row.pop("body_html")
        page = Page(**row)
        for address in addresses_in(clean_html):
            places.setdefault(key_of(address), []).append(Place(address, page))
    for source in _cited_sources():
        place = Place(source.url, source=source, pages=source.cited_by)
        places.setdefault(key_of(source.url), []).append(place)
    return places


def _cited_sources() -> Iterator[Any]:
    """Give the sources with an address that live pages cite, each with `cited_by`: how many do."""
    cited = Source.objects.filter(citations__page__in=Page.objects.published())
    for source in cited.annotate(cited_by=Count("citations")).order_by("pk"):
        if is_asked(source.url):
            yield source


def _read_sources(_language: str) -> dict[str, Source]:
    sources = Source.objects.exclude(url="").only("key", "title", "url")
    return {source.key.lower(): source for source in sources if is_asked(source.url)}


_places = Held(_read_places)
_sources = Held(_read_sources)
