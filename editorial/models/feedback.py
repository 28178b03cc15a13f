"""What readers say of a page: counts, and nothing about who said it."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from editorial.models.page import Page


class Feedback(models.Model):
    """How often one answer was given to "Was this page helpful?" on one day, and with what reasons.

    Nothing else is kept: no word of a reader, no person, no address, no time of day.
    """

    class Answer(models.TextChoices):
        YES = "yes", _("Yes")
        PARTLY = "partly", _("Partly")
        NO = "no", _("No")

    REASONS: ClassVar = ("hard", "too_long", "unanswered", "wrong", "incomplete")

    page = models.ForeignKey(Page, models.CASCADE, related_name="feedback")
    day = models.DateField(_("day"))
    answer = models.CharField(_("answer"), max_length=8, choices=Answer)
    times = models.PositiveIntegerField(_("times"), default=1)
    hard = models.PositiveIntegerField(_("It is hard to understand"), default=0)
    too_long = models.PositiveIntegerField(_("It is too long"), default=0)
    unanswered = models.PositiveIntegerField(_("It did not answer my question"), default=0)
    wrong = models.PositiveIntegerField(_("Something seems wrong or out of date"), default=0)
    incomplete = models.PositiveIntegerField(_("Something is missing"), default=0)

    class Meta:
        verbose_name = _("what readers say of pages")
        verbose_name_plural = _("what readers say of pages")
        ordering = ["-day", "page", "answer"]
        indexes = [models.Index(fields=["day"], name="feedback_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["page", "day", "answer"], name="one_feedback_count_a_day"
            ),
            models.CheckConstraint(
                condition=Q(answer__in=["yes", "partly", "no"]), name="feedback_answer_is_known"
            ),
            models.CheckConstraint(condition=Q(times__gte=1), name="feedback_was_given"),
            # A reason is a part of an answer, so there are never more of it.
            models.CheckConstraint(
                condition=Q(
                    hard__lte=F("times"),
                    too_long__lte=F("times"),
                    unanswered__lte=F("times"),
                    wrong__lte=F("times"),
                    incomplete__lte=F("times"),
                ),
                name="feedback_reason_has_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page_id}, {self.day}: {self.answer} ({self.times})"

    @classmethod
    def reason_labels(cls) -> list[tuple[str, Any]]:
        """Return each of REASONS with its words, which wait for the reader's language."""
        words = {field.name: field.verbose_name for field in cls._meta.fields}
        return [(name, words[name]) for name in cls.REASONS]
