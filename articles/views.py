"""Articles: the list and the page."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.models import Article
from editorial.views import show_handout, show_page

PER_PAGE = 50


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every article, by title."""
    articles = Article.objects.published().in_language().for_list()
    listed = Paginator(articles, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "articles/index.html", {"pages": listed})


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One article."""
    return show_page(request, Article.objects.all(), slug, Article.TEMPLATE)


@require_safe
def handout(request: HttpRequest, slug: str, is_pdf: bool = False) -> HttpResponse:
    """One article on paper."""
    return show_handout(request, Article.objects.all(), slug, is_pdf)
