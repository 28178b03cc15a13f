"""What is searched for, without watching anybody: daily counts, nothing else.

A search is counted in the memory of the process; a GET writes nothing. The heartbeat writes a query
once this process has seen it `SEEN_BEFORE_WRITTEN` times in one day, so that nobody's own words are
ever stored; what was seen less often is forgotten when the day ends. A query that holds a number,
an e-mail address or what may be a name is not even counted. A clinic can switch all of it off.
"""

import re
import threading
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from clinic.models import Clinic
from editorial.models import LibraryVersion
from search.models import SearchCount
from search.words import normalise

SEEN_BEFORE_WRITTEN = 3
MAX_COUNTED = 5_000  # different queries that a process counts in one day
MAX_LENGTH = 60  # letters; a longer text is somebody's story
DAYS_KEPT = 366
NAMES = Path(__file__).parent / "data" / "names.txt"
_ADDRESS = re.compile(r"@|\.(com|org|net|uk)\b|https?:|www\.", re.IGNORECASE)


class Tally:
    """The queries that a process has seen today, and how many of each are written already."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._start(date.min)

    def _start(self, day: date) -> None:
        self.day = day
        self.seen: Counter[tuple[str, bool]] = Counter()
        self.written: Counter[tuple[str, bool]] = Counter()

    def count(self, words: str, *, found: bool) -> None:
        """Count one search of today; beyond MAX_COUNTED only queries seen before."""
        today = timezone.now().date()
        with self._lock:
            if self.day != today:
                self._start(today)
            if (words, found) in self.seen or len(self.seen) < MAX_COUNTED:
                self.seen[words, found] += 1

    def to_write(self) -> tuple[date, Counter[tuple[str, bool]]]:
        """Return the day, and what of it was seen often enough and is not written yet."""
        with self._lock:
            total = Counter(words for words, _found in self.seen.elements())
            often = {words for words, times in total.items() if times >= SEEN_BEFORE_WRITTEN}
            new = Counter({key: n for key, n in self.seen.items() if key[0] in often})
            new -= self.written
            return self.day, new

    def mark_written(self, day: date, counts: Counter[tuple[str, bool]]) -> None:
        """Remember what has been written, so that it is not written twice."""
        with self._lock:
            if self.day == day:
                self.written += counts

    def forget(self) -> None:
        """Drop everything that is counted and not written."""
        with self._lock:
            self._start(date.min)


_tally = Tally()


def count(text: str, *, found: bool, clinic: Clinic, is_known: Callable[[str], bool]) -> None:
    """Count a search in the memory of this process, if the clinic wants it and it names nobody."""
    if clinic.counts_searches and is_harmless(text, is_known):
        _tally.count(normalise(text), found=found)


def is_harmless(text: str, is_known: Callable[[str], bool]) -> bool:
    """Whether a query is short and holds nothing like a name, a number or an address.

    `is_known` says whether the library itself uses a word: "Hughes" is a name and a syndrome.
    """
    words = normalise(text).split()
    if not words or len(text) > MAX_LENGTH or _ADDRESS.search(text):
        return False
    capitals = {normalise(word) for word in text.split()[1:] if word[:1].isupper()}
    odd = [word for word in words if not is_known(word)]
    return not any(
        not word.isalpha() or word in names() or (word in capitals and not text.isupper())
        for word in odd
    )


@cache
def names() -> frozenset[str]:
    """Return common given and family names, normalised."""
    return frozenset(normalise(NAMES.read_text(encoding="utf-8")).split())


def write_counts() -> int:
    """Write what was seen often enough, and drop what is old or unwanted; return rows written."""
    if not Clinic.current(LibraryVersion.current()).counts_searches:
        _tally.forget()
        _drop(SearchCount.objects.all())
        return 0
    day, counts = _tally.to_write()
    if counts:
        _write(day, counts)
    oldest = timezone.now().date() - timedelta(days=DAYS_KEPT)
    _drop(SearchCount.objects.filter(day__lt=oldest))
    return len(counts)


def _drop(counts: QuerySet[SearchCount]) -> None:
    """Delete counts; where there are none, no writer's lock is taken."""
    if counts.exists():
        counts.delete()


def _write(day: date, counts: Counter[tuple[str, bool]]) -> None:
    with transaction.atomic():
        for (words, found), times in sorted(counts.items()):
            row, _made = SearchCount.objects.get_or_create(day=day, words=words[:MAX_LENGTH])
            SearchCount.objects.filter(pk=row.pk).update(
                searches=F("searches") + times,
                found_nothing=F("found_nothing") + (0 if found else times),
            )
    _tally.mark_written(day, counts)


def forget() -> None:
    """Drop what this process has counted."""
    _tally.forget()
