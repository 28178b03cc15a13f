"""Urgent help, and where to find the clinic."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from clinic.models import Clinic, UrgentSign
from editorial.models import Source, library_version_of


@require_safe
def urgent_help(request: HttpRequest) -> HttpResponse:
    """The signs that need urgent help, by how fast, with the clinic's numbers."""
    language = get_language() or "en"
    signs = list(UrgentSign.objects.in_language(language))
    levels = [
        (level, [sign for sign in signs if sign.level == level]) for level in UrgentSign.Level
    ]
    sources: dict[Source, int] = {}
    for sign in signs:
        for source in sign.sources.all():
            sources.setdefault(source, len(sources) + 1)
    context = {
        "levels": [(level, members) for level, members in levels if members],
        "sources": list(sources),
        "numbers": sources,
        "is_signed_off": UrgentSign.objects.is_signed_off(language),
        "signed_off_on": min((s.signed_off_on for s in signs if s.signed_off_on), default=None),
    }
    return render(request, "clinic/urgent_help.html", context)


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    """Where to find and reach the clinic."""
    return render(request, "clinic/contact.html")


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """The clinic's colours as a style sheet; pages link it with its digest, to be kept for ever."""
    looks = Clinic.current(library_version_of(request)).looks
    if not looks.css:
        raise Http404
    response = HttpResponse(looks.css, content_type="text/css; charset=utf-8")
    if request.GET.get("v") == looks.digest:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
