"""A page's history at the desk, in place of Django's, which tells only that forms were saved."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from editorial import drafts, history
from editorial.differences import differences
from editorial.models import Page, Revision, stage_of
from editorial.writing.choices import is_id
from editorial.writing.page_list import shown

PER_PAGE = 25


class HistoryViews:
    """Mixed into the desk of every kind of page."""

    admin_site: Any
    model: Any
    opts: Any
    has_view_permission: Any
    has_change_permission: Any

    def get_urls(self) -> Any:
        """Add the addresses of comparing and of bringing back."""
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        wrap = self.admin_site.admin_view
        return [
            path(
                "<int:pk>/history/compare/",
                wrap(self.compare_view),
                name=f"{name}_compare",
            ),
            path(
                "<int:pk>/history/bring-back/",
                wrap(require_POST(self.bring_back_view)),
                name=f"{name}_bring_back",
            ),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Every text of the page, and what the log says of it. `?with=` holds a chosen text."""
        page = self._page(request, object_id)
        paginator = Paginator(history.texts_of(page), PER_PAGE)
        paginator.count = page.text_count  # it came with the page
        texts = paginator.get_page(request.GET.get("page"))
        number = _number(request.GET.get("acts"))
        acts, has_older_acts = history.acts_of(page, number)
        context = {
            "texts": [(text, stage_of(text)) for text in texts],
            "listed": texts,
            "acts": acts,
            "newer_acts": number - 1,
            "older_acts": number + 1 if has_older_acts else None,
            "chosen": _text(page, request.GET.get("with")),
            "can_bring_back": self.has_change_permission(request, page),
        }
        return self._render(request, page, "history", _("History of “%s”"), context)

    def compare_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What differs between any two texts of the page, the older first."""
        page = self._page(request, str(pk))
        chosen = [_text(page, request.GET.get(name)) for name in ("old", "new")]
        old, new = chosen
        if old is None or new is None:
            raise Http404
        if new.pk < old.pk:
            old, new = new, old
        context = {
            "old": old,
            "new": new,
            "differences": differences(page, old.content, new.content),
            "can_bring_back": self.has_change_permission(request, page),
        }
        return self._render(request, page, "compare", _("Two texts of “%s”"), context)

    def bring_back_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Save an older text as a draft upon the newest."""
        page = self._page(request, str(pk))
        if not self.has_change_permission(request, page):
            raise PermissionDenied
        revision, base = _text(page, request.POST.get("text")), request.POST.get("base", "")
        if revision is None:
            raise Http404
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_history"
        there = HttpResponseRedirect(reverse(name, args=[page.pk]))
        user: Any = request.user
        said = history.note_of(revision, shown(revision.created_at))
        base_id = int(base) if is_id(base) else None
        try:
            brought = history.bring_back(revision, by=user, base_id=base_id, said=said)
        except drafts.StaleDraftError:
            text = _("Somebody saved a newer text meanwhile, so nothing was brought back.")
            messages.error(request, text)
            return there
        if brought is None:
            messages.info(request, _("The newest text is the same already."))
            return there
        text = _("Brought back as a draft. Readers see no change until it is published.")
        messages.success(request, text)
        for part in differences(page, revision.content, brought.content):
            text = _(
                "“%s” stays as it is in the newest text: the older one cannot be used any more."
            )
            messages.warning(request, text % capfirst(part.label))
        return HttpResponseRedirect(reverse(name.replace("_history", "_change"), args=[page.pk]))

    def _page(self, request: HttpRequest, object_id: str) -> Any:
        """Return the page as readers see it; raises Http404 and PermissionDenied."""
        if not is_id(object_id):
            raise Http404
        page: Page = history.page_of(self.model, int(object_id))
        if not self.has_view_permission(request, page):
            raise PermissionDenied
        return page

    def _render(
        self, request: HttpRequest, page: Page, name: str, title: str, context: dict[str, Any]
    ) -> HttpResponse:
        context |= self.admin_site.each_context(request)
        base = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        addresses = {
            f"{view}_url": reverse(f"{base}_{view}", args=[page.pk])
            for view in ("change", "history", "compare", "bring_back")
        }
        context |= {"title": title % page.title, "page": page, "opts": self.opts, **addresses}
        return render(request, f"admin/editorial/{name}.html", context)


def _text(page: Page, pk: str | None) -> Revision | None:
    """Return the page's text that has this id, as an address gives it; None if there is none."""
    if not pk or not is_id(pk):
        return None
    return Revision.objects.filter(page=page, pk=int(pk)).select_related("author").first()


def _number(text: str | None) -> int:
    """Return the number of a part of a list, as an address gives it; 1 for any other text."""
    return max(1, int(text)) if text and is_id(text) and len(text) < 6 else 1
