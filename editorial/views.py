"""How one page of any kind is shown. The rooms above say only which model and template."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import add_never_cache_headers

from editorial import reading
from editorial.models import Page, Revision
from editorial.querysets import PageQuerySet


def show_page(
    request: HttpRequest, pages: PageQuerySet[Any], slug: str, template: str
) -> HttpResponse:
    """Show the page of `pages` that has this slug, in the language of the address.

    The public gets the live text; 410 if it was withdrawn, 404 if it was never published. Staff
    who ask with `?draft=1` get the newest text, uncached; without the permission that is 404.
    """
    found = pages.in_language().select_related("reviewed_by").filter(slug=slug)
    if "draft" in request.GET:
        return _show_draft(request, found, template)
    page = found.published().first()
    if page is None:
        return _answer_absence(request, found)
    return render(request, template, {"page": page, "reading": reading.live(page)})


def _answer_absence(request: HttpRequest, found: PageQuerySet[Any]) -> HttpResponse:
    """404, or 410 for what was public once; neither says what the page was called."""
    if found.filter(status=Page.Status.WITHDRAWN).exists():
        return render(request, "410.html", status=410)
    raise Http404


def _show_draft(request: HttpRequest, found: PageQuerySet[Any], template: str) -> HttpResponse:
    if not request.user.has_perm("editorial.view_page"):
        raise Http404
    page = get_object_or_404(found)
    revision = Revision.objects.newest_of(page)
    if revision is None:
        raise Http404
    shown = {"page": page, "reading": reading.draft(page, revision), "revision": revision}
    response = render(request, template, shown)
    add_never_cache_headers(response)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
