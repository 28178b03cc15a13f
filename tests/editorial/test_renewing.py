"""After a change of the renderer, published pages are rendered again, and nothing else changes."""

import hashlib
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from editorial import publishing, renewing, reviewing
from editorial.models import LibraryVersion, Page, Revision
from editorial.rendering import RENDERING, render
from tests.builders import draft_of_kind, edit, make_article, make_source, newest

pytestmark = pytest.mark.django_db

# One digest for each version of the renderer, so that none changes what a text becomes unnoticed:
# pages that are published already would keep their old HTML.
SAMPLE = """## In short

- One [@A]. {emergency}

!!! self-care "Do"
    Rest.

| a | b |
| --- | --- |
| c | d |

![e](/media/pictures/2026/0123456789abcdef-900x600.jpg) ![f](/media/g.png) [h](/faq/ "i")
"""
DIGESTS = {2: "b79c29e00154887d", 3: "8951cc12a8469050"}


def version() -> int:
    return LibraryVersion.current().number


def outdated(page: Page, html: str = "<p>Old.</p>") -> Page:
    """Make a page look as if an older version had rendered it."""
    Page.objects.filter(pk=page.pk).update(rendering=RENDERING - 1, body_html=html)
    return page


def row(page: Page) -> dict[str, object]:
    return Page.objects.filter(pk=page.pk).values().get()


@pytest.mark.once
def test_a_change_of_the_html_raises_the_version_of_the_renderer():
    digest = hashlib.sha256(render(SAMPLE).html.encode()).hexdigest()
    assert DIGESTS[RENDERING] == digest[:16]


def test_publishing_says_which_version_rendered():
    assert row(make_article())["rendering"] == RENDERING


def test_only_the_html_the_two_numbers_and_nothing_else_change(reviewer):
    page = make_article(body="Text.")
    due = timezone.localdate() + timedelta(days=9)
    reviewing.sign_off(newest(page), by=reviewer, next_due=due)
    before = row(page)
    outdated(page)
    revisions = list(Revision.objects.values())
    done = renewing.render_again()
    assert (done.rendered, done.changed) == (1, 1)
    assert row(page) == {**before, "version": version()}
    assert list(Revision.objects.values()) == revisions


def test_the_library_version_rises_once_for_all():
    pages = [outdated(make_article()) for _number in range(3)]
    before = version()
    renewing.render_again()
    assert version() == before + 1
    assert {row(page)["version"] for page in pages} == {before + 1}


def test_a_page_of_unchanged_html_only_gets_the_number():
    page = make_article(body="Same.")
    stored = row(page)
    outdated(page, str(stored["body_html"]))
    before = version()
    assert renewing.render_again().changed == 0
    assert version() == before
    assert row(page) == stored


def test_drafts_and_withdrawn_pages_wait():
    draft, page = draft_of_kind("article"), make_article(body="Text.")
    publishing.withdraw(page)
    outdated(page)
    assert renewing.render_again().rendered == 0
    assert row(draft)["body_html"] == ""
    assert row(page)["body_html"] == "<p>Old.</p>"
    publishing.publish(newest(page), by=None)
    assert row(page)["body_html"] == "<p>Text.</p>\n"


def test_the_live_text_is_rendered_not_the_newest():
    page = make_article(body="Live.")
    edit(page, body="Draft.")
    outdated(page)
    renewing.render_again()
    assert row(page)["body_html"] == "<p>Live.</p>\n"


def test_numbers_in_the_text_stay_those_of_the_list():
    make_source("B")
    page = make_article(body="Old [@B].")
    Page.objects.filter(pk=page.pk).update(body="One [@A]. Two [@B].")  # when A was unknown
    outdated(page)
    make_source("A")  # since then
    renewing.render_again()
    html = str(row(page)["body_html"])
    assert "“A” is not in the list" in html
    assert 'aria-label="Source 1">1</a>' in html
    assert "Source 2" not in html


def test_each_page_is_rendered_in_its_own_language(monkeypatch):
    pages = [outdated(make_article()) for _number in range(2)]
    Page.objects.filter(pk=pages[1].pk).update(language="de")
    languages = []

    def noting(*args):
        languages.append(translation.get_language())
        return render(*args)

    monkeypatch.setattr(renewing, "render", noting)
    renewing.render_again()
    assert languages == ["en", "de"]


def test_search_follows(client):
    page = outdated(make_article(body="Zebrafish swim."))
    assert "<mark>" not in client.get("/search/?q=zebrafish").content.decode()
    renewing.render_again()
    assert page.title in client.get("/search/?q=zebrafish").content.decode()


def test_a_failure_leaves_every_page_as_it_was(monkeypatch):
    monkeypatch.setattr(renewing, "BATCH", 1)
    pages = [outdated(make_article()) for _number in range(2)]
    before = version()

    def failing(number, _total):
        if number == 2:
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        renewing.render_again(failing)
    assert {row(page)["rendering"] for page in pages} == {RENDERING - 1}
    assert version() == before


def test_queries_do_not_grow_with_the_pages_of_a_batch():
    def queries(count: int) -> int:
        make_source(f"S{count}")
        for _number in range(count):
            outdated(make_article(body=f"Text [@S{count}]."))
        with CaptureQueriesContext(connection) as caught:
            renewing.render_again()
        return len(caught)

    assert queries(2) == queries(20)


def test_the_command_says_what_it_did(capsys, monkeypatch):
    monkeypatch.setattr("editorial.management.commands.render_pages.BATCH", 1)
    monkeypatch.setattr(renewing, "BATCH", 1)
    for _number in range(2):
        outdated(make_article())
    call_command("render_pages")
    said = capsys.readouterr().out
    assert "Rendering 1 of 2 pages" in said
    assert "Pages: 2 rendered again, 2 of them changed." in said
    call_command("render_pages")
    assert "Pages: 0 rendered again, 0 of them changed." in capsys.readouterr().out
