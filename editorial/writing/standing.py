"""Where a page's newest text stands, for one person who looks at it: what the form's top says."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.auth.models import User
from django.db.models import F, Q
from django.utils.translation import gettext as _

from editorial.models import Page, Policy, Review, Revision, Stage, stage_of, with_stage
from editorial.review.addresses import address_of_review
from editorial.writing.colleagues import colleagues

MAX_ROWS = 40  # of reviews with their remarks: the newest


@dataclass(frozen=True)
class Step:
    """A step of a text on its way to readers. `state` is done, current, skipped or ahead."""

    label: str
    state: str


class Standing:
    """A page and its newest text as `user` may deal with them. Nothing is asked of the database
    before it is needed."""

    def __init__(self, user: User, policy: Policy, page: Page | None = None) -> None:
        self.user, self.policy, self.page = user, policy, page
        self.newest, self.planned = newest_and_planned(page) if page else (None, None)
        self.stage = stage_of(self.newest) if self.newest else Stage.DRAFT
        self.may_write = False  # the form says so, as it knows whether it can be typed into

    # --- Who may do what

    @cached_property
    def colleagues(self) -> list[Any]:
        return list(colleagues(self.newest))

    @cached_property
    def reviewers(self) -> list[Any]:
        """All who can be asked to read what the user writes here."""
        if self.policy.allows_own_review:
            return [one for one in self.colleagues if one.may_review]
        readers = [one for one in self.colleagues if one.may_review and not one.has_written]
        return [one for one in readers if one.pk != self.user.pk]

    @cached_property
    def may_publish(self) -> bool:
        return self.user.has_perm("editorial.publish_page")

    @property
    def can_publish(self) -> bool:
        """Whether Publish is offered: where only approved texts are published, not before."""
        return self.may_write and self.may_publish and (self.is_approved or not self.hides)

    @property
    def hides(self) -> bool:
        return self.policy.hides_unreviewed

    @cached_property
    def has_written(self) -> bool:
        return any(one.has_written for one in self.colleagues if one.pk == self.user.pk)

    @cached_property
    def may_review(self) -> bool:
        """Whether the user could review this text, were it not their own."""
        is_read = self.is_approved and not (self.page and self.is_live and self.is_due)
        has_text = self.newest is not None and not is_read
        return has_text and self.user.has_perm("editorial.review_page")

    @property
    def is_own_review_refused(self) -> bool:
        return self.may_review and self.has_written and not self.policy.allows_own_review

    @property
    def can_review(self) -> bool:
        return self.may_review and not self.is_own_review_refused

    # --- What is known of the text

    @property
    def is_approved(self) -> bool:
        return self.newest is not None and self.newest.is_approved

    @property
    def is_live(self) -> bool:
        """Whether the newest text is the one that readers see."""
        return self.stage == Stage.PUBLISHED and bool(self.page and self.page.is_published)

    @property
    def is_withdrawn(self) -> bool:
        return bool(self.page and self.page.status == Page.Status.WITHDRAWN)

    @property
    def is_hidden(self) -> bool:
        """Whether the clinic's rules keep a published page from readers."""
        return bool(self.page and self.page.is_published and not self.page.is_public)

    @property
    def is_due(self) -> bool:
        """Whether the live page should be read by a reviewer now."""
        return bool(self.page and self.page.review_state != Page.ReviewState.REVIEWED)

    @property
    def situation(self) -> str:
        """What publishing rests on beside the text: it must not change behind an open form."""
        status, slug = (self.page.status, self.page.slug) if self.page else ("", "")
        return f"{status} {self.policy.readers_see} {slug}"

    # --- Reviews

    @cached_property
    def reviews(self) -> list[Any]:
        return list(reviews_of(self.page)) if self.page else []

    @property
    def open_reviews(self) -> list[Any]:
        return [review for review in self.reviews if review.is_open]

    @property
    def my_review(self) -> Review | None:
        """The open review that waits for the user."""
        waiting = (one for one in self.open_reviews if one.reviewer_id == self.user.pk)
        return next(waiting, None)

    @property
    def my_review_address(self) -> str:
        return address_of_review(self.my_review) if self.my_review else ""

    # --- What is said

    @property
    def steps(self) -> list[Step]:
        """The way of a text to its readers, with where this one is."""
        labels = [_("Draft"), _("In review"), _("Approved"), _("Published")]
        current = {Stage.IN_REVIEW: 1, Stage.APPROVED: 2, Stage.PLANNED: 3, Stage.PUBLISHED: 3}.get(
            self.stage, 0
        )
        if self.stage == Stage.SENT_BACK:
            labels[0] = _("Sent back")
        if self.stage == Stage.PLANNED:
            labels[3] = _("Waits for its time")
        if self.is_withdrawn and self.stage == Stage.PUBLISHED:
            labels[3] = _("Withdrawn")
        before = "done" if self.is_approved else "skipped"
        states = ["done", before, before, "done"]
        if self.stage == Stage.PUBLISHED and self.open_reviews and not self.is_approved:
            states[1] = "done"
        states[current:] = ["current"] + ["ahead"] * (3 - current)
        return [Step(*pair) for pair in zip(labels, states, strict=True)]

    @property
    def next_card(self) -> str:
        """The likely next step, which is put forward: review, publish, ask or draft."""
        if self.my_review:
            return "review"
        if self.stage == Stage.APPROVED and self.can_publish:
            return "publish"
        if self.may_write and self.reviewers and self._waits_to_be_asked():
            return "ask"
        return "review" if self.can_review and not self.may_write else "draft"

    def _waits_to_be_asked(self) -> bool:
        is_unread = self.stage in {Stage.DRAFT, Stage.SENT_BACK}
        return (is_unread or (self.is_live and self.is_due)) and not self.open_reviews

    @property
    def readers_would_read(self) -> str:
        """What readers are told of the review if the user publishes from this form."""
        page, text = self.page, self.newest
        told = (
            _("The text was changed after this review.")
            if page and page.reviewed_on
            else _("Not yet reviewed by a clinician.")
        )
        stands = text is not None and (
            text.signed_off_on is not None
            or (text.change_approved_on is not None and page and not page.is_changed_since_review)
        )
        if not stands:
            return _("Nobody has approved this text. Readers will then read: “%s”") % told
        if self.hides:
            return _("This text is approved. If you change it first, it needs a review again.")
        return _("This text is approved. If you change it first, readers will read: “%s”") % told


