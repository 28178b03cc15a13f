"""A source: where a claim comes from."""

from collections.abc import Iterable

from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from editorial.models.version import LibraryVersion

KEY_PATTERN = r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}"


class SourceQuerySet(models.QuerySet["Source"]):
    def by_key(self, keys: Iterable[str], or_ids: Iterable[int] = ()) -> dict[str, "Source"]:
        """Return the sources of `keys`, by their key in lower case; upper or lower case match.

        Those with one of the ids `or_ids` come with them.
        """
        wanted = models.Q(lower_key__in={key.lower() for key in keys}) | models.Q(pk__in=or_ids)
        found = self.annotate(lower_key=Lower("key")).filter(wanted)
        return {source.key.lower(): source for source in found}


class Source(models.Model):
    """Where a claim comes from: shown, numbered, at the foot of each page that cites it."""

    key = models.CharField(
        _("key"),
        max_length=40,
        validators=[RegexValidator(rf"^{KEY_PATTERN}\Z")],
        help_text=_("What you write to cite it: [@KEY]. Letters, digits, - and _."),
    )
    title = models.CharField(_("title"), max_length=400)
    publisher = models.CharField(
        _("publisher"), max_length=200, help_text=_("Who first published it, not who copied it.")
    )
    date = models.CharField(
        _("date"), max_length=80, blank=True, help_text=_("As the source gives it, or empty.")
    )
    url = models.URLField(
        _("address"), max_length=500, blank=True, help_text=_("At the publisher's own site.")
    )
    seen_on = models.DateField(_("seen on"), null=True, blank=True)
    note = models.TextField(
        _("note"), blank=True, help_text=_("For editors, never shown: what to check again.")
    )

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["key"]
        constraints = [models.UniqueConstraint(Lower("key"), name="source_key_is_unique")]

    def __str__(self) -> str:
        return f"{self.key}: {self.title} ({self.publisher})"

    @transaction.atomic
    def save(self, *args: object, **kwargs: object) -> None:
        """Save; pages that cite this source change for their readers, so the library does too."""
        LibraryVersion.bump()
        super().save(*args, **kwargs)  # type: ignore[arg-type]
