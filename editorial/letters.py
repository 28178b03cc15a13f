"""A to Z: pages under their letters, and the bar of letters to jump by."""

from collections.abc import Iterable
from itertools import groupby
from string import ascii_uppercase
from typing import TypeVar

from editorial.models import Page

PageType = TypeVar("PageType", bound=Page)


def by_letter(pages: Iterable[PageType]) -> list[tuple[str, list[PageType]]]:
    """Return each letter in use with its pages, both in order, whatever the titles' case."""
    in_order = sorted(pages, key=lambda page: (page.letter, page.title.lower()))
    return [(letter, list(of_it)) for letter, of_it in groupby(in_order, lambda p: p.letter)]


def letter_bar(groups: list[tuple[str, list[PageType]]]) -> list[tuple[str, bool]]:
    """Return A to Z and the further letters of `groups`, each with whether it is in use."""
    used = [letter for letter, _pages in groups]
    return [(letter, letter in used) for letter in dict.fromkeys([*ascii_uppercase, *used])]
