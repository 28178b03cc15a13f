"""The library around a text, as the rules of content must know it: from a folder, or as it is live.

What is read from the database is held in the process until the library changes.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from django.conf import settings

from editorial.content_rules import Surroundings
from editorial.models import (
    FormerAddress,
    Held,
    LibraryVersion,
    Page,
    Source,
    model_of,
    page_models,
)

SITE_PAGES = (
    *("/", "/articles/", "/glossary/", "/faq/", "/symptoms/", "/topics/", "/urgent-help/"),
    *("/about/", "/contact/", "/how-we-write/", "/privacy/", "/accessibility/", "/search/"),
)


def around_pages(
    keys: Iterable[str], pages: Iterable[Page], addresses: Mapping[str, str]
) -> Surroundings:
    """Return what the rules must know: the sources' keys, what pages explain, where links lead."""
    names: set[str] = set()
    brands: dict[str, str] = {}
    for page in pages:
        if page.EXPLAINS:
            names |= page.plain_names
            brands |= page.brand_names
    return Surroundings(frozenset(keys), frozenset(names), brands, addresses)


def surroundings_at(version: LibraryVersion, language: str) -> Surroundings:
    """Return the library around a text of `language`, as of `version`."""
    return replace(_surroundings.at(version, language), addresses=addresses_at(version))


def addresses_at(version: LibraryVersion) -> Mapping[str, str]:
    """Return where each address of this site leads readers, as of `version`.

    A page that they can open leads to itself, an address that it once had leads to it, and one
    that they cannot open leads nowhere ("").
    """
    return _addresses.at(version)


def site_pages(language: str) -> list[str]:
    """Return the addresses of what is no page of the library: lists, about, search."""
    prefix = "" if language == settings.LANGUAGE_CODE else f"/{language}"
    return [f"{prefix}{address}" for address in SITE_PAGES]


def _read_surroundings(language: str) -> Surroundings:
    keys = [key.lower() for key in Source.objects.values_list("key", flat=True)]
    return around_pages(keys, _explaining(language), {})


def _explaining(language: str) -> Iterator[Page]:
    for model in page_models():
        if model.EXPLAINS:
            yield from model.objects.published().in_language(language).for_list()


def _read_addresses(_language: str) -> dict[str, str]:
    leads = {address: address for code, _name in settings.LANGUAGES for address in site_pages(code)}
    own: dict[int, str] = {}  # where a page's own address leads, by its id
    moved = []
    rows = Page.objects.values_list("pk", "kind", "language", "slug", "is_public", "moved_to")
    for pk, kind, language, slug, is_public, moved_to in rows.iterator():
        address = address_of(kind, language, slug)
        own[pk] = leads[address] = address if is_public else ""
        if moved_to and not is_public:
            moved.append((pk, address, moved_to))
    for pk, address, end in [(pk, address, own.get(target, "")) for pk, address, target in moved]:
        own[pk] = leads[address] = end
    former = FormerAddress.objects.values_list("kind", "language", "slug", "page")
    for kind, language, slug, pk in former.iterator():
        leads[address_of(kind, language, slug)] = own.get(pk, "")
    return leads


def address_of(kind: str, language: str, slug: str) -> str:
    """Return the address of a page; quicker than asking one page after the other."""
    before, after = _parts(kind, language)
    return f"{before}{slug}{after}"


@lru_cache(64)
def _parts(kind: str, language: str) -> tuple[str, str]:
    address = model_of(kind)(kind=kind, language=language, slug="slug").get_absolute_url()
    before, _slug, after = address.rpartition("slug")
    return before, after


_addresses = Held(_read_addresses)
_surroundings = Held(_read_surroundings)
