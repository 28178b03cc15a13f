"""Publishing at a set time."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from editorial import heartbeat, publishing, scheduling
from editorial.models import Act, Page, Revision
from tests.builders import draft_of_kind, edit, make_article, newest

pytestmark = [pytest.mark.django_db, pytest.mark.sql]


def scheduled(publisher, at):
    page = make_article(body="Now.")
    revision = edit(page, body="Then.")
    Revision.objects.filter(pk=revision.pk).update(publish_at=at, scheduled_by=publisher)
    return page


def test_scheduled_text_is_published_by_the_heartbeat_when_due(publisher):
    page = scheduled(publisher, timezone.now() - timedelta(seconds=1))
    heartbeat.beat()
    assert Page.objects.get(pk=page.pk).body == "Then."
    assert newest(page).published_by == publisher
    assert scheduling.publish_due() == 0


def test_scheduled_text_waits_for_its_time(publisher):
    page = scheduled(publisher, timezone.now() + timedelta(hours=1))
    assert scheduling.publish_due() == 0
    assert Page.objects.get(pk=page.pk).body == "Now."


def test_scheduled_text_that_cannot_be_published_leaves_the_schedule_and_says_why(publisher):
    page = scheduled(publisher, timezone.now() - timedelta(seconds=1))
    broken = {**newest(page).content, "body": "!!! emergency"}
    waiting = Revision.objects.planned(page)
    waiting.update(content=broken, note="Spring advice")
    assert scheduling.publish_due() == 0
    assert newest(page).publish_at is None
    assert newest(page).note.startswith("Not published at its time: ")
    assert newest(page).note.endswith(" Spring advice")


def test_a_failed_plan_is_in_the_log_and_told_to_who_planned_it(
    publisher, django_capture_on_commit_callbacks
):
    publisher.email = "paul@clinic.example"
    publisher.save()
    page = scheduled(publisher, timezone.now() - timedelta(seconds=1))
    broken = {**newest(page).content, "body": "!!! emergency"}
    Revision.objects.planned(page).update(content=broken, note="n" * 300)
    with django_capture_on_commit_callbacks(execute=True):
        scheduling.publish_due()
    assert "card is empty" in newest(page).note
    act = Act.objects.get(page_id=page.pk, kind=Act.Kind.NOT_PUBLISHED)
    [letter] = mail.outbox
    assert letter.to == ["paul@clinic.example"]
    assert letter.subject == f"Not published at its time: {page.title}"
    for said in (act.detail, letter.body):
        assert "card is empty" in said
    assert f"/admin/articles/article/{page.pk}/change/" in letter.body


def test_a_get_never_publishes(client, publisher):
    page = scheduled(publisher, timezone.now() - timedelta(seconds=1))
    assert b"Now." in client.get(page.get_absolute_url()).content


def test_a_newer_text_that_was_published_is_not_overwritten_by_an_older_plan(publisher):
    page = make_article(body="Base.")
    older = edit(page, body="Planned.")
    scheduling.schedule(older, at=timezone.now() + timedelta(hours=1), by=publisher)
    publishing.publish(edit(page, body="Newer."), by=publisher)
    assert not Revision.objects.planned(page).exists()
    assert Page.objects.get(pk=page.pk).body == "Newer."


def test_a_plan_for_a_newer_text_outlives_publishing_an_older_one(publisher):
    page = make_article(body="Base.")
    now, later = edit(page, body="Now."), edit(page, body="Later.")
    scheduling.schedule(later, at=timezone.now() + timedelta(hours=1), by=publisher)
    publishing.publish(now, by=publisher)
    assert Revision.objects.planned(page).get() == later


def test_a_page_has_one_plan_at_most(publisher):
    page = make_article()
    first, second = edit(page, body="One."), edit(page, body="Two.")
    for revision in (first, second):
        scheduling.schedule(revision, at=timezone.now() + timedelta(hours=1), by=publisher)
    assert Revision.objects.planned(page).get() == second


def test_a_plan_can_be_cancelled(publisher):
    page = draft_of_kind("article")
    scheduling.schedule(newest(page), at=timezone.now() + timedelta(hours=1), by=publisher)
    assert scheduling.unschedule(page) == 1
    assert not Revision.objects.planned(page).exists()


def test_a_fault_with_one_revision_stops_no_other(publisher, monkeypatch, caplog):
    past = timezone.now() - timedelta(seconds=1)
    broken, fine = scheduled(publisher, past), scheduled(publisher, past)
    publish = scheduling.publish

    def fails_once(revision, **how):
        if revision.page_id == broken.pk:
            raise RuntimeError("a fault")
        return publish(revision, **how)

    monkeypatch.setattr(scheduling, "publish", fails_once)
    assert scheduling.publish_due() == 1
    assert Page.objects.get(pk=fine.pk).body == "Then."
    assert Revision.objects.planned(broken).exists()
    assert "it is tried again" in caplog.text


def test_one_failing_task_of_the_heartbeat_stops_no_other(monkeypatch):
    called = []

    def fails():
        raise RuntimeError("no")

    monkeypatch.setattr(heartbeat, "_tasks", [fails, lambda: called.append(1)])
    heartbeat.beat()
    assert called == [1]
