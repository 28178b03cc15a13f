"""The search page."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from clinic.models import Clinic
from editorial.models import LibraryVersion, library_version_of
from search import insight
from search.asking import MAX_QUERY, Answer, Question, ask, nearest
from search.asking import suggest as pages_for
from search.forms import SearchForm
from search.index import MAX_HITS

PER_PAGE = 10
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
    text, kind = request.GET.get("q", ""), form.cleaned_data.get("kind", "")
    question = Question(text, get_language() or "en", kind, is_exact="exact" in request.GET)
    version = library_version_of(request)
    answer = ask(question, version)
    _count(answer, version, form)
    listed = Paginator(answer.hits, PER_PAGE).get_page(request.GET.get("page"))
    found = answer.results(listed.start_index() - 1 if answer.hits else 0, PER_PAGE)
    context = {
        "form": form,
        "is_too_long": len(text) > MAX_QUERY,
        "query": text.strip()[:MAX_QUERY],
        "kind": kind,
        "kinds": [(value, label, answer.counts[value]) for value, label in KINDS.items()],
        "answer": answer,
        "listed": listed,
        "results": found,
        "total": len(answer.hits),
        "is_capped": len(answer.hits) >= MAX_HITS,
        "nearest": [] if answer.hits else nearest(answer),
    }
    response = render(request, "search/results.html", context)
    # What somebody searched for stays in no cache, shared or their own.
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _count(answer: Answer, version: LibraryVersion, form: SearchForm) -> None:
    """Count a search for the staff, once: not its further pages, nor a narrowing to one kind."""
    asked = answer.question
    if asked.text.strip() and not asked.kind and "page" not in form.data:
        insight.count(
            asked.text,
            found=bool(answer.hits),
            clinic=Clinic.current(version),
            is_known=answer.is_library_word,
        )


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """Titles and addresses for somebody who is still typing; what was typed is kept nowhere."""
    language = get_language() or "en"
    pages = pages_for(request.GET.get("q", ""), language, library_version_of(request))
    found = [
        {"title": page.title, "url": page.get_absolute_url(), "kind": str(KINDS[page.kind])}
        for page in pages
    ]
    response = JsonResponse({"suggestions": found})
    response.headers["Cache-Control"] = "private, no-store"
    return response
