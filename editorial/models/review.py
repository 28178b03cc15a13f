"""A review: one reviewer is asked to read one text, and answers."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from editorial.models.page import Page
from editorial.models.revision import APPROVED, Revision

LINK_LASTS = timedelta(days=14)


class ReviewQuerySet(models.QuerySet["Review"]):
    def open(self) -> "ReviewQuerySet":
        """Keep the reviews that wait for an answer."""
        return self.filter(outcome=Review.Outcome.OPEN)


class Review(models.Model):
    """One reviewer's reading of one revision: asked for, then answered once."""

    class Outcome(models.TextChoices):
        OPEN = "", _("Waits for the reviewer")
        APPROVED = "approved", _("Approved")
        SENT_BACK = "sent-back", _("Sent back")
        CANCELLED = "cancelled", _("No longer needed")

    class Scope(models.TextChoices):
        WHOLE = "whole", _("The whole page")
        CHANGE = "change", _("This change only")

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="reviews")
    page = models.ForeignKey(Page, models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("reviewer")
    )
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    request = models.CharField(
        _("what to look at"), max_length=600, blank=True, help_text=_("For the reviewer.")
    )
    outcome = models.CharField(
        _("answer"), max_length=12, choices=Outcome, default=Outcome.OPEN, blank=True
    )
    scope = models.CharField(
        _("what was approved"), max_length=8, choices=Scope, blank=True, default=""
    )
    answered_at = models.DateTimeField(_("answered"), null=True)
    is_by_link = models.BooleanField(default=False, help_text=_("Answered by an e-mailed link."))

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "reviewer"],
                condition=Q(outcome=""),
                name="one_open_review_a_reviewer",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", answered_at=None)
                | Q(outcome__in=["approved", "sent-back", "cancelled"], answered_at__isnull=False),
                name="review_answer_has_time",
            ),
            models.CheckConstraint(
                condition=Q(outcome="approved", scope__in=["whole", "change"])
                | (~Q(outcome="approved") & Q(scope="")),
                name="review_scope_is_of_approval",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page}: {self.get_outcome_display()}"

    @property
    def is_open(self) -> bool:
        return self.outcome == self.Outcome.OPEN


class Stage(models.TextChoices):
    """Where a text stands on its way to readers. Computed, never stored."""

    SET_ASIDE = "set-aside", _("Set aside")
    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in-review", _("In review")
    SENT_BACK = "sent-back", _("Sent back")
    APPROVED = "approved", _("Approved")
    PLANNED = "planned", _("Waits for its time")
    PUBLISHED = "published", _("Published")


def with_stage(revisions: models.QuerySet[Revision]) -> models.QuerySet[Revision]:
    """Add to each revision its `stage`, as the database works it out."""
    reviews = Review.objects.filter(revision=models.OuterRef("pk"))
    stages = [
        (Q(is_set_aside=True), Stage.SET_ASIDE),
        (Q(published_at__isnull=False), Stage.PUBLISHED),
        (Q(publish_at__isnull=False), Stage.PLANNED),
        (APPROVED, Stage.APPROVED),
        (models.Exists(reviews.filter(outcome=Review.Outcome.OPEN)), Stage.IN_REVIEW),
        (models.Exists(reviews.filter(outcome=Review.Outcome.SENT_BACK)), Stage.SENT_BACK),
    ]
    whens = [models.When(applies, then=models.Value(stage.value)) for applies, stage in stages]
    otherwise = models.Value(Stage.DRAFT.value)
    stage = models.Case(*whens, default=otherwise, output_field=models.CharField())
    return revisions.annotate(stage=stage)


def stage_of(revision: Revision) -> Stage:
    """Return where a text stands; one that did not come from `with_stage` is looked up."""
    if not hasattr(revision, "stage"):
        revision = with_stage(Revision.objects.filter(pk=revision.pk)).get()
    return Stage(revision.stage)  # type: ignore[attr-defined]


class Remark(models.Model):
    """What somebody wrote beside a review: a comment, or why a text was sent back."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="remarks")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    text = models.TextField(max_length=4000)

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="remark_has_words")]

    def __str__(self) -> str:
        return self.text[:80]


class ReviewLinkQuerySet(models.QuerySet["ReviewLink"]):
    def alive(self) -> "ReviewLinkQuerySet":
        """Keep the links that still open."""
        in_time = self.filter(expires_at__gt=timezone.now(), revoked_at=None)
        return in_time.filter(review__outcome=Review.Outcome.OPEN)


class ReviewLink(models.Model):
    """A link by which one reviewer reads and answers one review, without a password.

    Only digests of the link and of its code are kept. The code goes to the reviewer's own address,
    so that a forwarded link alone opens nothing.
    """

    review = models.ForeignKey(Review, models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    code_digest = models.CharField(max_length=64, blank=True)
    code_sent_at = models.DateTimeField(null=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    codes_sent_at = models.JSONField(default=list)  # of every code, as ISO text: so few are sent

    objects = ReviewLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(code_digest="", code_sent_at=None)
                | (~Q(code_digest="") & Q(code_sent_at__isnull=False)),
                name="review_code_has_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.review_id}"

    @property
    def is_alive(self) -> bool:
        """Whether the link still opens: not revoked, not expired, its review not answered."""
        is_in_time = timezone.now() < self.expires_at
        return is_in_time and self.revoked_at is None and self.review.is_open

    @classmethod
    def make(cls, review: Review, by: object, now: datetime) -> tuple["ReviewLink", str]:
        """Store a new link and return it with its secret, which is kept nowhere."""
        secret = secrets.token_urlsafe(32)
        link = cls(review=review, digest=digest_of(secret), expires_at=now + LINK_LASTS)
        link.made_by = by  # type: ignore[assignment]
        link.save()
        return link, secret


def digest_of(secret: str) -> str:
    """Return what is stored of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
