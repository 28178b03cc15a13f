"""Writers at the same moment, on the real database: they wait for each other, nothing is lost."""

import pytest
from django.test import Client
from django.urls import reverse

from editorial import drafts, publishing, scheduling
from editorial.models import LibraryVersion, Page, Revision
from tests.at_once import at_once
from tests.builders import edit, make_article, make_user, newest

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sql]


def save(user, page, body: str):
    client = Client()
    client.force_login(user)
    revision = newest(page)
    values = {**revision.content, "body": body, "base_revision": revision.pk, "_save_draft": "1"}
    address = reverse("admin:articles_article_change", args=[page.pk])
    return lambda: client.post(address, values).status_code


def test_of_two_saves_at_once_one_is_refused_and_both_are_kept():
    users = [make_user(name, "Publisher") for name in ("ada", "bea")]
    for _round in range(10):
        page = make_article(body="Base.")
        texts = [f"{user.username}'s words." for user in users]
        tasks = [save(user, page, text) for user, text in zip(users, texts, strict=True)]
        assert sorted(at_once(*tasks)) == [200, 302]
        kept = Revision.objects.filter(page=page).values_list("content__body", flat=True)
        assert {f"{text}\n" for text in texts} <= set(kept)
        assert Revision.objects.filter(page=page, is_set_aside=True).count() == 1


def test_of_two_drafts_at_once_from_one_base_one_is_stale():
    for _round in range(10):
        page = make_article()
        base = newest(page)

        def draft(body, page=page, base=base):
            content = {**base.content, "body": body}
            return lambda: drafts.save_draft(page, content, author=None, base_id=base.pk)

        answers = at_once(draft("a"), draft("b"))
        assert [type(answer) for answer in answers].count(drafts.StaleDraftError) == 1


def test_two_new_pages_with_one_address_are_one_page_and_one_form_error():
    users = [make_user(name, "Publisher") for name in ("ada", "bea")]

    def add(user):
        client = Client()
        client.force_login(user)
        values = {"title": "Same", "slug": "same", "body": "x", "_save_draft": "1"}
        return lambda: client.post(reverse("admin:articles_article_add"), values).status_code

    assert sorted(at_once(*map(add, users))) == [200, 302]
    assert Page.objects.filter(slug="same").count() == 1


def test_a_scheduled_revision_is_published_once_by_many_heartbeats():
    from django.utils import timezone

    user = make_user("paul", "Publisher")
    page = make_article(body="Base.")
    base = newest(page)
    later = drafts.save_draft(
        page, {**base.content, "body": "Later."}, author=user, base_id=base.pk
    )
    Revision.objects.filter(pk=later.pk).update(publish_at=timezone.now(), scheduled_by=user)
    before = LibraryVersion.current().number
    assert sorted(at_once(*[scheduling.publish_due] * 4)) == [0, 0, 0, 1]
    assert LibraryVersion.current().number == before + 1


def test_publishing_and_changing_sources_and_numbers_never_wait_in_a_circle():
    from tests.builders import make_clinic, make_source

    source, pages = make_source("A"), [make_article() for _each in range(3)]
    texts = [edit(page, body="x [@A].") for page in pages]
    tasks = [lambda text=text: publishing.publish(text, by=None) for text in texts]
    answers = at_once(*tasks, source.save, make_clinic, lambda: publishing.withdraw(pages[0]))
    assert [answer for answer in answers if isinstance(answer, Exception)] == []


def test_versions_become_visible_in_order():
    texts = [edit(make_article(), body="Newer.") for _each in range(6)]
    before = LibraryVersion.current().number
    at_once(*[lambda text=text: publishing.publish(text, by=None) for text in texts])
    seen = Page.objects.filter(version__gt=before).values_list("version", flat=True)
    assert sorted(seen) == list(range(before + 1, before + 7))
