"""The texts that wait for somebody: one question to the database, however many there are."""

from collections import defaultdict
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, User
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models import Window as Over
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.panels import Line, Part, address_of, name_in, shown
from editorial.models import Act, Page, Review, Revision
from editorial.models.revision import APPROVED
from editorial.review.access import desk_address

SHOWN = 5  # lines of one heading
COLUMNS = (
    *("pk", "page_id", "kind", "title", "group", "writer", "asker", "count"),
    *("created_at", "publish_at", "asked_at", "review_id"),
)
# In the order in which they are shown; a text stands under the first that fits.
ASKED, FAILED, PUBLISHABLE, SENT_BACK, ASIDE, DRAFT, ELSEWHERE, PLANNED = (
    *("asked", "failed", "publishable", "sent-back", "aside", "draft", "elsewhere"),
    "planned",
)
TITLES = {
    ASKED: gettext_lazy("You are asked to review"),
    FAILED: Act.Kind.NOT_PUBLISHED.label,
    PUBLISHABLE: gettext_lazy("Approved, not yet published"),
    SENT_BACK: gettext_lazy("Sent back to you"),
    ASIDE: gettext_lazy("Kept apart: somebody else saved first"),
    DRAFT: gettext_lazy("Your drafts"),
    ELSEWHERE: gettext_lazy("Yours, with a reviewer"),
    PLANNED: gettext_lazy("Waits for its time"),
}


def texts_of(user: User) -> QuerySet[Revision]:
    """Return the unpublished texts that concern the user, each with its `group`."""
    later = Revision.objects.newer()
    reviews = Review.objects.filter(revision=OuterRef("pk"))
    asked = reviews.filter(outcome=Review.Outcome.OPEN, reviewer=user)
    failed = Act.objects.filter(
        kind=Act.Kind.NOT_PUBLISHED, page_id=OuterRef("page_id"), at__gt=OuterRef("created_at")
    )
    may_publish = Q() if user.has_perm("editorial.publish_page") else Q(author=user)
    groups = [
        (Q(is_set_aside=True, author=user, is_merged=False), ASIDE),
        (Q(is_set_aside=True), ""),
        (Q(is_asked=True), ASKED),
        (Q(publish_at__isnull=False), PLANNED),
        (Q(is_newest=False), ""),
        (Exists(failed) & may_publish, FAILED),
        (APPROVED & may_publish, PUBLISHABLE),
        (APPROVED, ""),
        (Q(author=user, is_in_review=True), ELSEWHERE),
        (Q(author=user, is_sent_back=True), SENT_BACK),
        (Q(author=user), DRAFT),
    ]
    return (
        Revision.objects.filter(published_at=None)
        .annotate(
            is_newest=~Exists(later),
            is_merged=Exists(later.filter(author=user)),
            is_asked=Exists(asked),
            is_in_review=Exists(reviews.filter(outcome=Review.Outcome.OPEN)),
            is_sent_back=Exists(reviews.filter(outcome=Review.Outcome.SENT_BACK)),
            review_id=Subquery(asked.values("pk")[:1]),
            asked_at=Subquery(asked.values("asked_at")[:1]),
            asker=Subquery(asked.annotate(asker=name_in("asked_by")).values("asker")[:1]),
            group=Case(
                *(When(which, then=Value(group)) for which, group in groups), default=Value("")
            ),
        )
        .exclude(group="")
    )


def waiting(user: AbstractBaseUser) -> dict[str, Part]:
    """Return the user's texts by group, each with its first SHOWN lines and how many there are."""
    order = [
        F("asked_at").asc(nulls_last=True),
        F("publish_at").asc(nulls_last=True),
        F("pk").desc(),
    ]
    rows = (
        texts_of(user)  # type: ignore[arg-type]
        .annotate(
            title=KeyTextTransform("title", "content"),
            writer=name_in("author"),
            kind=F("page__kind"),
            place=Over(RowNumber(), partition_by=F("group"), order_by=order),
            count=Over(Count("pk"), partition_by=F("group")),
        )
        .filter(place__lte=SHOWN)
        .order_by("group", "place")
        .values(*COLUMNS)
    )
    lines: dict[str, list[Line]] = defaultdict(list)
    counts: dict[str, int] = {}
    for row in rows:
        lines[row["group"]].append(_line(row))
        counts[row["group"]] = row["count"]
    return {
        group: Part(str(title), lines[group], counts[group])
        for group, title in TITLES.items()
        if group in lines
    }


def _line(row: dict[str, Any]) -> Line:
    group = row["group"]
    if group == ASIDE:
        address = address_of("admin:editorial_revision_change", row["pk"])
    elif group == ASKED:
        address = address_of("admin:editorial_review_read", row["review_id"])
    else:
        address = desk_address(Page(pk=row["page_id"], kind=row["kind"]))
    return Line(row["title"] or _("(no title)"), address, _beside(group, row))


def _beside(group: str, row: dict[str, Any]) -> str:
    if group == ASKED:
        said = _("asked by %(who)s, %(when)s")
        return said % {"who": row["asker"], "when": shown(row["asked_at"])}
    if group == PLANNED:
        return _("to be published %s") % shown(row["publish_at"])
    if group == PUBLISHABLE and row["writer"]:
        return _("saved by %(who)s, %(when)s") % {
            "who": row["writer"],
            "when": shown(row["created_at"]),
        }
    return _("saved %s") % shown(row["created_at"])
