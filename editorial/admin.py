"""The desk's lists over all kinds: pages, every text ever saved, and sources."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from editorial.differences import in_words
from editorial.feedback import DAYS_SHOWN, pages_by_feedback
from editorial.models import (
    Act,
    Feedback,
    Page,
    Policy,
    Revision,
    Source,
    name_of,
    page_kinds,
)
from editorial.review.access import desk_address
from editorial.review.admin import ReviewAdmin
from editorial.review.views import read_text
from editorial.writing.page_list import NoDeleting, PageList, ReadOnly
from editorial.writing.policy_admin import PolicyAdmin
from editorial.writing.stale_forms import RefusesStale

__all__ = ["ReviewAdmin"]


class KindFilter(admin.SimpleListFilter):
    """Pages of one kind."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(kind, name_of(kind)) for kind in page_kinds()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Page)
class AllPagesAdmin(ReadOnly, PageList):
    """Every page of every kind; a title leads to where it is edited."""

    list_display = ("link", "kind_shown", "stage", "state", "review", "who")
    list_display_links = None
    list_filter = (KindFilter, *PageList.list_filter)

    @admin.display(description=_("title"), ordering="title")
    def link(self, page: Page) -> str:
        return format_html('<a href="{}">{}</a>', edit_address(page), page.title)

    @admin.display(description=_("kind"), ordering="kind")
    def kind_shown(self, page: Page) -> str:
        return page.kind_name


@admin.register(Revision)
class RevisionAdmin(ReadOnly):
    """Every text that was ever saved, those set aside included."""

    list_display = ("page", "created_at", "author", "note", "published_at", "is_set_aside", "ways")
    list_filter = ("is_set_aside", "author")
    search_fields = ("page__title", "note")
    list_select_related = ("page", "author")
    exclude = ("content", "base")
    readonly_fields = ("text",)

    @admin.display(description=_("text"))
    def text(self, revision: Revision) -> str:
        parts = in_words(revision.page.concrete(), revision.content)
        rows = [(capfirst(label), text) for label, text in parts]
        return format_html_join("", '<h3>{}</h3><pre class="revision-text">{}</pre>', rows)

    @admin.display(description=_("look at"))
    def ways(self, revision: Revision) -> str:
        read = reverse("admin:editorial_revision_read", args=[revision.pk])
        history = desk_address(revision.page, "history")
        links = '<a href="{}">{}</a> · <a href="{}">{}</a>'
        return format_html(links, read, _("the page as it was"), history, _("all texts"))

    def get_urls(self) -> Any:
        view = self.admin_site.admin_view(read_text)
        return [path("<int:pk>/read/", view, name="editorial_revision_read"), *super().get_urls()]


@admin.register(Act)
class ActAdmin(ReadOnly):
    """The log of acts: who did what, and when. It only grows."""

    list_display = ("at", "kind", "subject", "who")
    list_filter = ("kind", "at")
    search_fields = ("subject", "who", "detail")
    list_display_links = ("subject",)


@admin.register(Source)
class SourceAdmin(RefusesStale, NoDeleting):
    """Where claims come from."""

    list_display = ("key", "title", "publisher", "date", "seen_on")
    search_fields = ("key", "title", "publisher")
    list_filter = ("publisher",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Texts cite a source by its key, so the key stays."""
        return ["key"] if obj else []

    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def save_model(self, request: HttpRequest, obj: Source, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if form.changed_data or not change:  # from now on a library's load leaves it alone
            detail = ", ".join(form.changed_data)
            Act.record(Act.Kind.SOURCE, by=request.user, subject=obj.key, detail=detail)


@admin.register(Feedback)
class FeedbackAdmin(ReadOnly):
    """What readers said of pages lately, summed up by page; a title leads to its edit form."""

    per_page = 100

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """One row a page, most "no" first."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        names = [*Feedback.Answer.values, *Feedback.REASONS]
        listed = Paginator(pages_by_feedback(), self.per_page).get_page(request.GET.get("page"))
        reasons = [label for _name, label in Feedback.reason_labels()]
        context = {
            **self.admin_site.each_context(request),
            "title": _("What readers say of pages"),
            "days": DAYS_SHOWN,
            "headings": [*Feedback.Answer.labels, *reasons],
            "rows": [(edit_address(p), p, [getattr(p, name) for name in names]) for p in listed],
            "listed": listed,
        }
        return render(request, "admin/editorial/feedback.html", context)


admin.site.register(Policy, PolicyAdmin)


def edit_address(page: Page) -> str:
    """Return the address at which staff edit a page of any kind."""
    return desk_address(page)
