"""The list of a page's parts, and how long it takes to read."""

import time

import pytest

from editorial import outline, reading
from editorial.rendering import render
from tests.builders import edit, make_article

THREE = "## One & *two*\n\nA.\n\n## Three [@a]\n\n### Below\n\n## Four\n"


@pytest.mark.once
def test_contents_are_the_parts_in_order():
    assert outline.contents(render(THREE).html) == [
        ("s-one-two", "One & two"),
        ("s-three-a", "Three"),
        ("s-four", "Four"),
    ]


@pytest.mark.once
def test_few_parts_need_no_contents():
    assert outline.contents(render("## One\n\n## Two\n").html) == []


@pytest.mark.once
def test_key_points_are_a_part_and_headings_in_cards_are_none():
    card = "!!! self-care\n    ## In a card\n\n    |a|\n    |-|\n    |b|\n\n    ## Still in it\n\n"
    html = render(f"## In short\n\nA.\n\n{card}{THREE}").html
    titles = [title for _id, title in outline.contents(html)]
    assert titles == ["In short", "One & two", "Three", "Four"]


@pytest.mark.once
@pytest.mark.parametrize(("words", "minutes"), [(0, 1), (1, 1), (250, 1), (400, 2), (1990, 10)])
def test_minutes_are_whole_and_at_least_one(words, minutes):
    assert outline.minutes(f"<p>{'<em>word</em> ' * words}</p>") == minutes


@pytest.mark.once
def test_only_what_is_read_counts_as_words():
    html = render(
        "|a long heading of six words|\n|-|\n|b [@c]|\n\n![three more words](/media/a.png)"
    )
    assert outline.words_of(html.html) == ["a", "long", "heading", "of", "six", "words", "b"]


@pytest.mark.once
def test_a_long_article_costs_little():
    html = render("## Part\n\nSome **words** of a [link](/faq/) [@a].\n\n" * 600).html
    began = time.process_time()
    for _again in range(10):
        outline.contents(html)
        outline.minutes(html)
    assert (time.process_time() - began) / 10 < 0.02  # a millisecond where nothing else runs


@pytest.mark.django_db
def test_a_draft_has_its_own_contents():
    page = make_article(body="Old.")
    draft = edit(page, body=THREE)
    assert reading.live(page).contents == []
    assert len(reading.draft(page, draft).contents) == 3
    assert reading.live(page).minutes == 1
