"""The list of pages: where each stands, its review, who looks after it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from editorial import publishing, reviewing, scheduling
from editorial.models import Page, Policy
from tests.builders import draft_of_kind, edit, make_article, newest, sign_off

pytestmark = [pytest.mark.django_db, pytest.mark.sql]
LIST = "/admin/articles/article/"


@pytest.fixture
def stages(author, reviewer, publisher) -> dict[str, Page]:
    """A page for each stage, called by it."""
    names = ("draft", "in-review", "sent-back", "approved", "planned")
    pages = {name: draft_of_kind("article", author=author, title=name) for name in names}
    reviewing.ask(newest(pages["in-review"]), reviewer=reviewer, by=author)
    review = reviewing.ask(newest(pages["sent-back"]), reviewer=reviewer, by=author)
    reviewing.send_back(review, by=reviewer, text="No.")
    sign_off(pages["approved"], reviewer)
    later = timezone.now() + timedelta(days=1)
    scheduling.schedule(newest(pages["planned"]), at=later, by=publisher)
    pages["published"] = make_article(title="published")
    pages["withdrawn"] = publishing.withdraw(make_article(title="withdrawn"))
    return pages


def titles(client, query: str, address: str = LIST) -> list[str]:
    return [page.title for page in client.get(f"{address}?{query}").context["cl"].result_list]


def test_every_stage_can_be_filtered(signed_in, author, stages):
    client = signed_in(author)
    assert {stage: titles(client, f"stage={stage}") for stage in stages} == {
        stage: [stage] for stage in stages
    }


def test_a_newer_draft_of_a_withdrawn_page_is_a_draft(signed_in, author, stages):
    edit(stages["withdrawn"], body="Again.")
    client = signed_in(author)
    assert set(titles(client, "stage=draft")) == {"draft", "withdrawn"}
    assert titles(client, "stage=withdrawn") == []


def test_every_review_state_can_be_filtered_and_is_shown(signed_in, author, reviewer):
    today = timezone.localdate()
    due = {"overdue": -1, "due-soon": 5, "reviewed": 200, "changed": -1}
    for state, days in due.items():
        page = make_article(title=state)
        whole = {"reviewed_by": reviewer, "reviewed_on": today - timedelta(days=300)}
        whole["is_changed_since_review"] = state == "changed"
        due_on = today + timedelta(days=days)
        Page.objects.filter(pk=page.pk).update(**whole, next_review_due=due_on)
    make_article(title="never")
    client = signed_in(author)
    for state in Page.ReviewState:
        assert titles(client, f"review={state.value}") == [state.value]
        assert str(state.label) in client.get(f"{LIST}?review={state.value}").content.decode()


def test_mine_nobodys_and_a_colleagues(signed_in, author, second_author):
    draft_of_kind("article", author=author, title="Mine")
    draft_of_kind("article", author=second_author, title="Hers")
    draft_of_kind("article", title="Nobody's")
    client = signed_in(author)
    assert titles(client, "owner=mine") == ["Mine"]
    assert titles(client, "owner=nobody") == ["Nobody's"]
    assert titles(client, f"owner={second_author.pk}") == ["Hers"]
    assert len(titles(client, "owner=x")) == 3


@pytest.mark.parametrize("query", ["stage=x", "review=%00", "owner=" + "9" * 40, "stage=%00"])
def test_odd_filters_are_no_fault(signed_in, author, query):
    make_article()
    assert signed_in(author).get(f"{LIST}?{query}").status_code in {200, 302, 400}


def test_all_pages_have_the_same_columns_and_filters(signed_in, author, stages):
    client = signed_in(author)
    html = client.get("/admin/editorial/page/").content.decode()
    for said in ("Sent back", "Waits for its time", "Never reviewed", "Ada Writer"):
        assert said in html
    assert titles(client, "stage=sent-back", "/admin/editorial/page/") == ["sent-back"]


def test_what_the_rules_hide_is_told_in_the_list(signed_in, author):
    make_article()
    publishing.set_policy(Policy(readers_see="reviewed"), by=None)
    assert b"Nothing: not reviewed" in signed_in(author).get(LIST).content
