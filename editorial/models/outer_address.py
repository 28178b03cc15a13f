"""What addresses of other sites answered when this site last asked them."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# Characters; a longer address is not asked. (An entry of PostgreSQL's index holds 2,700 bytes.)
MAX_ADDRESS = 600
ASK_AGAIN = timedelta(days=7)
ASK_FAILING_AGAIN = timedelta(days=1)
VISITS, DAYS = 3, timedelta(days=3)  # that an address must fail before it is called broken
IN_HAND = timedelta(minutes=10)  # a process that has not noted an answer by then has died


class OuterAddress(models.Model):
    """An address of another site that readers are led to, without its part after "#"."""

    class Outcome(models.TextChoices):
        FINE = "fine", _("It answers")
        MOVED = "moved", _("It has moved for good")
        GONE = "gone", _("The page is not there")
        FAILED = "failed", _("It did not answer as it should")
        UNKNOWN = "unknown", _("It could not be checked")

    address = models.CharField(_("address"), max_length=MAX_ADDRESS, unique=True)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome, blank=True)
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    status = models.PositiveSmallIntegerField(_("status code"), null=True, blank=True)
    leads_to = models.CharField(_("leads to"), max_length=MAX_ADDRESS, blank=True)
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True)
    failures = models.PositiveSmallIntegerField(_("visits in a row that failed"), default=0)
    in_hand_since = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("address of another site")
        verbose_name_plural = _("addresses of other sites")
        ordering = ["address"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["", "fine", "moved", "gone", "failed", "unknown"]),
                name="outer_address_outcome_is_known",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", checked_at=None, status=None)
                | (~Q(outcome="") & Q(checked_at__isnull=False)),
                name="outer_address_answered_once",
            ),
            models.CheckConstraint(
                condition=Q(outcome="moved", leads_to__gt="")
                | (~Q(outcome="moved") & Q(leads_to="")),
                name="outer_address_moved_somewhere",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="gone") | Q(status__in=[404, 410]),
                name="outer_address_gone_says_so",
            ),
            models.CheckConstraint(
                condition=Q(
                    outcome__in=["gone", "failed"], failing_since__isnull=False, failures__gte=1
                )
                | (~Q(outcome__in=["gone", "failed"]) & Q(failing_since=None, failures=0)),
                name="outer_address_fails_since",
            ),
        ]

    def __str__(self) -> str:
        return self.address

    @property
    def is_broken(self) -> bool:
        """Whether readers are led nowhere: not for a site that was down for an hour."""
        if self.outcome == self.Outcome.GONE:
            return True
        if not (self.failing_since and self.checked_at) or self.failures < VISITS:
            return False
        return self.checked_at - self.failing_since >= DAYS

    def is_due(self, now: datetime) -> bool:
        """Whether it is time to ask again: after a week, or a day while it fails."""
        after = ASK_FAILING_AGAIN if self.failing_since else ASK_AGAIN
        return self.checked_at is None or self.checked_at <= now - after

    def note(self, outcome: str, status: int | None, leads_to: str = "") -> None:
        """Remember what it answered just now."""
        is_failing = outcome in {self.Outcome.GONE, self.Outcome.FAILED}
        self.outcome, self.status, self.leads_to = outcome, status, leads_to
        self.checked_at, self.in_hand_since = timezone.now(), None
        self.failing_since = (self.failing_since or self.checked_at) if is_failing else None
        self.failures = min(self.failures + 1, 9_999) if is_failing else 0
