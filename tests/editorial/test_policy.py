"""The clinic's choice that readers see reviewed pages only."""

import pytest

from editorial import publishing, reviewing
from editorial.models import LibraryVersion, Page, Policy
from tests.builders import draft_of_kind, edit, make_article, newest, sign_off

pytestmark = [pytest.mark.django_db, pytest.mark.sql]


def set_policy(readers_see: str) -> int:
    policy = Policy.current()
    policy.readers_see = readers_see
    return publishing.set_policy(policy, by=None)


@pytest.fixture
def pages(reviewer) -> dict[str, Page]:
    read, unread, changed = make_article(), make_article(), make_article()
    for page in (read, changed):
        sign_off(page, reviewer)
    publishing.publish(edit(changed, body="Changed.\n"), by=None)
    return {"read": read, "unread": unread, "changed": changed}


def shown(pages) -> set[str]:
    public = set(Page.objects.published().values_list("pk", flat=True))
    return {name for name, page in pages.items() if page.pk in public}


def test_readers_see_only_reviewed_texts_and_again_all(pages):
    assert shown(pages) == {"read", "unread", "changed"}
    assert set_policy("reviewed") == 2
    assert shown(pages) == {"read"}
    assert set_policy("published") == 2
    assert shown(pages) == {"read", "unread", "changed"}


def test_a_hidden_page_is_404_and_leaves_search_and_devices(client, pages):
    page = pages["unread"]
    assert page.title.encode() in client.get(f"/search/?q={page.title}").content
    set_policy("reviewed")
    assert client.get(page.get_absolute_url()).status_code == 404
    assert page.get_absolute_url().encode() not in client.get(f"/search/?q={page.title}").content
    assert page.get_absolute_url() in client.get("/withdrawn.json").json()["addresses"]


def test_a_sign_off_brings_a_hidden_page_to_readers(pages, reviewer):
    set_policy("reviewed")
    sign_off(pages["unread"], reviewer)
    assert shown(pages) == {"read", "unread"}


def test_what_nobody_approved_is_then_not_published(reviewer):
    set_policy("reviewed")
    page = draft_of_kind("article")
    with pytest.raises(publishing.NotPublishableError, match="approved"):
        publishing.publish(newest(page), by=None)
    sign_off(page, reviewer)
    assert publishing.publish(newest(page), by=None).is_public


def test_an_approved_change_is_published_and_stays_shown(pages, reviewer):
    set_policy("reviewed")
    change = edit(pages["read"], body="A word more.\n")
    reviewing.approve_change(change, by=reviewer)
    assert publishing.publish(change, by=None).is_public


def test_the_choice_raises_the_library_version_and_is_held(pages):
    before = LibraryVersion.current()
    assert not Policy.at(before).hides_unreviewed
    set_policy("reviewed")
    now = LibraryVersion.current()
    assert now.number > before.number
    assert Policy.at(now).hides_unreviewed
