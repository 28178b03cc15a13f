"""The audit log: who did what that readers or colleagues rely on, and when. It only grows."""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Act(models.Model):
    """One act. Triggers in the database refuse to change or delete it (`editorial/ledger.py`).

    People and pages are named in words beside their ids, so that the log needs no other table and
    stands when an account is renamed.
    """

    class Kind(models.TextChoices):
        PUBLISH = "publish", _("Published")
        SCHEDULE = "schedule", _("Set to be published")
        UNSCHEDULE = "unschedule", _("Taken off the schedule")
        NOT_PUBLISHED = "not-published", _("Not published at its time")
        WITHDRAW = "withdraw", _("Withdrawn")
        WITHDRAWAL_CORRECTED = "withdrawal", _("Withdrawal corrected")
        ASK = "ask", _("Asked for review")
        ASK_ENDED = "ask-ended", _("Request for review ended")
        APPROVE = "approve", _("Approved")
        SEND_BACK = "send-back", _("Sent back")
        LINK = "link", _("Review link made")
        REVOKE = "revoke", _("Review link revoked")
        POLICY = "policy", _("Rules of review changed")
        CLINIC = "clinic", _("Clinic's details changed")
        URGENT = "urgent", _("Urgent-help list changed")
        URGENT_SIGNED = "urgent-signed", _("Urgent-help signs signed off")
        SOURCE = "source", _("Source changed")
        PIN = "pin", _("Pinned page changed")
        ROLE = "role", _("Account or role changed")
        HAND_OVER = "hand-over", _("Work handed over")
        SWITCH_OFF = "switch-off", _("Account switched off")
        TWO_FACTOR = "two-factor", _("Two-step sign-in changed")

    at = models.DateTimeField(_("when"), default=timezone.now, db_index=True)
    kind = models.CharField(_("what"), max_length=16, choices=Kind)
    who_id = models.BigIntegerField(null=True)
    who = models.CharField(_("who"), max_length=200, blank=True)
    page_id = models.BigIntegerField(null=True, db_index=True)
    subject = models.CharField(_("of what"), max_length=300, blank=True)
    detail = models.TextField(_("in detail"), blank=True)

    class Meta:
        verbose_name = _("act")
        verbose_name_plural = _("log of acts")
        ordering = ["-pk"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.subject}"

    @classmethod
    def record(
        cls, kind: "Act.Kind", *, by: Any, page: Any = None, subject: object = "", detail: str = ""
    ) -> "Act":
        """Write one act. Call it in the transaction of the act itself, so that neither is alone.

        `by` is a user, or None where the program itself acted (a library's load, a schedule).
        """
        return cls.objects.create(
            kind=kind,
            who_id=by.pk if by else None,
            who=named(by)[:200] if by else "",
            page_id=page.pk if page else None,
            subject=str(subject or page or "")[:300],
            detail=detail,
        )


def named(user: Any) -> str:
    """Return how the log names a person."""
    name = user.get_full_name()
    return f"{name} ({user.get_username()})" if name else user.get_username()
