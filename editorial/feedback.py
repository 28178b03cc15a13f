"""Counts what readers say of a page, and sums it up for staff."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from editorial.models import Feedback, Page

DAYS_SHOWN = 90
DAYS_KEPT = 400


@transaction.atomic
def count(page: Page, answer: str, reasons: Collection[str]) -> None:
    """Add one answer (of `Feedback.Answer`) and its reasons (of `Feedback.REASONS`) to today's."""
    today = {"page": page, "day": timezone.localdate(), "answer": answer}
    given = dict.fromkeys(reasons, 1)
    row, is_new = Feedback.objects.get_or_create(**today, defaults=given)
    if not is_new:
        more = {name: F(name) + 1 for name in ("times", *given)}
        Feedback.objects.filter(pk=row.pk).update(**more)


def pages_by_feedback() -> QuerySet[Page, Page]:
    """Return the pages of which something was said in the last DAYS_SHOWN days, most "no" first.

    Each has its counts as `yes`, `partly`, `no` and the names in `Feedback.REASONS`.
    """
    is_recent = Q(feedback__day__gt=timezone.localdate() - timedelta(days=DAYS_SHOWN))
    sums: dict[str, Any] = {
        answer: _sum("times", is_recent & Q(feedback__answer=answer))
        for answer in Feedback.Answer.values
    }
    sums |= {name: _sum(name, is_recent) for name in Feedback.REASONS}
    pages = Page.objects.filter(is_recent).for_list().annotate(**sums)
    return pages.order_by("-no", "-partly", "title", "pk")


def _sum(name: str, which: Q) -> Coalesce:
    return Coalesce(Sum(f"feedback__{name}", filter=which), 0)


def drop_old() -> int:
    """Drop what was said more than DAYS_KEPT days ago; return how many rows went."""
    oldest = timezone.localdate() - timedelta(days=DAYS_KEPT)
    dropped, _by_model = Feedback.objects.filter(day__lt=oldest).delete()
    return dropped
