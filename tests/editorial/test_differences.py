"""What differs between two texts is shown in words."""

import re

import pytest
from django.utils.html import escape

from editorial.differences import compare, differences
from tests.builders import make_article, make_source, make_topic, newest

LONG = "".join(f"Line {number}.\n" for number in range(40))


def old_of(html: str) -> str:
    return re.sub(r"<ins>.*?</ins>|</?del>", "", html, flags=re.DOTALL)


def new_of(html: str) -> str:
    return re.sub(r"<del>.*?</del>|</?ins>", "", html, flags=re.DOTALL)


def test_a_changed_word_is_marked_and_the_rest_is_not():
    html = compare("Take 5 mg a day.\n", "Take 10 mg a day.\n")
    assert html == "Take <del>5</del><ins>10</ins> mg a day.\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", "New.\n"),
        ("Old.\n", ""),
        ("One <b> two.\n", "One <i> & two.\n"),
        ("A\n\nB\n", "B\n\nA\n"),
        ("Keine Änderung – außer Ünïcode.\n", "Keine Aenderung – außer Ünïcode!\n"),
        ("word " * 5000, "other " * 5000),
        ("a\n" * 30_000, "a\nb\n" * 15_000),
    ],
)
def test_both_texts_can_be_read_from_it(old, new):
    html = compare(old, new)
    assert (old_of(html), new_of(html)) == (escape(old), escape(new))


def test_long_passages_without_a_change_are_left_out():
    html = compare(LONG, LONG.replace("Line 20.", "Line twenty."))
    assert "Line 19." in html
    assert "Line 22." in html
    assert "Line 30." not in html
    assert html.count("left-out") == 2


def test_markup_in_a_text_stays_text():
    assert "<script>" not in compare("<script>1</script>", "<script>2</script>")


@pytest.mark.django_db
def test_fields_and_lists_are_named():
    page, topic, source = make_article(title="Old"), make_topic(title="Kidneys"), make_source("KID")
    old = newest(page).content
    new = {**old, "title": "New", "topics": [topic.pk], "sources": [source.pk]}
    found = {each.name: each.html for each in differences(page, old, new)}
    assert found == {
        "title": "<del>Old</del><ins>New</ins>",
        "topics": "<ins>Kidneys\n</ins>",
        "sources": "<ins>KID\n</ins>",
    }
    assert differences(page, old, old) == []
