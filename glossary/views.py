"""The glossary: A to Z, and one term."""

from itertools import groupby
from string import ascii_uppercase

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from editorial.views import show_page
from glossary.models import Term


def _order(term: Term) -> tuple[str, str]:
    return term.letter, term.title.lower()


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every term under its letter, with a bar of letters to jump by."""
    terms = sorted(Term.objects.published().in_language().for_list(), key=_order)
    groups = [(letter, list(of_letter)) for letter, of_letter in groupby(terms, lambda t: t.letter)]
    used = {letter for letter, _terms in groups}
    alphabet = list(dict.fromkeys([*ascii_uppercase, *sorted(used)]))
    context = {"groups": groups, "letters": [(letter, letter in used) for letter in alphabet]}
    return render(request, "glossary/index.html", context)


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One term."""
    return show_page(request, Term.objects.all(), slug, "glossary/detail.html")
