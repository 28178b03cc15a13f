"""The index follows the library: what was published is found, what was withdrawn is not."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial import publishing
from editorial.models import LibraryVersion
from search import holding, index
from search.holding import index_at
from search.index import PageIndex
from tests.builders import draft_of_kind, edit, make_article, make_symptom, make_term, newest

pytestmark = [pytest.mark.django_db, pytest.mark.sql]


def found(words: str, kind: str = "") -> list[int]:
    hits = index_at(LibraryVersion.current(), "en").find(words.split(), kind)
    return [hit.page_id for hit in hits]


def test_publish_change_and_withdraw_are_followed():
    page = draft_of_kind("article", body="zebra")
    assert found("zebra") == []
    publishing.publish(newest(page), by=None)
    assert found("zebra") == [page.pk]
    publishing.publish(edit(page, body="giraffe"), by=None)
    assert (found("zebra"), found("giraffe")) == ([], [page.pk])
    publishing.withdraw(page)
    assert found("giraffe") == []


def test_title_counts_more_than_words_and_words_more_than_body():
    body = make_article(body="One mention of zebra in the text here.")
    also = make_article(also="zebra", body="Some text that is as long.")
    title = make_article(title="Zebra", body="Some text that is as long.")
    assert found("zebra") == [title.pk, also.pk, body.pk]


def test_any_word_is_enough_and_more_words_rank_higher():
    one = make_article(body="zebra only here")
    both = make_article(body="zebra giraffe here")
    assert found("zebra giraffe unknownword") == [both.pk, one.pk]


def test_word_forms_meet():
    page = make_article(body="She has swollen fingers.")
    assert found("finger") == [page.pk]


def test_kind_and_language_narrow():
    article, term = make_article(body="zebra"), make_term(body="zebra")
    assert found("zebra", "term") == [term.pk]
    assert set(found("zebra")) == {article.pk, term.pk}
    assert index_at(LibraryVersion.current(), "es").find(["zebra"]) == []


def test_equal_pages_stand_in_order_of_their_id():
    pages = [make_article(title="Zebra", summary="", body="same") for _each in range(5)]
    assert found("zebra") == [page.pk for page in pages]


def test_an_updated_index_asks_only_for_what_changed():
    make_article()
    found("x")
    make_article()
    with CaptureQueriesContext(connection) as queries:
        found("x")
    assert len(queries) == 2
    assert "version" in queries[1]["sql"]


def test_many_changes_are_built_anew(monkeypatch):
    monkeypatch.setattr(holding, "FEW_CHANGES", 2)
    make_article()
    found("x")
    before = holding._held["en"]
    pages = [make_article(body="zebra") for _each in range(3)]
    assert set(found("zebra")) == {page.pk for page in pages}
    assert holding._held["en"] is not before


def test_after_many_small_changes_a_fresh_build_follows(monkeypatch):
    started = []
    monkeypatch.setattr(holding, "FEW_CHANGES", 2)
    monkeypatch.setattr(holding.threading.Thread, "start", lambda self: started.append(self.name))
    found("x")
    for _each in range(3):
        make_article()
        found("x")
    assert started == ["search-build"]


def test_the_fresh_build_takes_the_place_of_the_edited_index(monkeypatch):
    monkeypatch.setattr(holding.connection, "close", lambda: None)
    monkeypatch.setattr(holding, "close_old_connections", lambda: None)
    page = make_article(body="zebra")
    found("zebra")
    edited = holding._held["en"]
    holding._build_afresh("en")
    assert holding._held["en"] is not edited
    assert found("zebra") == [page.pk]


def test_a_version_that_went_back_is_built_anew():
    page = make_article(body="zebra")
    found("zebra")
    holding._held["en"].version += 5  # as if a backup were restored under a running process
    holding._held["en"].find = None
    assert found("zebra") == [page.pk]


def test_an_updated_and_a_fresh_index_find_the_same():
    page = make_article(title="Zebra")
    found("zebra")
    for number in range(5):
        publishing.publish(edit(page, body=f"zebra {number}"), by=None)
        found("zebra")
    other = make_article(body="zebra")
    updated = found("zebra")
    fresh = PageIndex.build(LibraryVersion.current().number, "en")
    assert [hit.page_id for hit in fresh.find(["zebra"])] == updated == [page.pk, other.pk]


def test_a_kind_is_searched_for_itself_when_others_fill_the_candidates(client, monkeypatch):
    monkeypatch.setattr(index, "MAX_HITS", 3)
    for _each in range(4):
        make_article(title="Zebra zebra zebra", also="zebra")
    term = make_term(body="Far down there is a zebra in this text.")
    answer = client.get("/api/v1/search", {"q": "zebra", "kind": "term"}).json()
    assert [result["url"] for result in answer["results"]] == [term.get_absolute_url()]


def test_what_a_thread_reads_is_not_changed_under_it():
    make_article(body="zebra")
    held = index_at(LibraryVersion.current(), "en")
    words, symptoms, speller = held.words, held.symptoms, held.speller
    before = (dict(words), dict(symptoms))
    make_symptom(title="Giraffe")
    found("giraffe")
    assert (dict(words), dict(symptoms)) == before
    assert held.speller is not speller
    assert held.speller.is_known("giraffe")


def test_no_words_find_nothing():
    make_article()
    assert index_at(LibraryVersion.current(), "en").find([]) == []
