"""Related pages: the editors' picks, then pages that share topics, then pages that speak alike."""

from dataclasses import dataclass
from operator import attrgetter

from django.db.models import Count

from editorial.models import Page
from editorial.querysets import PageQuerySet
from editorial.reading import Reading
from search.holding import held
from search.words import normalise, stem

MAX_RELATED = 6


@dataclass(frozen=True)
class Related:
    """A page to read next, and the word that it shares with the page being read ("" if picked)."""

    page: Page
    shares: str = ""


def related_pages(reading: Reading) -> list[Related]:
    """Return up to MAX_RELATED published pages to read after this one, never the page itself."""
    found = {page.pk: Related(page) for page in _picks(reading)[:MAX_RELATED]}
    if len(found) == MAX_RELATED:
        return list(found.values())
    index = held(reading.page.language)
    words, hits = index.like(reading.page) if index else ([], [])
    rank = {hit.page_id: at for at, hit in enumerate(hits[: 4 * MAX_RELATED])}
    for further in (_sharing_topics, _speaking_alike):
        if len(found) < MAX_RELATED:
            for page in further(reading, rank):
                found.setdefault(page.pk, Related(page, _shared(words, page)))
    return list(found.values())[:MAX_RELATED]


def _readable(reading: Reading) -> PageQuerySet[Page]:
    return Page.objects.published().for_list().exclude(pk=reading.page.pk)


def _picks(reading: Reading) -> list[Page]:
    if reading.picks is None:
        picked = _readable(reading).filter(picked_by__page=reading.page.pk)
        return list(picked.order_by("picked_by__position"))
    by_id = _readable(reading).in_bulk(reading.picks)
    return [by_id[pk] for pk in reading.picks if pk in by_id]


def _sharing_topics(reading: Reading, rank: dict[int, int]) -> list[Page]:
    """Pages under the same topics, those with most in common first; then as the index ranks."""
    readable = _readable(reading).in_language(reading.page.language)
    if reading.topics is None:
        shared = readable.filter(topics__pages=reading.page.pk)
    else:
        shared = readable.filter(topics__in=reading.topics)
    counted = shared.annotate(in_common=Count("topics", distinct=True))
    first = list(counted.order_by("-in_common", "title", "pk")[: 6 * MAX_RELATED])
    by_rank = sorted(first, key=lambda page: rank.get(page.pk, len(rank)))
    return sorted(by_rank, key=attrgetter("in_common"), reverse=True)


def _speaking_alike(reading: Reading, rank: dict[int, int]) -> list[Page]:
    """Pages that the index finds alike, best first."""
    by_id = _readable(reading).in_bulk(list(rank)[:MAX_RELATED]) if rank else {}
    return [by_id[pk] for pk in rank if pk in by_id]


def _shared(words: list[str], page: Page) -> str:
    """Return the first of `words` that this page's title, summary or patients' words have."""
    names = normalise(f"{page.title} {page.summary} {page.also}").split()
    stems = {stem(name): name for name in reversed(names)}
    return next((stems[stem(word)] for word in words if stem(word) in stems), "")
