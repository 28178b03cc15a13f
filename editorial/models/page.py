"""A page: what every kind of page has in common."""

import unicodedata
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from editorial.querysets import PageQuerySet
from editorial.rendering import MAX_CHARACTERS

MARKDOWN_HELP = _(
    "Markdown. Headings begin with ##. [@KEY] cites a source. Cards: !!! emergency, "
    "!!! same-day, !!! self-care, !!! evidence-strong, !!! evidence-limited, !!! evidence-none, "
    "with their text indented by four spaces. {emergency}, {crisis} and {clinic_phone} become "
    "the clinic's numbers. Every picture needs a description: ![what it shows](...)."
)


DUE_SOON = timedelta(days=30)


class Page(models.Model):
    """What readers see. Its columns are the live text; an editor's work is a `Revision`.

    Each kind of page is a child class that adds only its own fields and says where it lives:
    `ROUTES` (kind to URL name), `KIND_NAMES` where it has several kinds, `TEMPLATE` (what shows
    it), `LIBRARY_FOLDER` (its folder in a library), and whether it `EXPLAINS` words.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft, never published")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Origin(models.TextChoices):
        CLINIC = "clinic", _("Written by the clinic")
        LIBRARY = "library", _("As the starter library has it")
        ADAPTED = "adapted", _("From the starter library, changed by the clinic")

    class ReviewState(models.TextChoices):
        """Computed from the review's dates, never stored: it cannot flatter."""

        NEVER = "never", _("Never reviewed")
        CHANGED = "changed", _("Changed since review")
        OVERDUE = "overdue", _("Review overdue")
        DUE_SOON = "due-soon", _("Review due soon")
        REVIEWED = "reviewed", _("Reviewed")

    ROUTES: ClassVar[dict[str, str]] = {}
    KIND_NAMES: ClassVar[dict[str, Any]] = {}
    TEMPLATE: ClassVar[str] = ""
    LIBRARY_FOLDER: ClassVar[str] = ""
    EXPLAINS: ClassVar[bool] = False
    EDITED_FIELDS: ClassVar[tuple[str, ...]] = ("title", "slug", "summary", "also", "body")

    kind = models.CharField(_("kind"), max_length=16, editable=False)
    language = models.CharField(_("language"), max_length=12, default="en", editable=False)
    translation_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="translations"
    )
    slug = models.SlugField(
        _("address"),
        max_length=100,
        help_text=_("The last part of the page's address. An old address leads to the new one."),
    )
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(
        _("summary"),
        blank=True,
        validators=[MaxLengthValidator(600)],
        help_text=_("One or two plain sentences, shown in lists and search results."),
    )
    also = models.TextField(
        _("people also say"),
        blank=True,
        validators=[MaxLengthValidator(4000)],
        help_text=_("Patients' own words for this, one a line. Search finds the page by them."),
    )
    body = models.TextField(
        _("text"),
        blank=True,
        validators=[MaxLengthValidator(MAX_CHARACTERS)],
        help_text=MARKDOWN_HELP,
    )
    body_html = models.TextField(editable=False, blank=True)
    # Which version of the renderer made body_html (`rendering.RENDERING`); 1 came before it said.
    rendering = models.PositiveSmallIntegerField(default=1, editable=False)
    status = models.CharField(
        _("status"), max_length=12, choices=Status, default=Status.DRAFT, editable=False
    )
    origin = models.CharField(
        _("who wrote it"), max_length=8, choices=Origin, default=Origin.CLINIC, editable=False
    )
    published_at = models.DateTimeField(_("first published"), null=True, editable=False)
    changed_at = models.DateTimeField(_("live text changed"), null=True, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("owner"),
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    reviewed_on = models.DateField(_("last reviewed"), null=True, editable=False)
    next_review_due = models.DateField(_("next review due"), null=True, editable=False)
    is_changed_since_review = models.BooleanField(default=False, editable=False)
    is_own_review = models.BooleanField(
        default=False, editable=False, help_text=_("The reviewer also wrote the text.")
    )
    # Whether readers may read it: said once by `publishing.settle()`, asked once by `published()`.
    is_public = models.BooleanField(default=False, editable=False, db_index=True)
    withdrawn_because = models.CharField(max_length=300, blank=True, editable=False)
    withdrawn_notice = models.CharField(max_length=300, blank=True, editable=False)
    moved_to = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        limit_choices_to={"is_public": True},
    )
    version = models.PositiveBigIntegerField(
        default=0, editable=False, db_index=True, help_text=_("Library version of its last change.")
    )

    objects = PageQuerySet["Page"].as_manager()

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("all pages")
        ordering = ["title", "pk"]
        permissions = [
            ("publish_page", "Can publish and withdraw pages"),
            ("review_page", "Can sign pages off as reviewed"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "language", "slug"], name="page_address_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(status="draft", published_at=None, changed_at=None)
                | Q(
                    status__in=["published", "withdrawn"],
                    published_at__isnull=False,
                    changed_at__isnull=False,
                ),
                name="page_published_has_times",
            ),
            models.CheckConstraint(
                condition=Q(
                    reviewed_by=None,
                    reviewed_on=None,
                    next_review_due=None,
                    is_changed_since_review=False,
                    is_own_review=False,
                )
                | Q(
                    reviewed_by__isnull=False,
                    reviewed_on__isnull=False,
                    next_review_due__gt=F("reviewed_on"),
                ),
                name="page_review_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(is_public=False) | Q(status="published"),
                name="page_public_is_published",
            ),
            models.CheckConstraint(
                condition=Q(status="withdrawn")
                | Q(withdrawn_because="", withdrawn_notice="", moved_to=None),
                name="page_reason_is_of_a_withdrawal",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the public address, in the page's own language."""
        with translation.override(self.language):
            return reverse(route_of(self.kind), args=[self.slug])

    @property
    def kind_name(self) -> str:
        """What this kind of page is called, in small letters."""
        return name_of(self.kind)

    @property
    def is_published(self) -> bool:
        return self.status == self.Status.PUBLISHED

    @property
    def is_review_overdue(self) -> bool:
        """Whether the next review was due before today, in the clinic's time zone."""
        return self.next_review_due is not None and self.next_review_due < timezone.localdate()

    @property
    def is_review_due_soon(self) -> bool:
        """Whether the next review is due within DUE_SOON, and not overdue."""
        today, due = timezone.localdate(), self.next_review_due
        return due is not None and today <= due < today + DUE_SOON

    @property
    def review_state(self) -> "Page.ReviewState":
        """What can honestly be said of the page's review today."""
        states = self.ReviewState
        if self.reviewed_on is None:
            return states.NEVER
        if self.is_changed_since_review:
            return states.CHANGED
        if self.is_review_overdue:
            return states.OVERDUE
        return states.DUE_SOON if self.is_review_due_soon else states.REVIEWED

    @classmethod
    def in_review_states(cls) -> "dict[Page.ReviewState, Q]":
        """Return which pages are in each state today: `review_state` for the database."""
        states, today = cls.ReviewState, timezone.localdate()
        holds = Q(reviewed_on__isnull=False, is_changed_since_review=False)
        return {
            states.NEVER: Q(reviewed_on=None),
            states.CHANGED: Q(reviewed_on__isnull=False, is_changed_since_review=True),
            states.OVERDUE: holds & Q(next_review_due__lt=today),
            states.DUE_SOON: holds
            & Q(next_review_due__gte=today, next_review_due__lt=today + DUE_SOON),
            states.REVIEWED: holds & Q(next_review_due__gte=today + DUE_SOON),
        }

    @property
    def also_lines(self) -> list[str]:
        """Patients' words for the page, one phrase each."""
        return [line.strip() for line in self.also.splitlines() if line.strip()]

    @property
    def letter(self) -> str:
        """The letter under which A to Z lists the page, without accents; digits are "#"."""
        first = unicodedata.normalize("NFKD", self.title)[:1].upper()[:1]
        return first if first.isalpha() else "#"

    @property
    def plain_names(self) -> set[str]:
        """The names that this page explains, in small letters: they count as plain words."""
        name = self.title.split(" (")[0].lower()
        return {name, *(word.lower() for word in self.also_lines if len(word.split()) == 1)}

    @property
    def brand_names(self) -> dict[str, str]:
        """The brands that this page names, and what each is a brand of."""
        return {}

    def kind_for(self, values: dict[str, Any]) -> str:
        """Return the kind of a page with these field values; a child with several kinds decides."""
        return next(iter(self.ROUTES))

    def concrete(self) -> "Page":
        """Return this page as its own kind (an `Article`, say), with that kind's fields."""
        model = model_of(self.kind)
        return self if isinstance(self, model) else model.objects.get(pk=self.pk)


def page_models() -> list[type[Page]]:
    """Return every kind of page's model, in the order in which the rooms are installed."""
    return list(Page.__subclasses__())


def page_kinds() -> Iterable[str]:
    """Return every kind, as it stands in `Page.kind`, in `?kind=` and in JSON."""
    return [kind for model in page_models() for kind in model.ROUTES]


def model_of(kind: str) -> type[Page]:
    """Return the model of `kind`; raises KeyError for an unknown one."""
    return {kind: model for model in page_models() for kind in model.ROUTES}[kind]


def route_of(kind: str) -> str:
    """Return the URL name of the pages of `kind`; raises KeyError for an unknown one."""
    return model_of(kind).ROUTES[kind]


def name_of(kind: str) -> str:
    """Return what staff call the pages of `kind`; raises KeyError for an unknown one."""
    model = model_of(kind)
    return str(model.KIND_NAMES.get(kind, model._meta.verbose_name))
