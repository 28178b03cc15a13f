"""The glossary: its letters and its terms."""

import pytest

from tests.builders import make_term

pytestmark = pytest.mark.django_db


def test_letter_bar_links_only_the_letters_in_use(client):
    make_term(title="Flare")
    html = client.get("/glossary/").content.decode()
    assert '<a href="#letter-F">F</a>' in html
    assert "<span>G</span>" in html
    assert 'id="letter-F"' in html


def test_letters_beyond_z_stand_in_the_bar(client):
    make_term(title="Ærø")
    html = client.get("/glossary/").content.decode()
    assert '<a href="#letter-Æ">Æ</a>' in html


def test_terms_stand_in_order_whatever_their_case(client):
    for title in ("Zoster", "ana", "Anaemia"):
        make_term(title=title)
    html = client.get("/glossary/").content.decode()
    assert html.index(">ana<") < html.index(">Anaemia<") < html.index(">Zoster<")


def test_term_shows_how_to_say_it(client):
    page = make_term(title="Pleurisy", pronunciation="PLUR-ih-see", summary="A sore lining.")
    html = client.get(page.get_absolute_url()).content.decode()
    assert "PLUR-ih-see" in html
    assert "A sore lining." in html
