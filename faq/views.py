"""Questions: the list and the page."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from editorial.views import show_handout, show_page
from faq.models import Question

PER_PAGE = 50


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every question, by title."""
    questions = Question.objects.published().in_language().for_list()
    listed = Paginator(questions, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "faq/index.html", {"pages": listed})


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One question."""
    return show_page(request, Question.objects.all(), slug, Question.TEMPLATE)


@require_safe
def handout(request: HttpRequest, slug: str, is_pdf: bool = False) -> HttpResponse:
    """One question on paper."""
    return show_handout(request, Question.objects.all(), slug, is_pdf)
