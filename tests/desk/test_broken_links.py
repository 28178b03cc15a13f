"""Broken and moved links, within the site and at others, as the desk shows them."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desk import home, links
from editorial import publishing
from editorial.models import OuterAddress
from tests.builders import edit, make_article, make_clinic, make_source
from tests.editorial.test_outer_links import SITE, broken, known

pytestmark = pytest.mark.django_db
PAGE = "/admin/broken-links/"


@pytest.fixture(autouse=True)
def _nothing_known():
    links.forget()


@pytest.fixture
def found():
    """Look, as the heartbeat does, and give the panel of the home."""

    def look():
        links.known()
        links.look()
        return home.broken_links(links.known())

    return look


def lines_of(panel) -> list[tuple[str, ...]]:
    return [
        (line.text, line.address, line.elsewhere) for part in panel.parts for line in part.lines
    ]


def test_a_broken_link_leads_to_its_page_and_says_since_when(found):
    page = make_article(title="Sun", body=f"[It]({SITE}/a#x)")
    broken("a")
    panel = found()
    assert lines_of(panel) == [("Sun", f"/admin/articles/article/{page.pk}/change/", f"{SITE}/a#x")]
    assert "It has not answered since 3 November 2026." in panel.parts[0].lines[0].beside


def test_a_broken_source_leads_to_its_form_and_counts_its_pages(found):
    source = make_source("DENG", url=f"{SITE}/s")
    for _each in range(3):
        make_article(sources=[source.pk])
    known("s", "gone")
    assert lines_of(found()) == [
        (
            "Source DENG: Study DENG, cited by 3 pages",
            f"/admin/editorial/source/{source.pk}/change/",
            f"{SITE}/s",
        )
    ]


def test_moved_links_are_counted_on_the_home_and_listed_on_the_page(found, signed_in, author):
    make_article(title="Sun", body=f"[It]({SITE}/a)")
    known("a", "moved", f"{SITE}/new")
    panel = found()
    assert panel.parts == []
    assert panel.note.startswith("1 link has moved. Other sites were last asked on")
    assert panel.more.address == PAGE
    html = signed_in(author).get(PAGE).content.decode()
    assert f"It has moved to {SITE}/new." in html
    assert f'href="{SITE}/a" rel="noopener noreferrer"' in html


def test_the_page_has_links_within_the_site_too(found, signed_in, author):
    old = make_article(slug="old")
    publishing.publish(edit(old, slug="new"), by=None)
    make_article(title="Torn", body="[Gone](/articles/none/) [Old](/articles/old/)")
    found()
    html = signed_in(author).get(PAGE).content.decode()
    assert "/articles/none/" in html
    assert "/articles/old/ is now /articles/new/" in html


def test_the_home_shows_a_few_and_counts_the_rest(found):
    make_article(body="".join(f"[It]({SITE}/{number})\n" for number in range(7)))
    for number in range(7):
        known(str(number), "gone")
    (part,) = found().parts
    assert (len(part.lines), part.count, part.rest) == (5, 7, 2)


def test_times_are_those_of_the_clinic(found, signed_in, author):
    make_clinic(time_zone="Asia/Tokyo")
    make_article(body=f"[It]({SITE}/a)")
    broken("a")
    OuterAddress.objects.update(checked_at=datetime(2026, 11, 20, 20, 0, tzinfo=UTC))
    found()
    html = signed_in(author).get(PAGE).content.decode()
    assert "since 4 November 2026" in html
    assert "last asked on 21 November 2026" in html


@pytest.mark.parametrize(
    ("is_on", "says"), [(True, "have not been asked yet"), (False, "are not checked")]
)
def test_who_never_asked_is_told_so(found, settings, is_on, says):
    settings.CHECKS_LINKS = is_on
    assert says in found().note


def test_before_the_first_look_the_page_says_so(signed_in, author):
    html = signed_in(author).get(PAGE).content.decode()
    assert "Links are being checked. Look again in a minute." in html


def test_the_page_asks_as_little_for_many_links(found, signed_in, author):
    def count(links_there: int) -> int:
        make_article(body="".join(f"[It]({SITE}/{n}{links_there})\n" for n in range(links_there)))
        for number in range(links_there):
            known(f"{number}{links_there}", "gone")
        found()
        client = signed_in(author)
        client.get(PAGE)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(PAGE).content.decode().count("desk-elsewhere") >= links_there
        return len(queries)

    assert count(1) == count(30) <= 12


def test_looking_asks_one_question_more_for_any_number_of_pages(found):
    def count(pages: int) -> int:
        for number in range(pages):
            make_article(body=f"[It]({SITE}/{number})")
        found()
        with CaptureQueriesContext(connection) as queries:
            links.look()
        return len(queries)

    assert count(1) == count(12) == 3  # the version, when other sites were asked, what is broken


def test_reading_the_page_asks_no_other_site(signed_in, author, monkeypatch, found):
    make_article(body=f"[It]({SITE}/a)")
    monkeypatch.setattr("socket.getaddrinfo", lambda *_any, **_how: pytest.fail("asked"))
    found()
    assert signed_in(author).get(PAGE).status_code == 200
