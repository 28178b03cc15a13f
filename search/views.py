"""The search page."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from editorial.models import Page, library_version_of
from search.forms import SearchForm
from search.index import Hit, index_at
from search.urgent import UrgentWords
from search.words import query_words

PER_PAGE = 10
MAX_MESSAGE = 10_000  # characters that are looked through for urgent signs
MAX_URGENT = 4  # signs on the card above the results
KINDS = {
    "symptom": _("Symptoms"),
    "question": _("Questions"),
    "term": _("Glossary"),
    "article": _("Articles"),
    "topic": _("Topics"),
}


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Pages of every kind, or of one, that have any of the words, best first."""
    form = SearchForm(request.GET)
    form.is_valid()
    query, kind = form.cleaned_data.get("q", ""), form.cleaned_data.get("kind", "")
    hits = _find(request, query, kind)
    urgent = UrgentWords.current(library_version_of(request), get_language() or "en")
    listed = Paginator(hits, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "query": query,
        "kind": kind,
        "kinds": KINDS,
        "listed": listed,
        "pages": _load(list(listed)),
        "total": len(hits),
        # The whole message, also one that is too long to search for: a sign may stand in it.
        "urgent": urgent.find(request.GET.get("q", "")[:MAX_MESSAGE])[:MAX_URGENT],
    }
    response = render(request, "search/results.html", context)
    # What somebody searched for stays in no cache, shared or their own.
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _find(request: HttpRequest, query: str, kind: str) -> list[Hit]:
    words = query_words(query)
    if not words:
        return []
    language = get_language() or "en"
    return index_at(library_version_of(request)).find(words, language, kind)


def _load(hits: list[Hit]) -> list[Page]:
    """Load the hits that readers may see: the index only proposes."""
    pages = Page.objects.published().for_list().in_bulk([hit.page_id for hit in hits])
    return [pages[hit.page_id] for hit in hits if hit.page_id in pages]
