"""Drafts, publishing, withdrawing, sign-off and the schedule."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from editorial import drafts, publishing, reviewing, scheduling
from editorial.admin import edit_address
from editorial.models import Act, LibraryVersion, Page, Revision
from tests.builders import (
    draft_of_kind,
    edit,
    make_article,
    make_source,
    make_topic,
    newest,
    opened,
)

pytestmark = [pytest.mark.django_db, pytest.mark.sql]


def version() -> int:
    return LibraryVersion.current().number


def test_draft_changes_no_version():
    before = version()
    edit(draft_of_kind("article"), title="Other")
    assert version() == before


def test_draft_of_a_new_page_keeps_title_and_address_findable_for_staff():
    draft = draft_of_kind("article", title="One", slug="one")
    edit(draft, title="Two", slug="two")
    row = Page.objects.get(pk=draft.pk)
    assert (row.title, row.slug, row.body) == ("Two", "two", "")


def test_publishing_copies_text_relations_and_raises_the_version():
    source, topic, friend = make_source("A"), make_topic(), make_article()
    draft = draft_of_kind(
        "article", body="Claim [@a].", topics=[topic.pk], picks=[friend.pk], sources=[]
    )
    before = version()
    page = publishing.publish(newest(draft), by=None)
    assert "Source 1" in page.body_html
    assert [citation.source for citation in page.citations.all()] == [source]
    assert [pick.target_id for pick in page.picks.all()] == [friend.pk]
    assert [found.pk for found in page.topics.all()] == [topic.pk]
    assert page.version == version() == before + 1


def test_listed_sources_follow_the_cited_ones():
    first, second = make_source("A"), make_source("B")
    page = make_article(body="Claim [@B].", sources=[first.pk, second.pk])
    assert [citation.source for citation in page.citations.all()] == [second, first]


def test_publishing_twice_keeps_the_first_time():
    page = make_article()
    first = page.published_at
    again = publishing.publish(edit(page, title="Newer"), by=None)
    assert again.published_at == first
    assert again.changed_at > first


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("![](pictures/a.svg)", "has no description"),
        ("!!! emergency", "card is empty"),
        ("Claim [@NONE].", "There is no source “NONE”"),
    ],
)
def test_a_text_that_breaks_a_rule_is_refused_whole(body, said):
    page = make_article(body="Good.")
    revision = edit(page, body=body, title="Changed")
    with pytest.raises(publishing.NotPublishableError, match=said):
        publishing.publish(revision, by=None)
    assert Page.objects.get(pk=page.pk).title == page.title


def test_an_address_that_is_taken_is_refused():
    make_article(slug="same")
    other = draft_of_kind("article", slug="other")
    revision = Revision.objects.create(
        page=other, content={**newest(other).content, "slug": "same"}
    )
    with pytest.raises(publishing.NotPublishableError, match="is taken"):
        publishing.publish(revision, by=None)


def test_stale_save_is_refused_and_both_texts_are_kept(author, second_author):
    page = make_article(body="Base.")
    base = newest(page)
    drafts.save_draft(page, {**base.content, "body": "Hers."}, author=author, base_id=base.pk)
    with pytest.raises(drafts.StaleDraftError):
        drafts.save_draft(
            page, {**base.content, "body": "His."}, author=second_author, base_id=base.pk
        )
    drafts.set_aside(page, {**base.content, "body": "His."}, author=second_author, base_id=base.pk)
    assert newest(page).content["body"] == "Hers."
    kept = Revision.objects.filter(page=page).values_list("content__body", flat=True)
    assert {"Base.", "Hers.", "His."} <= set(kept)


def test_withdrawing_hides_keeps_and_cancels_the_schedule(publisher):
    page = make_article()
    later = edit(page, body="Later.")
    scheduling.schedule(later, at=timezone.now() + timedelta(days=1), by=publisher)
    before = version()
    publishing.withdraw(page)
    row = Page.objects.get(pk=page.pk)
    assert row.status == Page.Status.WITHDRAWN
    assert row.version == version() == before + 1
    assert Revision.objects.get(pk=later.pk).publish_at is None


def test_withdrawing_a_draft_changes_nothing_for_readers():
    before = version()
    publishing.withdraw(draft_of_kind("article"))
    assert version() == before


def test_publishing_again_brings_a_withdrawn_page_back():
    page = make_article()
    publishing.withdraw(page)
    assert publishing.publish(newest(page), by=None).is_published


def due_in(days: int):
    return timezone.localdate() + timedelta(days=days)


def test_sign_off_of_the_live_text_shows_at_once(reviewer):
    page = make_article()
    before = version()
    reviewing.sign_off(newest(page), by=reviewer, next_due=due_in(30))
    row = Page.objects.get(pk=page.pk)
    assert (row.reviewed_by, row.reviewed_on) == (reviewer, timezone.localdate())
    assert version() == before + 1


def test_sign_off_of_a_draft_shows_when_it_is_published(reviewer):
    page = make_article()
    revision = edit(page, body="New.")
    reviewing.sign_off(revision, by=reviewer, next_due=due_in(30))
    assert Page.objects.get(pk=page.pk).reviewed_on is None
    assert publishing.publish(revision, by=None).reviewed_by == reviewer


def test_a_later_text_says_that_it_was_not_reviewed(reviewer):
    page = make_article()
    reviewing.sign_off(newest(page), by=reviewer, next_due=due_in(30))
    changed = publishing.publish(edit(page, body="Changed."), by=None)
    assert changed.is_changed_since_review
    assert changed.reviewed_on == timezone.localdate()


def test_sign_off_of_an_older_text_is_refused(reviewer):
    page = make_article()
    read = newest(page)
    edit(page, body="Newer.")
    with pytest.raises(drafts.StaleDraftError):
        reviewing.sign_off(read, by=reviewer, next_due=due_in(30))


@pytest.mark.parametrize("days", [0, -1])
def test_sign_off_needs_a_day_to_come(reviewer, days):
    with pytest.raises(ValueError, match="after today"):
        reviewing.sign_off(newest(make_article()), by=reviewer, next_due=due_in(days))


def test_publishing_the_same_text_again_keeps_its_day():
    page = make_article(body="Same.")
    first = page.changed_at
    publishing.withdraw(page)
    assert publishing.publish(newest(page), by=None).changed_at == first


def test_an_identical_refused_text_is_kept_once(author):
    page = make_article()
    content = {**newest(page).content, "body": "Refused."}
    first = drafts.set_aside(page, content, author=author, base_id=None)
    assert drafts.set_aside(page, content, author=author, base_id=None) == first


def test_readers_are_told_who_wrote_a_page(client, tmp_path):
    file = tmp_path / "en/articles/zebra.md"
    file.parent.mkdir(parents=True)
    file.write_text("---\ntitle: Zebra\n---\n\nText.\n")
    call_command("load_library", tmp_path, verbosity=0)
    page = Page.objects.get(slug="zebra").concrete()
    assert "for its starter library." in client.get("/articles/zebra/").content.decode()
    publishing.publish(edit(page, body="Other text.\n"), by=None)
    assert "and changed by the clinic" in client.get("/articles/zebra/").content.decode()
    make_article(slug="own")
    assert "Written by the clinic" in client.get("/articles/own/").content.decode()


def test_publishing_what_is_live_already_changes_nothing(publisher, author):
    page = make_article()
    first, acts, before = newest(page), Act.objects.count(), version()
    publishing.publish(first, by=publisher)
    again = newest(page)
    assert (again.published_at, again.published_by) == (first.published_at, None)
    assert (Act.objects.count(), version()) == (acts, before)


def test_a_text_that_comes_back_keeps_the_day_on_which_readers_first_saw_it(publisher):
    page = make_article()
    first = newest(page)
    publishing.withdraw(page)
    assert publishing.publish(first, by=publisher).is_public
    assert newest(page).published_at == first.published_at
    assert Act.objects.filter(kind=Act.Kind.PUBLISH, who_id=publisher.pk).count() == 1


def test_a_live_text_is_rendered_again_once_its_source_is_there(publisher):
    page = draft_of_kind("article", body="Claim [@LATER].\n")
    page = publishing.publish(newest(page), by=None, is_strict=False)
    make_source("LATER")
    assert "Source 1" in publishing.publish(newest(page), by=publisher).body_html


def test_the_form_says_that_a_text_is_live_already(signed_in, publisher):
    page = make_article()
    client, address = signed_in(publisher), edit_address(page)
    answer = client.post(address, opened(client, address, _publish="1"), follow=True)
    assert "Readers see this text already" in answer.content.decode()
    later = {"publish_at_0": f"{timezone.localdate() + timedelta(days=2)}", "publish_at_1": "08:00"}
    form = opened(client, address, **later, _schedule="1")
    assert (
        "Readers see this text already" in client.post(address, form, follow=True).content.decode()
    )
