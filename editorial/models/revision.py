"""A revision: an editor's text, before and after it is live."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from editorial.models.page import Page

# What `Revision.is_approved` says of one text, for the database.
APPROVED = Q(signed_off_on__isnull=False) | Q(change_approved_on__isnull=False)


class RevisionQuerySet(models.QuerySet["Revision"]):
    def newest_of(self, page: Page) -> "Revision | None":
        """Return the page's newest text, live or not; texts set aside do not count."""
        return self.filter(page=page, is_set_aside=False).order_by("-pk").first()

    def what_changed(self, page: Page) -> "RevisionQuerySet":
        """Keep a page's published changes that matter to readers, the newest first."""
        return self.live_first().filter(page=page).exclude(what_changed="")

    def live_first(self) -> "RevisionQuerySet":
        """Keep what was published; of one page, the text that its columns hold comes first."""
        return self.filter(published_at__isnull=False).order_by("-published_at", "-pk")

    def newer(self) -> "RevisionQuerySet":
        """For a subquery: later texts of the outer text's page; those set aside do not count."""
        return self.filter(page=OuterRef("page"), is_set_aside=False, pk__gt=OuterRef("pk"))

    def planned(self, page: Page) -> "RevisionQuerySet":
        """Keep the texts of a page that wait for their time."""
        return self.filter(page=page, published_at=None, publish_at__isnull=False)

    def due(self) -> "RevisionQuerySet":
        """Keep the revisions whose set time has come."""
        return self.filter(publish_at__lte=timezone.now(), published_at=None).order_by("publish_at")


class Revision(models.Model):
    """One saved text of a page, with who wrote it and what became of it.

    The text is never changed, only added to: a further save is a further revision.
    `content` holds the page's edited fields, and `topics`, `picks` and `sources` as lists of ids
    in the editor's order.
    """

    page = models.ForeignKey(Page, models.CASCADE, related_name="revisions", verbose_name=_("page"))
    content = models.JSONField(_("text"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("author"),
    )
    # Where an older text was brought back: they wrote it, and so they are this one's writers too.
    also_by = models.ManyToManyField(settings.AUTH_USER_MODEL, editable=False, related_name="+")
    created_at = models.DateTimeField(_("saved"), default=timezone.now)
    base = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(_("note"), max_length=300, blank=True)
    matters_to_readers = models.BooleanField(_("the change matters to readers"), default=False)
    what_changed = models.CharField(
        _("what changed, for readers"),
        max_length=300,
        blank=True,
        help_text=_("One plain sentence, shown on the page under “What changed”."),
    )
    is_set_aside = models.BooleanField(
        _("set aside"),
        default=False,
        help_text=_("Written on top of an older text while somebody else saved: kept, not used."),
    )
    library_digest = models.CharField(max_length=64, blank=True, editable=False)
    publish_at = models.DateTimeField(_("to be published at"), null=True, blank=True)
    scheduled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    signed_off_on = models.DateField(_("signed off"), null=True, blank=True)
    signed_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    next_review_due = models.DateField(_("next review due"), null=True, blank=True)
    is_own_review = models.BooleanField(
        default=False, help_text=_("Signed off by somebody who also wrote it.")
    )
    # A reviewer read the change only, not the whole page: its review date stays.
    change_approved_on = models.DateField(_("change approved"), null=True, blank=True)
    change_approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved text")
        verbose_name_plural = _("every text ever saved")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["page", "is_set_aside", "-id"], name="revision_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(signed_off_by=None, signed_off_on=None, next_review_due=None)
                | Q(
                    signed_off_by__isnull=False,
                    signed_off_on__isnull=False,
                    next_review_due__gt=models.F("signed_off_on"),
                ),
                name="revision_sign_off_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(change_approved_by=None, change_approved_on=None)
                | Q(change_approved_by__isnull=False, change_approved_on__isnull=False),
                name="revision_change_approval_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(matters_to_readers=True) | Q(what_changed=""),
                name="revision_what_changed_matters",
            ),
            models.CheckConstraint(
                condition=Q(is_own_review=False) | Q(signed_off_by__isnull=False),
                name="revision_own_review_is_a_review",
            ),
            models.CheckConstraint(
                condition=Q(publish_at=None, scheduled_by=None)
                | Q(publish_at__isnull=False, scheduled_by__isnull=False),
                name="revision_schedule_is_whole",
            ),
            # A library load publishes with no person behind it, so only half of this pair is told.
            models.CheckConstraint(
                condition=Q(published_by=None) | Q(published_at__isnull=False),
                name="revision_publisher_has_time",
            ),
            models.CheckConstraint(
                condition=Q(is_set_aside=False) | Q(published_at=None, publish_at=None),
                name="revision_set_aside_is_not_published",
            ),
        ]

    def __str__(self) -> str:
        when = timezone.localtime(self.created_at).strftime("%Y-%m-%d %H:%M")
        return f"{self.content.get('title', '')} ({when})"

    @property
    def is_approved(self) -> bool:
        """Whether a reviewer approved this text, or its change from the text that was reviewed."""
        return self.signed_off_on is not None or self.change_approved_on is not None

    @property
    def told(self) -> dict[str, Any]:
        """What readers are still to be told of this text: nothing more once it is live."""
        waiting = Revision() if self.published_at else self
        return {name: getattr(waiting, name) for name in ("matters_to_readers", "what_changed")}

    @property
    def is_from_library(self) -> bool:
        """Whether a library file, and not a person, brought this text."""
        return bool(self.library_digest)
