"""The questions: the list and the page."""

import pytest

from faq import views
from tests.builders import make_question

pytestmark = pytest.mark.django_db


def test_list_shows_title_and_summary_in_order(client):
    make_question(title="Beta", summary="Second.")
    make_question(title="Alpha", summary="First.")
    html = client.get("/faq/").content.decode()
    assert html.index("Alpha") < html.index("First.") < html.index("Beta") < html.index("Second.")


def test_list_is_paged(client, monkeypatch):
    monkeypatch.setattr(views, "PER_PAGE", 2)
    for title in "ABC":
        make_question(title=f"Page {title}", slug=f"page-{title.lower()}")
    first, second = client.get("/faq/"), client.get("/faq/?page=2")
    assert b"Page A" in first.content
    assert b'rel="next"' in first.content
    assert b"Page C" in second.content
    assert b"Page C" in client.get("/faq/?page=99").content
    assert client.get("/faq/?page=x").status_code == 200


def test_list_says_when_it_is_empty(client):
    assert b"There is nothing here yet" in client.get("/faq/").content


def test_page_shows_its_text_and_summary(client):
    page = make_question(title="Tired?", summary="Rest helps.", body="**Rest** well.")
    html = client.get(page.get_absolute_url()).content.decode()
    assert "<h1>Tired?</h1>" in html
    assert "Rest helps." in html
    assert "<strong>Rest</strong>" in html


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
@pytest.mark.parametrize("address", ["/faq/", "/faq/x/"])
def test_only_reading_is_answered(client, method, address):
    assert getattr(client, method)(address).status_code == 405


@pytest.mark.parametrize("slug", ["none", "a" * 300])
def test_unknown_page_is_404(client, slug):
    assert client.get(f"/faq/{slug}/").status_code == 404
