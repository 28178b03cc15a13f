"""The list of reviews at the desk: what waits for me, what waits for others, what was answered."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from editorial.models import Review, ReviewLink
from editorial.review import links as review_links
from editorial.review.access import may_ask, may_read
from editorial.review.views import change_link, read_review
from editorial.writing.choices import is_id
from editorial.writing.page_list import ReadOnly


class AnswerFilter(admin.SimpleListFilter):
    """Reviews by whom they wait for."""

    title = _("answer")
    parameter_name = "answer"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("mine", _("Waits for me")),
            ("open", _("Waits for anybody")),
            ("answered", _("Answered")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        waiting = queryset.filter(outcome=Review.Outcome.OPEN)
        answered = [Review.Outcome.APPROVED, Review.Outcome.SENT_BACK]
        return {
            "mine": waiting.filter(reviewer=request.user.pk),
            "open": waiting,
            "answered": queryset.filter(outcome__in=answered),
        }.get(self.value() or "", queryset)


@admin.register(Review)
class ReviewAdmin(ReadOnly):
    """Every review that was asked for; its page's title leads to where it is read."""

    list_display = ("link", "reviewer", "asked_by", "asked_at", "answer", "by_link")
    list_display_links = None
    list_filter = (AnswerFilter, "reviewer")
    search_fields = ("page__title", "request")
    list_select_related = ("page", "reviewer", "asked_by")
    list_per_page = 50
    actions = ("revoke_links",)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return super().changelist_view(request, {**(extra_context or {}), "title": _("Reviews")})

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_read(request.user)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        alive = ReviewLink.objects.alive().filter(review=OuterRef("pk"))
        return super().get_queryset(request).annotate(has_link=Exists(alive))

    @admin.display(description=_("page"), ordering="page__title")
    def link(self, review: Review) -> str:
        address = reverse("admin:editorial_review_read", args=[review.pk])
        return format_html('<a href="{}">{}</a>', address, review.page.title)

    @admin.display(description=_("answer"), ordering="outcome")
    def answer(self, review: Review) -> str:
        scope = review.get_scope_display()
        outcome = review.get_outcome_display()
        return f"{outcome}: {scope}" if scope else str(outcome)

    @admin.display(description=_("e-mailed link"))
    def by_link(self, review: Any) -> str:
        if review.has_link:
            return str(_("Open"))
        return str(_("Answered by it")) if review.is_by_link else ""

    @admin.action(description=_("Revoke the e-mailed links of the reviews chosen"))
    def revoke_links(self, request: HttpRequest, queryset: QuerySet[Review]) -> None:
        """Let no link of these reviews open any more."""
        user: Any = request.user
        reviews = list(queryset.select_related("page", "reviewer"))
        if not all(may_ask(user, review.page) for review in reviews):
            raise PermissionDenied
        count = sum(review_links.revoke(review, by=user) for review in reviews)
        text = ngettext("%d link is revoked.", "%d links are revoked.", count) % count
        messages.success(request, text)

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kw: Any) -> Any:
        """Lead to where a review is read."""
        if not is_id(object_id):
            return super().change_view(request, object_id, *args, **kw)
        return HttpResponseRedirect(reverse("admin:editorial_review_read", args=[object_id]))

    def get_urls(self) -> Any:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/read/", wrap(read_review), name="editorial_review_read"),
            path("<int:pk>/link/", wrap(change_link), name="editorial_review_link"),
            *super().get_urls(),
        ]
