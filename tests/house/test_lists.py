"""Articles and questions: their lists and pages work alike."""

import pytest

from articles import views as article_views
from faq import views as question_views
from tests.builders import make_article, make_question

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.parametrize(
        ("address", "views", "make"),
        [
            ("/articles/", article_views, make_article),
            ("/faq/", question_views, make_question),
        ],
        ids=["articles", "questions"],
    ),
]


def test_list_shows_title_and_summary_in_order(client, address, views, make):
    make(title="Beta", summary="Second.")
    make(title="Alpha", summary="First.")
    html = client.get(address).content.decode()
    assert html.index("Alpha") < html.index("First.") < html.index("Beta") < html.index("Second.")


def test_list_is_paged(client, monkeypatch, address, views, make):
    monkeypatch.setattr(views, "PER_PAGE", 2)
    for title in "ABC":
        make(title=f"Page {title}", slug=f"page-{title.lower()}")
    first, second = client.get(address), client.get(f"{address}?page=2")
    assert b"Page A" in first.content
    assert b'rel="next"' in first.content
    assert b"Page C" in second.content
    assert b"Page C" in client.get(f"{address}?page=99").content
    assert client.get(f"{address}?page=x").status_code == 200


def test_list_says_when_it_is_empty(client, address, views, make):
    assert b"There is nothing here yet" in client.get(address).content


def test_page_shows_its_text_and_summary(client, address, views, make):
    page = make(title="Tired?", summary="Rest helps.", body="**Rest** well.")
    html = client.get(page.get_absolute_url()).content.decode()
    assert "<h1>Tired?</h1>" in html
    assert "Rest helps." in html
    assert "<strong>Rest</strong>" in html


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
@pytest.mark.parametrize("slug", ["", "x/"])
def test_only_reading_is_answered(client, method, slug, address, views, make):
    assert getattr(client, method)(f"{address}{slug}").status_code == 405


@pytest.mark.parametrize("slug", ["none", "a" * 300])
def test_unknown_page_is_404(client, slug, address, views, make):
    assert client.get(f"{address}{slug}/").status_code == 404
