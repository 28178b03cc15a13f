"""The search page's answer: corrections, counts and snippets."""

import pytest

from search.snippets import LENGTH, snippet
from tests.builders import make_article, make_question, make_symptom, make_term, make_topic

pytestmark = pytest.mark.django_db


def html_of(client, **asked) -> str:
    return client.get("/search/", asked).content.decode()


def test_a_correction_is_said_and_can_be_undone(client):
    make_article(title="Butterfly rash")
    html = html_of(client, q="buterfly")
    assert "Showing results for <strong>butterfly</strong>" in html
    assert 'href="?q=buterfly&amp;exact=1"' in html
    assert "Butterfly rash" in html
    exact = html_of(client, q="buterfly", exact="1")
    assert "Showing results for" not in exact
    assert "Nothing was found" in exact


def test_a_medicine_is_asked_about(client):
    make_topic(title="Hydroxychloroquine")
    make_topic(title="Belimumab", topic_kind="medicine")
    html = html_of(client, q="belimumb")
    assert "Did you mean this medicine?" in html
    assert "Showing results for" not in html
    assert "found for “belimumb”" not in html  # what is shown is about the medicine asked about
    assert html.index("Did you mean") < html.index(">Belimumab</a>")
    assert 'href="/search/?q=belimumab"' in html


def test_kinds_show_how_many_and_only_those_found(client):
    make_article(title="Zebra one")
    make_article(title="Zebra two")
    make_term(title="Zebra")
    html = html_of(client, q="zebra", kind="term")
    assert "Articles (2)" in html
    assert "Glossary (1)" in html
    assert "Symptoms (" not in html


def test_snippet_marks_the_words_in_any_form(client):
    make_article(title="Cold", body="It is winter. Your fingers may swell. Keep warm.")
    assert "Your <mark>fingers</mark> may <mark>swell</mark>" in html_of(
        client, q="swelling finger"
    )


def test_snippet_is_taken_where_most_words_meet_and_is_short():
    filler = "Nothing to see here at all. " * 30
    page = make_article(body=f"A finger. {filler} Cold white fingers hurt. {filler}")
    shown = snippet(page, ["white", "fingers", "cold"])
    assert "<mark>Cold</mark> <mark>white</mark> <mark>fingers</mark> hurt" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < LENGTH + 100


def test_snippet_is_escaped():
    page = make_article(body="A `<script>alert(1)</script>` finger & more.")
    shown = snippet(page, ["finger"])
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown
    assert "&amp; more" in shown


def test_snippet_of_a_page_without_the_words_is_empty():
    assert snippet(make_article(body="Nothing."), ["zebra"]) == ""
    assert snippet(make_article(body="Nothing."), []) == ""


def test_words_that_only_ask_do_not_drown_the_rest(client):
    make_article(title="What should I do when I can not do what I should?")
    make_article(title="Kidneys", body="Your kidneys may fail.")
    html = html_of(client, q="what should I do if my kidneys fail")
    assert "1 page found" in html
    assert "<mark>kidneys</mark> may <mark>fail</mark>" in html


def test_a_query_of_nothing_but_small_words_is_searched_for_as_it_is(client):
    make_article(title="Who")
    assert "1 page found" in html_of(client, q="who")


def titles(client, q: str) -> list[str]:
    results = client.get("/api/v1/search", {"q": q}).json()["results"]
    return [result["title"] for result in results]


def test_symptoms_that_a_query_names_come_first(client):
    make_article(title="Hair loss and swollen legs, hair loss and swollen legs", body="hair " * 9)
    make_symptom(title="Hair loss", also="bald patches")
    make_symptom(title="Swollen legs")
    assert titles(client, "hair loss swollen legs")[2].startswith("Hair loss and")
    assert titles(client, "bald patches help")[0] == "Hair loss"


def test_a_question_that_only_mentions_a_symptom_is_answered_as_a_question(client):
    make_symptom(title="Rash", body="A rash.")
    make_question(title="Does sunscreen stop the rash from spreading at work?")
    assert titles(client, "sunscreen stop rash spreading")[0].startswith("Does sunscreen")


def test_a_kind_keeps_the_order_of_everything(client):
    make_article(title="Zebra")
    make_term(title="Zebra stripes")
    answer = client.get("/api/v1/search", {"q": "zebra", "kind": "term"}).json()
    assert (answer["total"], answer["results"][0]["kind"]) == (1, "term")
