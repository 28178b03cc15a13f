"""Staff put several pages into one handout: choose, order, print. The address holds the choice.

Nothing is stored, and only what readers can see is found or shown: a page that is a draft, or was
withdrawn since, is left out and counted.
"""

from django.contrib import admin
from django.contrib.admin.views.decorators import staff_member_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from editorial.models import Page
from editorial.paper import handout
from editorial.writing.choices import is_id

MOST = 12  # pages of one handout
FOUND = 20  # pages that a search lists


@require_safe
@staff_member_required
def choose(request: HttpRequest) -> HttpResponse:
    """Find pages by their title, add them, put them in order."""
    ids = _ids(request)
    changed = _changed(request, ids)
    if changed != ids or any(name in request.GET for name in ACTIONS):
        return HttpResponseRedirect(f"{reverse('handout:choose')}?{_query(request, changed)}")
    query = request.GET.get("q", "").strip()[:100]
    pages = _published(ids)
    others = Page.objects.published().for_list().exclude(pk__in=ids)
    found = others.filter(title__icontains=query) if query else others.none()
    context = {
        **admin.site.each_context(request),
        "title": _("A handout of several pages"),
        "pages": pages,
        "left_out": len(ids) - len(pages),
        "query": query,
        "found": found.order_by("title", "pk")[:FOUND],
        "most": MOST,
        "is_full": len(ids) >= MOST,
    }
    return render(request, "admin/editorial/handout.html", context)


@require_safe
@staff_member_required
def show(request: HttpRequest, is_pdf: bool = False) -> HttpResponse:
    """The pages that were chosen as one handout."""
    ids = _ids(request)
    pages = _published(ids)
    if not pages:
        return HttpResponseRedirect(f"{reverse('handout:choose')}?{_query(request, ids)}")
    return handout.answer(
        request, pages, is_pdf, left_out=len(ids) - len(pages), chosen=_query(request, ids)
    )


def _ids(request: HttpRequest) -> list[int]:
    """Return the ids in the address, each once and MOST at most; what can be no id is left out."""
    asked = filter(is_id, request.GET.getlist("pages"))
    return list(dict.fromkeys(map(int, asked)))[:MOST]


def _published(ids: list[int]) -> list[Page]:
    found = Page.objects.published().select_related("reviewed_by").in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def _add(ids: list[int], pk: int) -> list[int]:
    return [*ids, pk][:MOST] if pk not in ids else ids


def _remove(ids: list[int], pk: int) -> list[int]:
    return [each for each in ids if each != pk]


def _earlier(ids: list[int], pk: int) -> list[int]:
    at = ids.index(pk) if pk in ids else 0
    rest = _remove(ids, pk)
    return [*rest[: at - 1], pk, *rest[at - 1 :]] if at else ids


ACTIONS = {"add": _add, "remove": _remove, "earlier": _earlier}  # a button's name -> what it does


def _changed(request: HttpRequest, ids: list[int]) -> list[int]:
    """Return the ids as the button that was pressed changes them."""
    for name, change in ACTIONS.items():
        value = request.GET.get(name, "")
        if is_id(value):
            ids = change(ids, int(value))
    return ids


def _query(request: HttpRequest, ids: list[int]) -> str:
    """Return the part of an address that holds the choice, and what was searched for."""
    values = QueryDict(mutable=True)
    values.setlist("pages", [str(pk) for pk in ids])
    if query := request.GET.get("q"):
        values["q"] = query[:100]
    return values.urlencode()
