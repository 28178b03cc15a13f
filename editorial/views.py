"""How one page of any kind is shown. The rooms above say only which model and template."""

from typing import Any

from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from editorial import feedback, reading
from editorial.models import Page, Revision
from editorial.paper import handout
from editorial.querysets import PageQuerySet
from editorial.writing.forms import FeedbackForm


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
        return answer_absence(request, pages.in_language(), slug)
    return render(request, template, {"page": page, "reading": reading.live(page)})


def show_handout(
    request: HttpRequest, pages: PageQuerySet[Any], slug: str, is_pdf: bool
) -> HttpResponse:
    """Show the page of `pages` that has this slug on paper, or send it as a PDF file.

    Always the live text, and absent where the page itself is: 410 or 404.
    """
    found = pages.in_language().select_related("reviewed_by")
    page = found.published().filter(slug=slug).first()
    if page is None:
        return answer_absence(request, found, slug)
    return handout.answer(request, [page], is_pdf)


def answer_absence(request: HttpRequest, pages: PageQuerySet[Any], slug: str) -> HttpResponse:
    """Answer for an address under which readers can read nothing; never say what it was called.

    Withdrawn: 410 with the clinic's words, or the page that stands for it. A former address: the
    page where it is now, or the same answer as there. Anything else: 404.
    """
    known = pages.select_related("moved_to")
    page: Page | None = known.filter(slug=slug).first()
    if page is None:
        once = {"former_addresses__slug": slug, "former_addresses__kind": F("kind")}
        page = get_object_or_404(known, **once)
        if page.is_public:
            return redirect(page, permanent=True)
    if page.status != Page.Status.WITHDRAWN:
        raise Http404
    if page.moved_to and page.moved_to.is_public:
        return redirect(page.moved_to)
    return render(request, "410.html", {"notice": page.withdrawn_notice}, status=410)


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


@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def ask_feedback(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """Ask whether a page helped, and count the answer. The only form, and cookie, for readers."""
    found = Page.objects.in_language().filter(kind=kind)
    page = found.published().filter(slug=slug).first()
    if page is None:
        return answer_absence(request, found, slug)
    form = FeedbackForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        feedback.count(page, form.cleaned_data["answer"], form.cleaned_data["reasons"])
        return redirect("editorial:thanks", kind, slug)
    return render(request, "editorial/feedback.html", {"page": page, "form": form})


@cache_control(private=True, no_store=True)
@require_safe
def thank(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """Thank for an answer, and lead back to the page."""
    found = Page.objects.in_language().filter(kind=kind)
    page = found.published().filter(slug=slug).first()
    if page is None:
        return answer_absence(request, found, slug)
    return render(request, "editorial/thanks.html", {"page": page})
