"""The preview of what is typed: the very page that readers will see, and nothing saved."""

import re

import pytest

from editorial import publishing
from editorial.models import Page, Revision
from tests.builders import (
    EACH_KIND,
    draft_of_kind,
    make_article,
    make_source,
    make_term,
    make_topic,
    newest,
    sign_off,
)

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/editor/preview-page/"
MODELS = {"article": "articles.article", "term": "glossary.term", "question": "faq.question"}


def typed(kind: str = "article", page: Page | None = None, **changes) -> dict:
    base = newest(page).content if page else {"title": "New page", "body": "Typed text.\n"}
    names = {"_kind": MODELS.get(kind, "topics.topic"), "_page": page.pk if page else ""}
    return {**base, **names, "_framed": "1", **changes}


def shown(html: str) -> str:
    """Return a page without what tells a draft apart: only a live page has a handout."""
    html = re.sub(r'<meta name="robots"[^>]*>', "", html)
    html = re.sub(r'<li><a href="[^"]*/handout/"[^>]*>.*?</a></li>', "", html)
    return re.sub(r"\s+", " ", html)


@pytest.mark.parametrize("kind", EACH_KIND)
def test_preview_is_what_readers_get_once_it_is_published(signed_in, publisher, client, kind):
    make_source("SRC")
    make_term(title="Flare", summary="Lupus gets worse.")
    hub = make_topic(title="Hub")
    body = "## In short\n\nA flare. [@SRC] Call {emergency}.\n\n!!! self-care\n    Rest.\n"
    page = draft_of_kind(kind, body=body, topics=[hub.pk])
    preview = signed_in(publisher).post(ADDRESS, typed(kind, page)).content.decode()
    publishing.publish(newest(page), by=None)
    read = client.get(page.concrete().get_absolute_url()).content.decode()
    assert shown(preview) == shown(read)


def test_nothing_is_saved_and_no_cookie_is_set(signed_in, author):
    page = make_article(title="Old title")
    before = Page.objects.values().get(pk=page.pk), Revision.objects.count()
    answer = signed_in(author).post(ADDRESS, typed(page=page, title="Typed title"))
    assert "<h1>Typed title</h1>" in answer.content.decode()
    assert (Page.objects.values().get(pk=page.pk), Revision.objects.count()) == before
    assert not answer.cookies


def test_it_is_kept_nowhere_and_found_nowhere(signed_in, author):
    answer = signed_in(author).post(ADDRESS, typed())
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_a_page_that_was_never_saved_has_a_preview(signed_in, author):
    for kind, further in (("article", {}), ("symptom", {"topic_kind": "symptom"})):
        for slug in ("", "odd address!", "new"):
            answer = signed_in(author).post(ADDRESS, typed(kind, slug=slug, **further))
            assert "Typed text." in answer.content.decode()
    assert Page.objects.count() == 0


def test_a_changed_text_says_that_it_came_after_the_review(signed_in, author, reviewer):
    page = make_article(author=author)
    sign_off(page, reviewer)
    publishing.publish(newest(page), by=None)
    client = signed_in(author)
    same = client.post(ADDRESS, typed(page=page)).content.decode()
    other = client.post(ADDRESS, typed(page=page, body="Other.\n")).content.decode()
    assert "The text was changed after this review." not in same
    assert "The text was changed after this review." in other


def test_a_new_tab_says_that_it_is_a_preview_and_a_frame_does_not(signed_in, author):
    client = signed_in(author)
    in_tab = {name: value for name, value in typed().items() if name != "_framed"}
    assert "Draft, for staff only." in client.post(ADDRESS, in_tab).content.decode()
    assert "Draft, for staff only." not in client.post(ADDRESS, typed()).content.decode()


def test_a_stranger_and_a_reviewer_see_no_preview(client, signed_in, reviewer):
    assert client.post(ADDRESS, typed()).status_code == 302
    assert signed_in(reviewer).post(ADDRESS, typed()).status_code == 403
    assert signed_in(reviewer).get(ADDRESS).status_code == 405


