"""Key points in a box, and tables that can be laid out as blocks."""

import re

import pytest
from django.utils import translation

from editorial import rendering, structure
from editorial.rendering import plain_text, render

pytestmark = pytest.mark.once
BOX = '<div class="key-points">'


def boxed(markdown: str) -> str:
    """What stands in the box of key points; "" if there is none."""
    html = render(markdown).html
    assert html.count(BOX) <= 1
    return html.split(BOX)[1].split("\n</div>")[0] if BOX in html else ""


def test_key_points_end_at_the_next_heading_of_their_level():
    html = render("Lead.\n\n## In short\n\n- One\n\n### More\n\nTwo.\n\n## Next\n\nThree.").html
    before, box = html.split(BOX)
    assert before == "<p>Lead.</p>\n"
    assert box.startswith('\n<h2 id="s-in-short">In short</h2>\n<ul>')
    assert box.index("<p>Two.</p>\n</div>\n<h2") < box.index("Three.")


def test_key_points_may_end_the_text():
    assert boxed("## IN SHORT\n\nOne.").endswith("<p>One.</p>")


def test_a_text_that_begins_at_the_first_level_has_its_key_points():
    assert "One." in boxed("# In short\n\nOne.\n\n# Next")


def test_only_the_first_section_of_the_name_is_boxed():
    assert "Two." not in boxed("## In short\n\nOne.\n\n## In short\n\nTwo.")


@pytest.mark.parametrize(
    "markdown",
    [
        "### In short\n\nOne.",
        "> ## In short\n>\n> One.",
        "- ## In short\n\n  One.",
        "!!! self-care\n    ## In short\n\n    One.",
        "## In short of breath\n\nOne.",
        "In short\n\nOne.",
    ],
)
def test_what_is_no_section_of_key_points_stays_as_it_is(markdown):
    assert boxed(markdown) == ""


def test_a_heading_within_a_card_does_not_end_key_points():
    html = render("## In short\n\n!!! self-care\n    ## Do\n\n    Rest.\n\nAfter.").html
    assert html.endswith("</div>\n<p>After.</p>\n</div>\n")


def test_key_points_are_known_by_their_heading_in_the_language_of_the_text(monkeypatch):
    words = {"de": "Kurz gesagt"}
    monkeypatch.setattr(rendering, "_", lambda text: words.get(translation.get_language(), text))
    with translation.override("de"):
        assert "Eins." in boxed("## Kurz gesagt\n\nEins.")
        assert boxed("## In short\n\nOne.") == ""


def test_each_cell_repeats_the_words_of_its_columns_heading():
    html = render('|What *is* it|`a` "b" & <c> [@d]|\n|-|:-:|\n|one|two|\n|three|').html
    labels = re.findall(r'<td data-label="([^"]*)">(.*?)</td>', html)
    second = "a &quot;b&quot; &amp; &lt;c&gt;"
    assert labels == [
        ("What is it", "one"),
        (second, "two"),
        ("What is it", "three"),
        (second, ""),
    ]


def test_a_column_without_a_heading_has_no_label():
    assert "<td>b</td>" in render("|a||\n|-|-|\n|a|b|").html


def test_each_table_has_labels_of_its_own():
    html = render("|a|\n|-|\n|b|\n\n|c|\n|-|\n|d|").html
    assert 'data-label="a">b' in html
    assert 'data-label="c">d' in html


def test_labels_are_not_among_the_words_of_a_page():
    assert plain_text(render("|zebra|\n|-|\n|b|\n|c|").html).split() == ["zebra", "b", "c"]


def test_a_long_heading_is_not_repeated_whole():
    """Else a text of bounded length would become HTML without bounds."""
    html = render("|" + "h" * 10_000 + "|\n|-|\n" + "|a\n" * 1_000).html
    assert len(html) < 10_000 + 1_000 * (structure.MAX_LABEL + 100)
