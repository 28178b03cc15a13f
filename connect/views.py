"""The JSON API: what other systems may ask."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from connect.forms import SearchRequest
from editorial.models import library_version_of
from editorial.rendering import plain_text
from search.asking import Answer, Question, Result, ask


@require_safe
def search(request: HttpRequest) -> JsonResponse:
    """`GET /api/v1/search?q=&limit=&kind=`: what the search page shows, as JSON.

    A wrong `limit` or `kind` is answered with 400 and a sentence.
    """
    form = SearchRequest(request.GET)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=400)
    asked = form.cleaned_data
    question = Question(request.GET.get("q", ""), get_language() or "en", asked["kind"])
    answer = ask(question, library_version_of(request))
    response = JsonResponse(
        {
            "query": question.text,
            "corrected": answer.corrected,
            "urgent": _urgent(answer),
            "total": len(answer.hits),
            "results": [_result(result) for result in answer.results(0, asked["limit"])],
        }
    )
    response.headers["Cache-Control"] = "private, no-store"  # as on the search page
    return response


def _urgent(answer: Answer) -> dict[str, Any] | None:
    if not answer.urgent:
        return None
    return {
        "heading": str(answer.urgent[0].sign.get_level_display()),
        "url": reverse("clinic:urgent_help"),
        "matched": [match.phrase for match in answer.urgent],
    }


def _result(result: Result) -> dict[str, Any]:
    return {
        "kind": result.page.kind,
        "title": result.page.title,
        "url": result.page.get_absolute_url(),
        "summary": result.page.summary,
        "snippet": plain_text(result.snippet),
        "score": round(result.score, 4),
    }


def not_found(request: HttpRequest, path: str = "") -> JsonResponse:
    """JSON also for an address that the API does not have."""
    return JsonResponse({"errors": {"path": [_("There is no such address.")]}}, status=404)
