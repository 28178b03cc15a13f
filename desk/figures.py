"""Counts over time for the desk's home, read with one question to the database."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import CharField, Count, DateField, F, IntegerField, Q, Sum, Value
from django.db.models.functions import Cast
from django.utils import timezone

from clinic.models import UrgentSign
from editorial.models import Feedback
from search.models import SearchCount

DAYS = 30  # of searches
WEEKS = 12  # of answers


@dataclass(frozen=True)
class Known:
    """`answers` of readers by week and `searches` by day, the newest last, and sums."""

    answers: list[int]
    noes: int
    searches: list[int]
    found_nothing: int
    signs: int
    signed: int


def read() -> Known:
    """Read all counts at once: rows of (what, day, how many, of which)."""
    today = timezone.localdate()
    rows = list(_answers(today).union(_searches(today), _signs(today), all=True))
    answers, searches = [0] * WEEKS, [0] * DAYS
    sums = dict.fromkeys(("answers", "searches", "signs"), (0, 0))
    for what, day, many, of_which in rows:
        before = (today - day).days
        if what == "answers":
            answers[-1 - before // 7] += many
        elif what == "searches":
            searches[-1 - before] += many
        sums[what] = (sums[what][0] + many, sums[what][1] + of_which)
    return Known(
        answers=answers,
        noes=sums["answers"][1],
        searches=searches,
        found_nothing=sums["searches"][1],
        signs=sums["signs"][0],
        signed=sums["signs"][1],
    )


def _answers(today: date) -> Any:
    since = today - timedelta(days=7 * WEEKS)
    rows = Feedback.objects.filter(day__gt=since, day__lte=today)
    is_no = Q(answer=Feedback.Answer.NO)
    return _rows(rows, "answers", F("day"), Sum("times"), Sum("times", filter=is_no, default=0))


def _searches(today: date) -> Any:
    # A count's day is that of UTC, which may be tomorrow here.
    rows = SearchCount.objects.filter(day__gt=today - timedelta(days=DAYS), day__lte=today)
    return _rows(rows, "searches", F("day"), Sum("searches"), Sum("found_nothing"))


def _signs(today: date) -> Any:
    signed = Count("pk", filter=Q(signed_off_on__isnull=False))
    return _rows(UrgentSign.objects, "signs", Cast(Value(today), DateField()), Count("pk"), signed)


def _rows(rows: Any, what: str, day: Any, many: Any, of_which: Any) -> Any:
    named = rows.order_by().values(what=Value(what, CharField()), at=Cast(day, DateField()))
    counted = named.annotate(
        many=Cast(many, IntegerField()), of_which=Cast(of_which, IntegerField())
    )
    return counted.values_list("what", "at", "many", "of_which")
