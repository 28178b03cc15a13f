"""What a live page leads to (sources, picks), and the addresses that once led to it."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from editorial.models.page import Page
from editorial.models.source import Source


class Citation(models.Model):
    """A source in the numbered list of a live page."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="citations")
    source = models.ForeignKey(Source, models.PROTECT, related_name="citations")
    number = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["page", "source"], name="citation_is_listed_once"),
            models.UniqueConstraint(fields=["page", "number"], name="citation_number_is_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.source.key}"


class Pick(models.Model):
    """An editor's pick: a page worth reading after a live page, in the editor's order."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="picks")
    target = models.ForeignKey(Page, models.CASCADE, related_name="picked_by")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["page", "target"], name="pick_is_listed_once"),
            models.CheckConstraint(condition=~Q(page=F("target")), name="pick_is_another_page"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.target.title}"


class FormerAddress(models.Model):
    """An address that a page had while readers could open it. It leads to the page for ever."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="former_addresses")
    kind = models.CharField(max_length=16)
    language = models.CharField(max_length=12)
    slug = models.SlugField(max_length=100)
    left_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "language", "slug"], name="former_address_is_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}"