def newest_and_planned(page: Page) -> tuple[Revision | None, Revision | None]:
    """Return a page's newest text, and the one that waits for its time, in one query."""
    texts = Revision.objects.filter(page=page, is_set_aside=False)
    newest = texts.order_by("-pk").values("pk")[:1]
    waits = Q(published_at=None, publish_at__isnull=False)
    people = ("author", "signed_off_by", "change_approved_by")
    found = list(with_stage(texts.filter(Q(pk__in=newest) | waits)).select_related(*people))
    return next(iter(found), None), next((text for text in found if text.publish_at), None)


def reviews_of(page: Page) -> Iterable[Any]:
    """Return the page's reviews, the newest first, each with its `said`: the remarks.

    One query: a review comes back once for each of its remarks.
    """
    author = "remarks__author__"
    rows: Any = (
        Review.objects.filter(page=page)
        .exclude(outcome=Review.Outcome.CANCELLED, remarks=None)
        .select_related("reviewer", "asked_by", "page")
        .defer("page__body", "page__body_html")
        .annotate(
            remark=F("remarks__text"),
            remark_at=F("remarks__written_at"),
            remark_first=F(f"{author}first_name"),
            remark_last=F(f"{author}last_name"),
            remark_user=F(f"{author}username"),
        )
        .order_by("-pk", "remarks__pk")[:MAX_ROWS]
    )
    reviews: dict[int, Any] = {}
    for row in rows:
        review = reviews.setdefault(row.pk, row)
        review.said = [*getattr(review, "said", [])]
        if row.remark:
            who = f"{row.remark_first} {row.remark_last}".strip() or row.remark_user
            review.said.append({"who": who, "at": row.remark_at, "text": row.remark})
    return reviews.values()
