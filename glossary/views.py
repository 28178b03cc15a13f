"""The glossary: A to Z, and one term."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from editorial.letters import by_letter, letter_bar
from editorial.views import show_handout, show_page
from glossary.models import Term


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every term under its letter, with a bar of letters to jump by."""
    groups = by_letter(Term.objects.published().in_language().for_list())
    context = {"groups": groups, "letters": letter_bar(groups)}
    return render(request, "glossary/index.html", context)


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One term."""
    return show_page(request, Term.objects.all(), slug, Term.TEMPLATE)


@require_safe
def handout(request: HttpRequest, slug: str, is_pdf: bool = False) -> HttpResponse:
    """One term on paper."""
    return show_handout(request, Term.objects.all(), slug, is_pdf)
