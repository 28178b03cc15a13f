"""The desk: what its buttons publish, plan and withdraw, and what they refuse."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from editorial import publishing, scheduling
from editorial.models import Page, Revision
from editorial.rendering import MAX_CHARACTERS
from tests.builders import draft_of_kind, edit, make_article, newest
from tests.editorial.page_form import at, desk, filled, sign_off_form

pytestmark = pytest.mark.django_db


def test_the_whole_loop_from_writing_to_withdrawing(client, signed_in, publisher):
    desk_client = signed_in(publisher)
    answer = desk_client.post(
        desk(None, "add"), filled(title="Fresh words", body="Hello.", _save_draft="1")
    )
    page = Page.objects.get(title="Fresh words")
    assert answer.headers["Location"] == desk(page)
    assert client.get("/articles/fresh-words/").status_code == 404
    desk_client.post(desk(page), filled(page, _publish="1"))
    assert b"Hello." in client.get("/articles/fresh-words/").content
    assert b"Fresh words" in client.get("/search/?q=fresh").content
    answer = desk_client.post(desk(page), filled(page, _withdraw="1"), follow=True)
    assert answer.redirect_chain[-1][0] == desk(page, "withdraw")
    desk_client.post(desk(page, "withdraw"), {"because": "Outdated"})
    assert client.get("/articles/fresh-words/").status_code == 410
    assert not Revision.objects.filter(is_set_aside=True).exists()
    assert b"Fresh words" not in client.get("/search/?q=words").content


def test_order_of_picks_is_the_editors(signed_in, publisher):
    page, first, second = make_article(), make_article(), make_article()
    picks = [second.pk, first.pk]
    signed_in(publisher).post(desk(page), filled(page, picks=picks, _publish="1"))
    assert [pick.target_id for pick in page.picks.all()] == picks


@pytest.mark.parametrize("changes", [{"body": "Half a sen"}, {"title": "", "body": "x" * 70_000}])
def test_withdrawing_always_works_and_keeps_what_was_typed(signed_in, publisher, author, changes):
    page = make_article(body="Base.")
    typed = filled(page, **changes, _withdraw="1")
    edit(page, author, body="Hers.")
    client = signed_in(publisher)
    assert client.post(desk(page), typed).headers["Location"] == desk(page, "withdraw")
    client.post(desk(page, "withdraw"), {"because": "Outdated"})
    assert Page.objects.get(pk=page.pk).status == "withdrawn"
    assert newest(page).content["body"] == "Hers."
    kept = Revision.objects.get(page=page, is_set_aside=True)
    assert kept.content["body"].strip() == changes["body"]


@pytest.mark.parametrize("body", ["![](pictures/a.svg)", "!!! emergency", "[@NONE]"])
def test_publishing_what_breaks_a_rule_says_so_and_saving_a_draft_does_not(
    signed_in, publisher, body
):
    page = draft_of_kind("article")
    client = signed_in(publisher)
    answer = client.post(desk(page), filled(page, body=body, _publish="1"))
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors["body"]
    assert client.post(desk(page), filled(page, body=body, _save_draft="1")).status_code == 302
    assert newest(page).content["body"] == f"{body}\n"


def test_address_is_made_from_the_title_and_an_old_one_leads_to_the_new_one(signed_in, publisher):
    client = signed_in(publisher)
    client.post(desk(None, "add"), filled(title="Éclair & rash", body="x", _publish="1"))
    page = Page.objects.get(slug="eclair-rash")
    client.post(desk(page), filled(page, slug="moved", _publish="1"))
    answer = Client().get("/articles/eclair-rash/")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/articles/moved/")


def test_published_symptom_stays_a_symptom(signed_in, publisher):
    page = draft_of_kind("symptom")
    publishing.publish(newest(page), by=None)
    values = filled(page, topic_kind="condition", _publish="1")
    answer = signed_in(publisher).post(desk(page), values)
    assert "topic_kind" in answer.context["adminform"].form.errors
    assert Page.objects.get(pk=page.pk).kind == "symptom"


def test_a_time_to_come_schedules(signed_in, publisher):
    page = draft_of_kind("article")
    signed_in(publisher).post(desk(page), filled(page, **at(days=3), _schedule="1"))
    assert newest(page).publish_at.date() == timezone.localdate() + timedelta(days=3)
    assert Page.objects.get(pk=page.pk).status == "draft"


@pytest.mark.parametrize("days", [-1, 6 * 365])
def test_a_time_gone_by_or_far_away_is_a_form_error(signed_in, publisher, days):
    page = draft_of_kind("article")
    answer = signed_in(publisher).post(desk(page), filled(page, **at(days), _schedule="1"))
    assert "publish_at" in answer.context["adminform"].form.errors
    assert Page.objects.get(pk=page.pk).status == "draft"


@pytest.mark.parametrize("button", ["_save_draft", "_publish"])
def test_a_time_beside_another_button_is_a_form_error_and_not_dropped(signed_in, publisher, button):
    page = draft_of_kind("article")
    answer = signed_in(publisher).post(desk(page), filled(page, **at(3), **{button: "1"}))
    assert Page.objects.get(pk=page.pk).status == "draft"
    assert "publish_at" in answer.context["adminform"].form.errors


def test_a_plan_is_shown_below_a_newer_draft_and_can_be_cancelled(signed_in, publisher):
    page = draft_of_kind("article")
    client = signed_in(publisher)
    client.post(desk(page), filled(page, **at(3), _schedule="1"))
    edit(page, body="A newer draft.")
    assert b"is to be published at" in client.get(desk(page)).content
    assert b"a text is to be published at" in client.get(desk(None, "changelist")).content
    client.post(desk(page), {"_unschedule": "1"})
    assert not Revision.objects.filter(is_set_aside=True).exists()
    assert not Revision.objects.planned(page).exists()
    assert b"is to be published at" not in client.get(desk(page)).content


@pytest.mark.parametrize("who", ["author", "reviewer", "no_group"])
@pytest.mark.parametrize("button", ["_withdraw", "_unschedule"])
def test_only_publishers_withdraw_or_cancel(request, signed_in, publisher, who, button):
    page = make_article()
    later = edit(page, body="Later.")
    scheduling.schedule(later, at=timezone.now() + timedelta(days=1), by=publisher)
    answer = signed_in(request.getfixturevalue(who)).post(desk(page), {button: "1"})
    assert answer.status_code == 403
    assert Revision.objects.planned(page).exists()
    assert Page.objects.get(pk=page.pk).is_published


def test_sign_off_page_says_what_is_signed_and_refuses_a_newer_text(signed_in, reviewer):
    page = make_article()
    client = signed_in(reviewer)
    assert b"Approve the whole page" in client.get(desk(page, "sign_off")).content
    values = sign_off_form(page)
    edit(page, body="Newer.")
    answer = client.post(desk(page, "sign_off"), values)
    assert b"has a newer text now" in answer.content
    assert Page.objects.get(pk=page.pk).reviewed_on is None


def test_a_taken_address_stands_beside_its_field(signed_in, publisher):
    make_article(slug="taken")
    answer = signed_in(publisher).post(
        desk(None, "add"), filled(title="Other", slug="taken", body="x", _publish="1")
    )
    assert "slug" in answer.context["adminform"].form.errors


def test_the_longest_text_can_be_saved_previewed_and_published(signed_in, publisher):
    page = draft_of_kind("article")
    client = signed_in(publisher)
    body = "a" * (MAX_CHARACTERS - 1)
    assert client.post(desk(page), filled(page, body=body, _publish="1")).status_code == 302
    assert client.get(f"{page.get_absolute_url()}?draft=1").status_code == 200
    answer = client.post(desk(page), filled(page, body=body + "bc", _save_draft="1"))
    assert "body" in answer.context["adminform"].form.errors


def test_stale_text_is_not_published(signed_in, publisher, author):
    page = make_article(body="Base.")
    stale = filled(page, body="His.", _publish="1")
    edit(page, author, body="Hers.")
    signed_in(publisher).post(desk(page), stale)
    assert Page.objects.get(pk=page.pk).body == "Base."
