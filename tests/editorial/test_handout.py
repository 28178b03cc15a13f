"""A page on paper: what stands on it, how it is chosen, and who gets none."""

import re

import pytest

from editorial import publishing
from editorial.paper.handout import on_paper, qr_code
from tests.builders import (
    EACH_KIND,
    draft_of_kind,
    edit,
    make_article,
    make_clinic,
    make_source,
    make_term,
    newest,
)

pytestmark = pytest.mark.django_db
BODY = """\
## In short

Flares come. [@SRC] Call {emergency}.

!!! self-care "Rest"
    Sleep.

![A kidney](pictures/kidney-filter.svg)
"""


@pytest.fixture
def page():
    make_source("SRC", title="A study of flares")
    return make_article(title="Flares", slug="flares", summary="They come and go.", body=BODY)


def handout(client, query: str = "") -> str:
    answer = client.get(f"/articles/flares/handout/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_handout_has_the_text_its_cards_and_its_sources(client, page):
    html = handout(client)
    assert re.search(r'<h1 class="sheet-title">Flares</h1>', html)
    for part in ("They come and go.", "key-points", "card-self-care", "A study of flares"):
        assert part in html
    assert 'href="#source-1"' in html
    assert 'id="source-1"' in html


def test_review_status_version_and_authors_are_told(client, page):
    html = handout(client)
    assert "Not yet reviewed by a clinician." in html
    assert "Text of " in html
    assert f"Version {page.version}." in html
    assert "Written by the clinic that runs this site." in html
    assert "It is not advice for one person" in html


def test_clinics_name_hours_and_numbers_are_on_it(client, page):
    make_clinic(address="1 High Street", hours="Mondays")
    html = handout(client)
    for part in ("Lupus Clinic", "1 High Street", "Mondays", "Head of the clinic"):
        assert part in html
    for number in ("999", "116 123", "020 1234"):
        assert number in html


def test_before_a_clinic_is_set_up_words_stand_for_the_numbers(client, page):
    html = handout(client)
    assert "nobody answers for it yet" in html
    assert "your local emergency number" in html


def test_code_and_address_lead_back_to_the_page(client, page):
    html = handout(client)
    assert 'href="http://testserver/articles/flares/"' in html
    code = qr_code(
        "http://testserver/articles/flares/", "QR code that leads to this page on the web"
    )
    assert code in html
    assert "<title>QR code" in code
    assert 'role="img"' in code
    assert "style=" not in code


def test_each_address_has_a_code_of_its_own():
    assert qr_code("http://a.example/", "x") != qr_code("http://b.example/", "x")


def test_glossary_words_stay_plain(client, page):
    make_term(title="Flares", summary="When it is worse.")
    make_article(title="Rest", slug="rest", body="Flares need rest.\n")
    assert 'class="term"' in client.get("/articles/rest/").content.decode()
    assert 'class="term"' not in client.get("/articles/rest/handout/").content.decode()


def test_pictures_do_not_wait_to_be_scrolled_to(client, page):
    assert "kidney-filter.svg" in handout(client)
    assert "loading=" not in handout(client)


def test_there_is_room_for_notes(client, page):
    assert handout(client).count("<p></p>") == 8


@pytest.mark.parametrize(
    ("query", "is_large", "is_letter"),
    [
        ("", False, False),
        ("?size=large", True, False),
        ("?paper=letter", False, True),
        ("?size=large&paper=letter", True, True),
        ("?size=huge&paper=%00&pages=x&size=", False, False),
    ],
)
def test_size_and_paper_are_chosen_by_the_address(client, page, query, is_large, is_letter):
    html = handout(client, query)
    assert ('class="handout is-large"' in html) is is_large
    assert ("css/letter.css" in html) is is_letter
    chosen = re.findall(r'aria-current="true">([^<]+)<', html)
    assert chosen == [
        "Large print" if is_large else "Normal print",
        "US Letter paper" if is_letter else "A4 paper",
    ]


def test_each_choice_keeps_the_other(client, page):
    html = handout(client, "?paper=letter")
    assert 'href="?paper=letter&amp;size=large"' in html
    assert 'href="../handout.pdf?paper=letter"' in html


@pytest.mark.parametrize("kind", EACH_KIND)
def test_every_kind_has_a_handout_to_which_its_page_leads(client, kind):
    page = publishing.publish(newest(draft_of_kind(kind, title="Zebra")), by=None)
    address = f"{page.get_absolute_url()}handout/"
    assert f'href="{address}"' in client.get(page.get_absolute_url()).content.decode()
    assert "Zebra</h1>" in client.get(address).content.decode()


@pytest.mark.parametrize("form", ["handout/", "handout.pdf"])
@pytest.mark.parametrize("kind", EACH_KIND)
def test_draft_has_none_and_withdrawn_is_gone(client, signed_in, superuser, kind, form):
    page = draft_of_kind(kind, title="Zebra", body="Zebra.")
    address = page.get_absolute_url() + form
    for reader in (client, signed_in(superuser)):
        assert reader.get(address).status_code == 404
        assert reader.get(f"{address}?draft=1").status_code == 404
    publishing.withdraw(publishing.publish(newest(page), by=None))
    gone = client.get(address)
    assert gone.status_code == 410
    assert "Zebra" not in gone.content.decode()


def test_kinds_are_not_mixed_up(client, page):
    for room in ("symptoms", "topics", "faq", "glossary"):
        assert client.get(f"/{room}/flares/handout/").status_code == 404
        assert client.get(f"/{room}/flares/handout.pdf").status_code == 404


def test_newer_draft_is_not_on_the_handout(client, signed_in, superuser, page):
    edit(page, title="Secret", body="Secret.")
    assert "Secret" not in handout(signed_in(superuser), "?draft=1")


def test_draft_offers_no_handout(signed_in, superuser):
    draft = draft_of_kind("article")
    shown = signed_in(superuser).get(f"{draft.get_absolute_url()}?draft=1").content.decode()
    assert "handout/" not in shown


def test_handout_is_for_readers_not_for_search_engines(client, page):
    assert '<meta name="robots" content="noindex">' in handout(client)
    assert "handout" not in client.get("/sitemap.xml").content.decode()


@pytest.mark.parametrize("method", ["post", "put", "delete"])
@pytest.mark.parametrize("form", ["handout/", "handout.pdf"])
def test_only_reading_is_answered(client, page, method, form):
    assert getattr(client, method)(f"/articles/flares/{form}").status_code == 405


def test_one_of_several_has_ids_of_its_own_and_deeper_headings():
    clean = (
        '<h2 id="s-a">A id="b"</h2><sup><a href="#source-1">1</a></sup>'
        '<a href="/x/#y">y</a><h5 id="s-e">E</h5><h6 id="s-f">F</h6>'
    )
    assert on_paper(clean) == clean
    assert on_paper(clean, "page-2-") == (
        '<h3 id="page-2-s-a">A id="b"</h3><sup><a href="#page-2-source-1">1</a></sup>'
        '<a href="/x/#y">y</a><h6 id="page-2-s-e">E</h6><h6 id="page-2-s-f">F</h6>'
    )
