"""The API's search."""

import pytest

from tests.builders import make_article, make_sign, make_term

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/search"


def test_it_answers_in_the_form_that_others_rely_on(client):
    make_article(title="Zebra rash", slug="zebra", summary="Stripes.", body="A zebra has stripes.")
    answer = client.get(ADDRESS, {"q": "zebra"}).json()
    (result,) = answer.pop("results")
    assert answer == {"query": "zebra", "corrected": None, "urgent": None, "total": 1}
    assert result.pop("score") > 0
    assert result == {
        "kind": "article",
        "title": "Zebra rash",
        "url": "/articles/zebra/",
        "summary": "Stripes.",
        "snippet": "A zebra has stripes.",
    }


def test_a_snippet_is_plain_text(client):
    make_article(title="Stripes", body="A zebra & a lion: 3 < 4.")
    answer = client.get(ADDRESS, {"q": "zebra"}).json()
    assert answer["results"][0]["snippet"] == "A zebra & a lion: 3 < 4."


def test_kind_and_limit_narrow_and_total_counts_all(client):
    for number in range(3):
        make_article(title=f"Zebra {number}")
    make_term(title="Zebra")
    answer = client.get(ADDRESS, {"q": "zebra", "kind": "article", "limit": 2}).json()
    assert answer["total"] == 3
    assert [result["kind"] for result in answer["results"]] == ["article", "article"]


def test_a_misspelt_word_is_corrected_and_said(client):
    make_article(title="Butterfly rash")
    answer = client.get(ADDRESS, {"q": "buterfly"}).json()
    assert answer["corrected"] == "butterfly"
    assert answer["total"] == 1


def test_an_urgent_sign_is_told(client):
    make_sign(sign="Chest pain", phrases="chest pain")
    assert client.get(ADDRESS, {"q": "chset pain"}).json()["urgent"] == {
        "heading": "Emergency: call now",
        "url": "/urgent-help/",
        "matched": ["chest pain"],
    }


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"kind": "planet"}, "kind"),
        ({"limit": "0"}, "limit"),
        ({"limit": "51"}, "limit"),
        ({"limit": "many"}, "limit"),
    ],
)
def test_a_wrong_wish_is_a_400_with_a_sentence(client, asked, field):
    answer = client.get(ADDRESS, {"q": "x", **asked})
    assert answer.status_code == 400
    assert answer.json()["errors"][field]


@pytest.mark.parametrize("query", ["", "\x00", '"lupus AND', "a" * 5000, "\u202e", "*"])
def test_odd_queries_are_no_fault(client, query):
    answer = client.get(ADDRESS, {"q": query})
    assert answer.status_code == 200
    assert answer.json()["results"] == []


def test_it_is_kept_nowhere_and_sets_no_cookie(client):
    answer = client.get(ADDRESS, {"q": "x"})
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert not answer.cookies


def test_only_reading_is_answered(client):
    assert client.post(ADDRESS).status_code == 405


def test_an_unknown_address_is_json_too(client):
    answer = client.get("/api/v1/nothing")
    assert answer.status_code == 404
    assert answer.json()["errors"]
