"""The search page."""

import random

import pytest

from search import views
from tests.builders import make_article, make_question, make_symptom, make_term

pytestmark = pytest.mark.django_db


def ask(client, q: str, **more):
    return client.get("/search/", {"q": q, **more})


def test_every_kind_is_found_and_named(client):
    for make in (make_article, make_term, make_question, make_symptom):
        make(title="Zebra")
    answer = ask(client, "zebra")
    assert "4 pages found" in answer.content.decode()
    for word in ("Article", "Glossary", "Question", "Symptom"):
        assert word in answer.content.decode()


def test_one_kind_can_be_chosen(client):
    make_article(title="Zebra read")
    make_term(title="Zebra word")
    html = ask(client, "zebra", kind="term").content.decode()
    assert "Zebra word" in html
    assert "Zebra read" not in html


def test_unknown_kind_is_said_and_everything_is_searched(client):
    make_article(title="Zebra read")
    html = ask(client, "zebra", kind="planet").content.decode()
    assert "There is no such kind of page" in html
    assert "Zebra read" in html


def test_results_are_paged_and_links_keep_the_query(client, monkeypatch):
    monkeypatch.setattr(views, "PER_PAGE", 2)
    for number in range(5):
        make_article(title=f"Zebra {number}")
    html = ask(client, "zebra & co", page=2).content.decode()
    assert "Page 2 of 3" in html
    assert "?q=zebra+%26+co&amp;page=3" in html
    assert ask(client, "zebra", page="x").status_code == 200


def test_nothing_found_is_a_helpful_page(client):
    html = ask(client, "qwertz").content.decode()
    assert "Nothing was found for “qwertz”" in html
    for address in ("/symptoms/", "/glossary/", "/urgent-help/"):
        assert f'href="{address}"' in html


def test_no_query_asks_for_one(client):
    assert "Type a symptom, a word or a question" in client.get("/search/").content.decode()
    assert client.get("/search/?q=").status_code == 200


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("Sjögren's", "Sjögren’s disease"),
        ("sjogrens", "Sjögren’s disease"),
        ("Sjogren", "Sjögren’s disease"),
        ("C3/C4", "Complement C3 and C4"),
        ("anti-dsDNA", "Anti-dsDNA"),
        ("ANTI DSDNA", "Anti-dsDNA"),
        ('"lupus AND', "Lupus"),
        ("title:lupus", "Lupus"),
        ("lupus OR (", "Lupus"),
        ("lupus~2 ^3 [a TO z]", "Lupus"),
        ("lupus\x00\x01", "Lupus"),
    ],
)
def test_awkward_queries_find_what_is_meant(client, query, title):
    for name in ("Sjögren’s disease", "Complement C3 and C4", "Anti-dsDNA", "Lupus"):
        make_term(title=name)
    answer = ask(client, query)
    assert answer.status_code == 200
    assert title in answer.content.decode()


@pytest.mark.parametrize("query", [" ", "\x00", "***", '"', "\\", "%", "_", "\u202e", "NOT -"])
def test_queries_without_words_answer_sensibly(client, query):
    assert ask(client, query).status_code == 200


def test_too_long_a_query_gets_a_plain_sentence(client):
    answer = ask(client, "lupus " * 400)
    assert answer.status_code == 200
    assert "Please search with fewer words" in answer.content.decode()


def test_query_is_escaped(client):
    assert "<script>alert" not in ask(client, "<script>alert(1)</script>").content.decode()


@pytest.mark.long
def test_random_queries_never_fail(client):
    make_article(title="Lupus", body="lupus rash fever")
    rng = random.Random(7)
    signs = "lupus rash\"()[]{}^~*?:\\/+-!&|<>='’ \t\n\x00\x1f\ufffd\u202e狼ö̈AND OR NOT IN TO"
    for _each in range(300):
        query = "".join(rng.choice(signs) for _sign in range(rng.randrange(60)))
        assert ask(client, query).status_code == 200, repr(query)


def test_search_pages_are_not_for_robots(client):
    assert b"noindex" in ask(client, "x").content
    assert b"Disallow: /search/" in client.get("/robots.txt").content


def test_nothing_found_offers_the_nearest_symptoms(client):
    symptom = make_symptom(title="Zebrafish stripes")
    html = ask(client, "zibrafash stripez", exact=1).content.decode()
    assert "Nothing was found" in html
    assert symptom.get_absolute_url() in html


def test_american_words_find_and_mark_british_ones(client):
    make_article(title="Blood", body="Some people have anaemia, and see Sjögren too.")
    html = ask(client, "anemia").content.decode()
    assert "<mark>anaemia</mark>" in html
    assert "Showing results for" not in html
    assert "<mark>Sjögren</mark>" in ask(client, "sjogren").content.decode()


def test_definition_and_short_answer_stand_in_the_results(client):
    make_term(title="Zebra", summary="A word for the rare thing.")
    make_question(title="Is it a zebra?", summary="No, it is not.")
    html = ask(client, "zebra").content.decode()
    assert "A word for the rare thing." in html
    assert "No, it is not." in html