def test_who_may_not_write_a_kind_sees_no_draft_of_it(signed_in, no_group):
    from django.contrib.auth.models import Permission

    no_group.user_permissions.add(Permission.objects.get(codename="change_term"))
    page = draft_of_kind("article", title="Secret")
    assert signed_in(no_group).post(ADDRESS, typed(page=page)).status_code == 403


def test_too_long_a_text_gets_a_sentence(signed_in, author):
    answer = signed_in(author).post(ADDRESS, typed(body="a" * 60_001))
    assert answer.status_code == 400
    assert "60000 characters" in answer.content.decode()


# --- Frames: only this answer may stand in one, and only the form may hold one


def policy(answer) -> dict[str, str]:
    rules = answer.headers["Content-Security-Policy"].split("; ")
    return dict(rule.split(" ", 1) for rule in rules)


def test_the_preview_may_be_framed_by_this_site_alone(signed_in, author):
    for body in ("Text.\n", "a" * 60_001):
        answer = signed_in(author).post(ADDRESS, typed(body=body))
        assert policy(answer)["frame-ancestors"] == "'self'"
        assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
        assert "frame-src" not in policy(answer)


def test_the_form_may_hold_frames_of_this_site_and_stands_in_none(signed_in, author):
    answer = signed_in(author).get("/admin/articles/article/add/")
    assert policy(answer)["frame-src"] == "'self'"
    assert policy(answer)["frame-ancestors"] == "'none'"
    assert answer.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("address", ["/", "/articles/a-page/", "/admin/login/", "/nowhere/"])
def test_every_other_answer_refuses_frames(client, address):
    make_article(slug="a-page")
    answer = client.get(address)
    assert policy(answer)["frame-ancestors"] == "'none'"
    assert "frame-src" not in policy(answer)
    assert answer.headers["X-Frame-Options"] == "DENY"


def test_a_draft_at_its_own_address_refuses_frames_too(signed_in, author):
    page = draft_of_kind("article")
    answer = signed_in(author).get(f"{page.get_absolute_url()}?draft=1")
    assert policy(answer)["frame-ancestors"] == "'none'"


# --- What to link to


def test_pages_are_found_by_title_and_patients_words_if_readers_can_open_them(signed_in, author):
    make_article(title="Tiredness", slug="tired", also="worn out by midday")
    draft_of_kind("article", title="Tired and secret")
    ask = signed_in(author).get
    for words in ("tiredness", "worn midday"):
        found = ask("/admin/editor/find-page/", {"q": words}).json()["found"]
        row = {"name": "Tiredness", "about": "article", "insert": "/articles/tired/"}
        assert found == [row]
    assert ask("/admin/editor/find-page/", {"q": "secret"}).json()["found"] == []


def test_sources_are_found_by_key_title_and_publisher(signed_in, author):
    make_source("DENG", title="Cells in trials", publisher="A Journal")
    ask = signed_in(author).get
    for words in ("deng", "cells", "journal trials"):
        (row,) = ask("/admin/editor/find-source/", {"q": words}).json()["found"]
        assert row["insert"] == "DENG"


@pytest.mark.parametrize("address", ["/admin/editor/find-page/", "/admin/editor/find-source/"])
def test_searching_what_to_link_to_is_bounded_and_for_writers(
    client, signed_in, author, reviewer, address
):
    for number in range(25):
        make_article(title=f"Same {number}")
        make_source(f"Same{number}")
    ask = signed_in(author).get
    assert len(ask(address, {"q": "same"}).json()["found"]) == 20
    assert ask(address, {"q": ""}).json()["found"] == []
    assert ask(address, {"q": "%_\\ " * 100}).status_code == 200
    assert client.get(address, {"q": "x"}).status_code == 302
    assert signed_in(reviewer).get(address, {"q": "x"}).status_code == 403
