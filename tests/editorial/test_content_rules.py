"""The rules of content: what a careful editor would put right in one page."""

import pytest

from editorial.content_rules import Surroundings, Text, advise, grade_of
from editorial.readability import passages, sentence_length

pytestmark = pytest.mark.once

AROUND = Surroundings(
    frozenset({"src"}),
    frozenset({"hydroxychloroquine", "antiphospholipid syndrome"}),
    {"Plaquenil": "hydroxychloroquine"},
)
GOOD = "Lupus is a long illness. [@SRC]\n"


def said(body: str = GOOD, kind: str = "term", summary: str = "One line.") -> str:
    advice = advise(Text(kind, "en", "Title", summary, body), AROUND)
    return "\n".join(f"{item.line}: {item.message}" for item in advice)


def test_a_good_page_has_nothing_to_put_right():
    assert said() == ""


@pytest.mark.parametrize(
    ("body", "line", "message"),
    [
        ("No source here.\n", 0, "No source is cited"),
        ("One [@SRC].\n\nTwo [@WRONG].\n", 3, "There is no source “WRONG”"),
        ("Fine [@SRC].\n\nIt helps 5 in 10 people.\n", 3, "a number here without a source"),
        ("# First [@SRC]\n", 1, "Headings begin with ##"),
        ("## A [@SRC]\n\n#### B\n\nText.\n", 3, "jumps a level: use ###"),
        ("Look [here](/faq/x/) [@SRC].\n", 1, "Say where the link leads"),
        ("One. Two. Three. Four. [@SRC]\n", 1, "has 4 sentences"),
        ("Take Plaquenil, [@SRC] a medicine.\n", 1, "hydroxychloroquine (Plaquenil)"),
    ],
)
def test_each_rule_says_line_and_remedy(body, line, message):
    found = said(body)
    assert any(entry.startswith(f"{line}: ") and message in entry for entry in found.splitlines())


def test_generic_before_brand_is_fine():
    assert said("Take hydroxychloroquine (Plaquenil). [@SRC]\n") == ""


def test_hard_words_raise_the_grade_and_the_hardest_passage_is_named():
    hard = (
        "Immunological dysregulation necessitates individualised multidisciplinary "
        "pharmacotherapeutic interventions notwithstanding considerable heterogeneity. [@SRC]\n"
    )
    assert "The text reads at grade" in said(hard)
    assert "Immunological dysregulation" in said(hard)


def test_glossary_words_and_medicines_count_as_plain():
    text = Text("term", "en", "T", "", "He takes hydroxychloroquine for it. [@SRC]\n")
    assert grade_of(text, AROUND) < grade_of(text, Surroundings(frozenset({"src"})))


def test_numbers_in_help_cards_names_and_addresses_need_no_source_of_their_own():
    card = '!!! emergency "Call {emergency} now if:"\n    - A fever of 38 C.\n\nSo [@SRC].\n'
    assert said(card) == ""
    assert said("C3 and phase 2 matter. [@SRC]\n\nSee [this guide](/faq/top-10/).\n") == ""


def test_a_number_in_an_evidence_card_needs_its_source():
    card = '!!! evidence-limited "Does it help?"\n    It helped 5 people.\n\nSo [@SRC].\n'
    assert "2: There is a number here" in said(card)


def test_long_sentences_are_noticed_on_average():
    assert "words on average" in said(" ".join(["word"] * 30) + ". [@SRC]\n")


def test_a_short_answer_has_two_sentences():
    assert "more than two sentences" in said(kind="question", summary="One. Two. Three.")
    assert said(kind="question", summary="One. Two.") == ""


def test_an_article_begins_with_its_points_and_ends_with_what_to_do():
    whole = f"## In short\n\n{GOOD}\n## What to do next\n\nAsk. [@SRC]\n"
    assert said(whole, kind="article") == ""
    assert "An article begins with" in said(kind="article")
    assert "There is no summary" in said(summary="")


def test_passages_are_what_is_read():
    body = "## Head\n\nOne [link](/x/) [@SRC].\nStill one.\n\n- item **bold**\n- two\n\n| a |\n"
    found = passages(body)
    assert [(p.line, p.text, p.is_item) for p in found] == [
        (3, "One link . Still one.", False),
        (6, "item bold.", True),
        (7, "two.", True),
    ]
    assert sentence_length([]) == 0
