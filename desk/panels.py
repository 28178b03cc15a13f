"""What the desk's home is made of: panels with figures, small pictures and lines to follow."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import CharField, Value
from django.db.models.functions import Coalesce, Concat, NullIf, Trim
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format

WIDTH, HEIGHT, BETWEEN = 132, 36, 2  # of a small picture, in its own units


@dataclass(frozen=True)
class Line:
    """One thing to see to: what it is, where that is done, and a word beside it.

    `elsewhere` is the address of another site that it is about.
    """

    text: str
    address: str = ""
    beside: str = ""
    elsewhere: str = ""


@dataclass(frozen=True)
class Part:
    """A few lines under a heading; `count` is how many there are in all."""

    title: str
    lines: list[Line]
    count: int = 0

    @property
    def rest(self) -> int:
        """How many there are beyond the lines shown."""
        return max(0, self.count - len(self.lines))


@dataclass(frozen=True)
class Figure:
    """A number, what it counts, and where those are."""

    number: int
    label: str
    address: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Bar:
    """A rectangle of a small picture."""

    x: float
    y: float
    width: float
    height: float
    tone: str = ""


@dataclass(frozen=True)
class Picture:
    """A small picture, and the same in words."""

    words: str
    bars: list[Bar]
    height: int = HEIGHT


@dataclass(frozen=True)
class Panel:
    """One box of the home page. `empty` is what it says when nothing is there."""

    name: str
    title: str
    empty: str = ""
    figures: list[Figure] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    picture: Picture | None = None
    more: Line | None = None
    note: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether it has no line, and every figure is 0."""
        return not any(part.lines for part in self.parts) and not any(
            figure.number for figure in self.figures
        )


def columns(values: Sequence[int], words: str) -> Picture:
    """Draw values over time as columns, the last one at the right."""
    most = max([*values, 1])
    wide = WIDTH / max(len(values), 1)
    bars = [
        Bar(
            x=round(place * wide, 2),
            y=round(HEIGHT - (high := max(1.0, (HEIGHT - 2) * value / most)), 2),
            width=round(wide - BETWEEN, 2),
            height=round(high, 2),
            tone="none" if not value else "",
        )
        for place, value in enumerate(values)
    ]
    return Picture(words, bars)


def shares(values: Sequence[tuple[str, int]], words: str) -> Picture:
    """Draw parts of a whole, each with its tone, as one bar."""
    whole = sum(value for _tone, value in values) or 1
    bars, x = [], 0.0
    for tone, value in values:
        wide = WIDTH * value / whole
        if value:
            bars.append(Bar(round(x, 2), 0, round(max(wide - BETWEEN / 2, 1), 2), 14, tone))
        x += wide
    return Picture(words, bars, height=14)


def address_of(name: str, *arguments: Any, asking: str = "") -> str:
    """Return the address of a named page of the site, or "" where it is not mounted."""
    try:
        return reverse(name, args=arguments) + asking
    except NoReverseMatch:
        return ""


def name_in(path: str) -> Any:
    """Return, for the database, the name of the person at `path` ("author", say), or NULL."""
    whole = Trim(Concat(f"{path}__first_name", Value(" "), f"{path}__last_name"))
    return Coalesce(NullIf(whole, Value("")), f"{path}__username", output_field=CharField())


def shown(moment: datetime) -> str:
    """Return a time in the clinic's time zone, in words."""
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT")
