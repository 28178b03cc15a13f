"""What helps while a page is written: advice, the preview of what is typed, and what to link to."""

from functools import reduce
from operator import and_
from typing import Any

from django.contrib.admin.views.decorators import staff_member_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import resolve
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST, require_safe

from editorial import publishing, reading
from editorial.models import Page, Revision, Source, library_version_of
from editorial.rendering import MAX_CHARACTERS
from editorial.writing import advice
from editorial.writing.admin_views import require_writer
from editorial.writing.frames import may_be_framed
from editorial.writing.typed import typed_page

MOST_FOUND = 20
MAX_ASKED = 100  # characters of what is searched for


@csrf_protect
@require_POST
@staff_member_required
def give_advice(request: HttpRequest) -> HttpResponse:
    """What is said of the text being written, as a part of the form's page."""
    page, content = typed_page(request)
    live_also = page.also if page.is_public else ""
    found = advice.findings(page, content, library_version_of(request), live_also)
    return render(request, "admin/editorial/includes/findings.html", {"findings": found})


@csrf_protect
@require_POST
@staff_member_required
def preview_page(request: HttpRequest) -> HttpResponse:
    """The page as readers will see it once what is typed is published. Nothing is saved."""
    page, content = typed_page(request)
    if len(content["body"]) > MAX_CHARACTERS:
        said = _("A text may have %d characters. Part it in two.") % MAX_CHARACTERS
        return may_be_framed(HttpResponse(said, content_type="text/plain", status=400))
    newest = Revision.objects.newest_of(page) if page.pk else None
    is_saved = newest is not None and newest.content == content
    revision = newest if newest and is_saved else Revision(page=page, content=content)
    publishing.foresee(page, revision)
    shown = reading.draft(page, revision)
    context = {"page": page, "reading": shown, "revision": revision, "is_typed": True}
    context["is_framed"] = "_framed" in request.POST
    with translation.override(page.language):
        request.resolver_match = resolve(page.get_absolute_url())  # the menu tells where one is
        response = render(request, page.TEMPLATE, context)
    add_never_cache_headers(response)
    response.headers["X-Robots-Tag"] = "noindex"
    return may_be_framed(response)


@require_safe
@staff_member_required
def find_page(request: HttpRequest) -> JsonResponse:
    """Pages that readers can open, by their title or patients' words: `?q=`."""
    require_writer(request)
    words = _asked(request)
    matches = [Q(title__icontains=word) | Q(also__icontains=word) for word in words]
    found = Page.objects.published().for_list().filter(reduce(and_, matches, Q()))
    rows = [
        {"name": page.title, "about": page.kind_name, "insert": page.get_absolute_url()}
        for page in _best(found, "title", words)
    ]
    return JsonResponse({"found": rows if words else []})


@require_safe
@staff_member_required
def find_source(request: HttpRequest) -> JsonResponse:
    """Sources by key, title or publisher: `?q=`."""
    require_writer(request)
    words = _asked(request)
    matches = [
        Q(key__icontains=word) | Q(title__icontains=word) | Q(publisher__icontains=word)
        for word in words
    ]
    found = Source.objects.filter(reduce(and_, matches, Q()))
    rows = [
        {"name": row.title, "about": f"{row.key} · {row.publisher}", "insert": row.key}
        for row in _best(found, "key", words)
    ]
    return JsonResponse({"found": rows if words else []})


def _asked(request: HttpRequest) -> list[str]:
    return request.GET.get("q", "")[:MAX_ASKED].split()


def _best(found: Any, field: str, words: list[str]) -> list[Any]:
    """Return the first of what was found: what begins with the first word, then the others."""
    if not words:
        return []
    begins = found.filter(**{f"{field}__istartswith": words[0]}).order_by(field)[:MOST_FOUND]
    rows = [*begins, *found.order_by(field)[:MOST_FOUND]]
    return list(dict.fromkeys(rows))[:MOST_FOUND]
