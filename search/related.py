"""Related pages: the editors' picks first, then pages that share the most topics."""

from django.db.models import Count

from editorial.models import Page
from editorial.reading import Reading

MAX_RELATED = 6


def related_pages(reading: Reading) -> list[Page]:
    """Return up to MAX_RELATED published pages to read after this one, never the page itself."""
    picks = _picks(reading)
    found = {page.pk: page for page in picks[:MAX_RELATED]}
    if len(found) < MAX_RELATED:
        for page in _sharing_topics(reading):
            found.setdefault(page.pk, page)
    return list(found.values())[:MAX_RELATED]


def _picks(reading: Reading) -> list[Page]:
    readable = Page.objects.published().for_list().exclude(pk=reading.page.pk)
    if reading.picks is None:
        return list(
            readable.filter(picked_by__page=reading.page.pk).order_by("picked_by__position")
        )
    by_id = readable.in_bulk(reading.picks)
    return [by_id[pk] for pk in reading.picks if pk in by_id]


def _sharing_topics(reading: Reading) -> list[Page]:
    """Pages under the same topics, those with most in common first."""
    if reading.topics is None:
        shared = Page.objects.published().filter(topics__pages=reading.page.pk)
    else:
        shared = Page.objects.published().filter(topics__in=reading.topics)
    others = shared.for_list().filter(language=reading.page.language).exclude(pk=reading.page.pk)
    in_common = others.annotate(in_common=Count("topics", distinct=True))
    return list(in_common.order_by("-in_common", "title", "pk")[: 2 * MAX_RELATED])
