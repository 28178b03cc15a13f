"""Urgent help, and where to find the clinic."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from clinic.models import UrgentSign
from editorial.models import Source


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
