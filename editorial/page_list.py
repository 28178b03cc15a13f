"""The list of the pages of one kind, as staff see it."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from editorial.models import Page, Revision
from editorial.models.page import DUE_SOON


class NoDeleting(admin.ModelAdmin):
    """What was written stays; a page leaves readers' eyes by being withdrawn."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnly(NoDeleting):
    """A list to look things up in."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReviewFilter(admin.SimpleListFilter):
    """Pages by their review."""

    title = _("review")
    parameter_name = "review"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("never", _("Never reviewed")),
            ("changed", _("Changed since review")),
            ("overdue", _("Overdue")),
            ("due-soon", _("Due soon")),
            ("reviewed", _("Reviewed")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the pages of one state, as `Page.review_state` tells it."""
        today = timezone.localdate()
        soon = today + DUE_SOON
        holds = queryset.filter(reviewed_on__isnull=False, is_changed_since_review=False)
        return {
            "never": queryset.filter(reviewed_on=None),
            "changed": queryset.filter(is_changed_since_review=True),
            "overdue": holds.filter(next_review_due__lt=today),
            "due-soon": holds.filter(next_review_due__gte=today, next_review_due__lt=soon),
            "reviewed": holds.filter(next_review_due__gte=soon),
        }.get(self.value() or "", queryset)


class OwnerFilter(admin.SimpleListFilter):
    """Pages that nobody looks after: without an owner, or with one whose account is off."""

    title = _("owner")
    parameter_name = "owned"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("no", _("Nobody"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        nobody = models.Q(owner=None) | models.Q(owner__is_active=False)
        return queryset.filter(nobody) if self.value() else queryset


class PageList(NoDeleting):
    """What the list shows: what readers see, the review, the newest text and what waits."""

    list_display = ("title", "state", "review", "owner", "newest_text")
    list_filter: ClassVar[Any] = ("status", ReviewFilter, "owner")
    search_fields = ("title", "slug", "also")
    search_help_text = _("Search titles, addresses and patients' words")
    list_select_related = ("owner",)
    list_per_page = 50
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        newest = Revision.objects.filter(page=models.OuterRef("pk"), is_set_aside=False)
        newest = newest.order_by("-pk")
        planned = newest.filter(published_at=None, publish_at__isnull=False)
        return (
            super()
            .get_queryset(request)
            .annotate(
                newest_at=models.Subquery(newest.values("created_at")[:1]),
                newest_live=models.Subquery(newest.values("published_at")[:1]),
                planned_at=models.Subquery(planned.values("publish_at")[:1]),
            )
        )

    @admin.display(description=_("readers see"), ordering="status")
    def state(self, page: Page) -> str:
        return page.get_status_display()

    @admin.display(description=_("review"), ordering="next_review_due")
    def review(self, page: Page) -> str:
        if not page.reviewed_on:
            return str(_("Never reviewed"))
        if page.is_changed_since_review:
            return str(_("Changed since review"))
        return str(_("Overdue") if page.is_review_overdue else _("Reviewed"))

    @admin.display(description=_("newest text"), ordering="newest_at")
    def newest_text(self, page: Any) -> str:
        moments = {"saved": page.newest_at, "at": page.planned_at}
        times = {name: shown(moment) for name, moment in moments.items() if moment}
        is_draft = page.newest_at and not page.newest_live
        if page.planned_at:
            draft = _("draft of %(saved)s; a text is to be published at %(at)s")
            live = _("is live; a text is to be published at %(at)s")
        else:
            draft, live = _("draft of %(saved)s"), _("is live")
        return str(draft if is_draft else live) % times


def shown(moment: datetime) -> str:
    """Return a time as the desk shows it, in the clinic's time zone."""
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"
