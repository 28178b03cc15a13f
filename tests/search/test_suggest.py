"""Suggestions for somebody who is still typing."""

import pytest

from search.asking import MAX_SUGGESTED
from tests.builders import draft_of_kind, make_article, make_symptom, make_term

pytestmark = pytest.mark.django_db


def suggested(client, q: str) -> list[str]:
    answer = client.get("/search/suggest", {"q": q})
    assert answer.status_code == 200
    return [found["title"] for found in answer.json()["suggestions"]]


def test_titles_and_patients_words_are_suggested_while_typing(client):
    make_symptom(title="Fingers that change colour", also="white fingers\nRaynaud", slug="raynaud")
    make_term(title="Flare")
    assert suggested(client, "ray") == ["Fingers that change colour"]
    assert suggested(client, "white fi") == ["Fingers that change colour"]
    assert suggested(client, "fl") == ["Flare"]


def test_each_names_its_address_and_kind(client):
    make_term(title="Flare", slug="flare")
    answer = client.get("/search/suggest", {"q": "flar"}).json()
    assert answer == {
        "suggestions": [{"title": "Flare", "url": "/glossary/flare/", "kind": "Glossary"}]
    }


def test_a_typing_error_is_forgiven(client):
    make_article(title="Butterfly rash")
    assert suggested(client, "buterfly ra") == ["Butterfly rash"]


def test_drafts_and_texts_are_not_suggested(client):
    draft_of_kind("term", title="Zebra")
    make_article(title="Other", body="A zebra.")
    assert suggested(client, "zeb") == []


def test_there_are_never_many(client):
    for number in range(MAX_SUGGESTED + 3):
        make_article(title=f"Zebra {number}")
    assert len(suggested(client, "zeb")) == MAX_SUGGESTED


@pytest.mark.parametrize("q", ["", " ", "\x00", ".*", "a.*b", "[", "(", "a" * 5000, "é", "C3/C"])
def test_odd_words_are_no_fault(client, q):
    make_article(title="Zebra")
    suggested(client, q)


def test_what_was_typed_is_kept_nowhere(client):
    answer = client.get("/search/suggest", {"q": "x"})
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert not answer.cookies
