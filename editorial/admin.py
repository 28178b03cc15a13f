"""The desk's lists over all kinds: pages, every text ever saved, and sources."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from editorial.models import Page, Revision, Source, model_of
from editorial.page_list import NoDeleting, ReviewFilter


class ReadOnly(NoDeleting):
    """A list to look things up in."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Page)
class AllPagesAdmin(ReadOnly):
    """Every page of every kind; a title leads to where it is edited."""

    list_display = ("link", "kind", "status", "reviewed_on", "next_review_due")
    list_display_links = None
    list_filter = ("kind", "status", ReviewFilter)
    search_fields = ("title", "slug", "also")

    @admin.display(description=_("title"), ordering="title")
    def link(self, page: Page) -> str:
        return format_html('<a href="{}">{}</a>', edit_address(page), page.title)


@admin.register(Revision)
class RevisionAdmin(ReadOnly):
    """Every text that was ever saved, those set aside included."""

    list_display = ("page", "created_at", "author", "note", "published_at", "is_set_aside")
    list_filter = ("is_set_aside", "author")
    search_fields = ("page__title", "note")
    list_select_related = ("page", "author")
    exclude = ("content", "base")
    readonly_fields = ("text",)

    @admin.display(description=_("text"))
    def text(self, revision: Revision) -> str:
        lines = [f"{name}: {value}" for name, value in revision.content.items() if value]
        return format_html('<pre class="revision-text">{}</pre>', "\n\n".join(lines))


@admin.register(Source)
class SourceAdmin(NoDeleting):
    """Where claims come from."""

    list_display = ("key", "title", "publisher", "date", "seen_on")
    search_fields = ("key", "title", "publisher")
    list_filter = ("publisher",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Texts cite a source by its key, so the key stays."""
        return ["key"] if obj else []

    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}


def edit_address(page: Page) -> str:
    """Return the address at which staff edit a page of any kind."""
    options = model_of(page.kind)._meta
    return reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[page.pk])
