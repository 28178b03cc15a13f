"""What stands on every page: review, sources, what to read next, where to turn."""

from datetime import timedelta

import pytest
from django.utils import timezone

from editorial.models import Page
from tests.builders import edit, make_article, make_source, make_term, make_topic

pytestmark = pytest.mark.django_db


def html_of(client, page, query: str = "") -> str:
    return client.get(f"{page.get_absolute_url()}{query}").content.decode()


def reviewed(page, reviewer, due_in: int, **changes):
    today = timezone.localdate()
    Page.objects.filter(pk=page.pk).update(
        reviewed_by=reviewer,
        reviewed_on=today - timedelta(days=100),
        next_review_due=today + timedelta(days=due_in),
        **changes,
    )


def test_a_page_that_nobody_reviewed_says_so_beside_its_title(client):
    html = html_of(client, make_article())
    assert html.index("<h1>") < html.index("Not yet reviewed by a clinician") < html.index("prose")


def test_a_reviewed_page_says_when_by_whom_and_until_when(client, reviewer):
    page = make_article()
    reviewed(page, reviewer, 100)
    html = html_of(client, page)
    assert "Last reviewed" in html
    assert "Rosa Reader" in html
    assert "Next review due" in html
    assert "Not yet reviewed" not in html


def test_an_overdue_page_says_so_the_day_it_is(client, reviewer):
    page = make_article()
    reviewed(page, reviewer, 0)
    assert "The next review was due" not in html_of(client, page)
    reviewed(page, reviewer, -1)
    assert "The next review was due" in html_of(client, page)


def test_a_page_changed_since_its_review_says_so(client, reviewer):
    page = make_article()
    reviewed(page, reviewer, 10, is_changed_since_review=True)
    assert "changed after this review" in html_of(client, page)


def test_a_reviewer_without_a_name_is_not_given_one(client, publisher):
    page = make_article()
    reviewed(page, publisher, 10)
    assert "paul" not in html_of(client, page)


def test_sources_are_numbered_as_cited(client):
    make_source("A", title="First study", date="2017", seen_on="2026-11-22")
    make_source("B", title="Second study", url="")
    html = html_of(client, make_article(body="One [@B]. Two [@A]."))
    order = ['id="source-1"', "Second study", 'id="source-2"', "First study"]
    assert sorted(order, key=html.index) == order
    assert "Seen on 22 November 2026" in html


def test_picks_come_first_then_pages_that_share_most_topics(client):
    one, two = make_topic(), make_topic()
    make_article(title="Shares one", topics=[one.pk])
    make_term(title="Shares both", topics=[one.pk, two.pk])
    pick = make_article(title="Picked")
    page = make_article(title="Self", topics=[one.pk, two.pk], picks=[pick.pk])
    related = html_of(client, page).split('id="related"')[1]
    assert related.index("Picked") < related.index("Shares both") < related.index("Shares one")
    assert ">Self<" not in related


def test_preview_shows_the_drafts_own_sources_and_picks(signed_in, author):
    make_source("NEW", title="A new study")
    pick = make_article(title="Newly picked")
    page = make_article(body="Old.")
    edit(page, body="New [@NEW].", picks=[pick.pk])
    html = html_of(signed_in(author), page, "?draft=1")
    assert "A new study" in html
    assert "Newly picked" in html


def test_where_to_turn_stands_on_every_page(client):
    assert "If it may be an emergency" in html_of(client, make_article())


def test_titles_are_escaped(client):
    page = make_article(title="<script>alert(1)</script>", summary="<img src=x>")
    html = html_of(client, page) + client.get("/articles/").content.decode()
    assert "<script>alert" not in html
    assert "<img src=x>" not in html
