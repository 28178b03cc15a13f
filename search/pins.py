"""The pages that staff pinned, as of one library version."""

from collections import defaultdict

from editorial.models import Held, LibraryVersion, Page
from search.models import Pin
from search.words import stem

PinnedPage = tuple[int, str]  # a page's id and its kind


def pinned_for(words: list[str], version: LibraryVersion, language: str) -> list[PinnedPage]:
    """Return the published pages pinned for exactly these telling words, in the staff's order."""
    return _pinned.at(version, language).get(frozenset(map(stem, words)), [])


def _read(language: str) -> dict[frozenset[str], list[PinnedPage]]:
    pinned: dict[frozenset[str], list[PinnedPage]] = defaultdict(list)
    readable = Page.objects.published().in_language(language)
    pins = Pin.objects.filter(language=language, page__in=readable).select_related("page")
    for pin in pins.order_by("position", "pk"):
        pinned[pin.stems].append((pin.page.pk, pin.page.kind))
    return dict(pinned)


_pinned = Held(_read)
