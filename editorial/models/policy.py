"""The clinic's rules of review: what readers may see, and who may review what."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from editorial.models.version import Held, LibraryVersion


class Policy(models.Model):
    """One row. It is changed by `publishing.set_policy()`, which settles every page anew."""

    class ReadersSee(models.TextChoices):
        PUBLISHED = "published", _("Every published page, with its true review status")
        REVIEWED = "reviewed", _("Only pages whose text a reviewer has approved")

    readers_see = models.CharField(
        _("readers see"), max_length=12, choices=ReadersSee, default=ReadersSee.PUBLISHED
    )
    allows_own_review = models.BooleanField(
        _("people may review what they wrote"),
        default=False,
        help_text=_("For a clinic with one clinician. Each page reviewed so tells its readers."),
    )
    review_months = models.PositiveSmallIntegerField(
        _("months between reviews"),
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_("What is proposed at a sign-off; the reviewer decides."),
    )
    reminded_on = models.DateField(null=True, editable=False)

    class Meta:
        verbose_name = _("rules of review")
        verbose_name_plural = _("rules of review")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="one_policy"),
            models.CheckConstraint(
                condition=Q(readers_see__in=["published", "reviewed"]), name="policy_is_known"
            ),
        ]

    def __str__(self) -> str:
        return str(_("Rules of review"))

    @classmethod
    def current(cls) -> "Policy":
        """Return the rules as they are in the database now; before any are set, the defaults."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)

    @classmethod
    def at(cls, version: LibraryVersion) -> "Policy":
        """Return the rules as of `version`; held in the process until the version changes."""
        return _policy.at(version)

    @property
    def hides_unreviewed(self) -> bool:
        return self.readers_see == self.ReadersSee.REVIEWED


_policy = Held(lambda _language: Policy.current())
