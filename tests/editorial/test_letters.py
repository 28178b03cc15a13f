"""A to Z: under which letter a page stands, and which letters the bar has."""

import pytest

from editorial.letters import by_letter, letter_bar
from editorial.models import Page


@pytest.mark.parametrize(
    ("title", "letter"),
    [("ésr", "E"), ("Anti-dsDNA", "A"), ("2019 criteria", "#"), ("", "#"), ("ßx", "S")],
)
def test_letter_ignores_case_and_accents(title, letter):
    assert Page(title=title).letter == letter


def test_pages_of_a_letter_stand_in_order_whatever_their_case():
    pages = [Page(title=title) for title in ("Zoster", "ana", "Éclair", "Anaemia")]
    groups = [(letter, [page.title for page in of_it]) for letter, of_it in by_letter(pages)]
    assert groups == [("A", ["ana", "Anaemia"]), ("E", ["Éclair"]), ("Z", ["Zoster"])]


def test_the_bar_has_every_letter_and_says_which_are_in_use():
    bar = letter_bar(by_letter([Page(title="Ærø"), Page(title="Flare"), Page(title="2 flares")]))
    assert [letter for letter, is_used in bar if is_used] == ["F", "#", "Æ"]
    assert len(bar) == 28
