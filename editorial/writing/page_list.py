"""The list of the pages of one kind, as staff see it."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.auth.models import User
from django.db import models
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from editorial.models import Act, Page, Revision, Stage, with_stage
from editorial.notices import name_of
from editorial.writing.choices import is_id
from editorial.writing.sturdy import Sturdy


class NoDeleting(Sturdy):
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
    """Pages by their review, as `Page.review_state` says it of one."""

    title = _("review")
    parameter_name = "review"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(Page.ReviewState.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        states = {str(state.value): which for state, which in Page.in_review_states().items()}
        return queryset.filter(states.get(self.value() or "", Q()))


class StageFilter(admin.SimpleListFilter):
    """Pages by where their newest text stands."""

    title = _("where it stands")
    parameter_name = "stage"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        stages = [(value, label) for value, label in Stage.choices if value != Stage.SET_ASIDE]
        return [*stages, ("withdrawn", Page.Status.WITHDRAWN.label)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        stage = self.value()
        withdrawn = Q(status=Page.Status.WITHDRAWN, stage=Stage.PUBLISHED)
        if stage == "withdrawn":
            return queryset.filter(withdrawn)
        return queryset.filter(stage=stage).exclude(withdrawn) if stage else queryset


class OwnerFilter(admin.SimpleListFilter):
    """Pages by who looks after them, one's own first."""

    title = _("owner")
    parameter_name = "owner"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        owners = User.objects.filter(pk__in=Page.objects.values("owner")).order_by("username")
        others = [(str(one.pk), name_of(one)) for one in owners if one.pk != request.user.pk]
        return [("mine", _("Me")), ("nobody", _("Nobody")), *others]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        owner = self.value()
        if owner == "mine":
            return queryset.filter(owner=request.user.pk)
        if owner == "nobody":
            return queryset.filter(Q(owner=None) | Q(owner__is_active=False))
        return queryset.filter(owner=owner) if is_id(owner) else queryset


class PageList(NoDeleting):
    """What the list shows: the newest text, what readers see, the review and who looks after it."""

    list_display = ("title", "stage", "state", "review", "who", "saved")
    list_filter: ClassVar[Any] = (StageFilter, ReviewFilter, OwnerFilter)
    search_fields = ("title", "slug", "also")
    search_help_text = _("Search titles, addresses and patients' words")
    list_per_page = 50
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        texts = Revision.objects.filter(page=models.OuterRef("pk"), is_set_aside=False)
        newest: QuerySet[Any] = with_stage(texts.order_by("-pk"))
        planned = newest.filter(published_at=None, publish_at__isnull=False)
        withdrawn = Act.objects.filter(kind=Act.Kind.WITHDRAW, page_id=models.OuterRef("pk"))
        return (
            super()
            .get_queryset(request)
            .select_related("owner", "reviewed_by", "moved_to")
            .annotate(
                stage=models.Subquery(newest.values("stage")[:1]),
                newest_at=models.Subquery(newest.values("created_at")[:1]),
                planned_at=models.Subquery(planned.values("publish_at")[:1]),
                withdrawn_at=models.Subquery(withdrawn.order_by("-pk").values("at")[:1]),
                withdrawn_by=models.Subquery(withdrawn.order_by("-pk").values("who")[:1]),
            )
        )

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        title = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, {**title, **(extra_context or {})})

    @admin.display(description=_("where it stands"), ordering="stage")
    def stage(self, page: Any) -> str:
        if page.stage is None:
            return ""  # nothing was written yet
        is_gone = page.status == Page.Status.WITHDRAWN and page.stage == Stage.PUBLISHED
        stage = page.get_status_display() if is_gone else Stage(page.stage).label
        if not page.planned_at:
            return str(stage)
        plan = {"stage": stage, "at": shown(page.planned_at)}
        return str(_("%(stage)s; a text is to be published at %(at)s") % plan)

    @admin.display(description=_("readers see"), ordering="status")
    def state(self, page: Page) -> str:
        if page.is_public:
            return str(_("The page"))
        hidden = _("Nothing: not reviewed") if page.is_published else _("Nothing")
        return str(hidden)

    @admin.display(description=_("review"), ordering="next_review_due")
    def review(self, page: Page) -> str:
        return str(page.review_state.label)

    @admin.display(description=_("owner"), ordering="owner")
    def who(self, page: Page) -> str:
        return name_of(page.owner) if page.owner else ""

    @admin.display(description=_("saved"), ordering="newest_at")
    def saved(self, page: Any) -> str:
        return shown(page.newest_at)[:10] if page.newest_at else ""


def shown(moment: datetime) -> str:
    """Return a time as the desk shows it, in the clinic's time zone."""
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"
