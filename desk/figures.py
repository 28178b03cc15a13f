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
MISSED = 5  # searches that found nothing


@dataclass(frozen=True)
class Known:
    """`answers` of readers by week and `searches` by day, the newest last; sums; and what was
    looked for most and not found, with how often."""

    answers: list[int]
    noes: int
    searches: list[int]
    missed: list[tuple[str, int]]
    signs: int
    signed: int


def read() -> Known:
    """Read all counts at once: rows of (what, day, word, how many, of which)."""
    today = timezone.localdate()
    rows = _answers(today).union(_searches(today), _signs(today), _missed(today), all=True)
    answers, searches = [0] * WEEKS, [0] * DAYS
    sums = dict.fromkeys(("answers", "searches", "signs"), (0, 0))
    missed = []
    for what, day, word, many, of_which in rows:
        if what == "missed":
            missed.append((word, many))
            continue
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
        missed=sorted(missed, key=lambda pair: (-pair[1], pair[0]))[:MISSED],
        signs=sums["signs"][0],
        signed=sums["signs"][1],
    )


def _answers(today: date) -> Any:
    since = today - timedelta(days=7 * WEEKS)
    rows = Feedback.objects.filter(day__gt=since, day__lte=today)
    is_no = Q(answer=Feedback.Answer.NO)
    return _rows(rows, "answers", F("day"), Sum("times"), Sum("times", filter=is_no, default=0))


def _searches(today: date) -> Any:
    return _rows(_counted(today), "searches", F("day"), Sum("searches"), Sum("found_nothing"))


def _counted(today: date) -> Any:
    # A count's day is that of UTC, which may be tomorrow here.
    return SearchCount.objects.filter(day__gt=today - timedelta(days=DAYS), day__lte=today)


def _missed(today: date) -> Any:
    """Searches that found nothing; few, for only what was asked for often is written."""
    day, times = Cast(Value(today), DateField()), Sum("found_nothing")
    return _rows(_counted(today).filter(found_nothing__gt=0), "missed", day, times, times, "words")


def _signs(today: date) -> Any:
    signed = Count("pk", filter=Q(signed_off_on__isnull=False))
    return _rows(UrgentSign.objects, "signs", Cast(Value(today), DateField()), Count("pk"), signed)


def _rows(rows: Any, what: str, day: Any, many: Any, of_which: Any, word: str = "") -> Any:
    text = F(word) if word else Value("", CharField())
    named = rows.order_by().values(
        what=Value(what, CharField()), at=Cast(day, DateField()), word=text
    )
    counted = named.annotate(
        many=Cast(many, IntegerField()), of_which=Cast(of_which, IntegerField())
    )
    return counted.values_list("what", "at", "word", "many", "of_which")
