"""Every public address is walked with a draft of every kind, then published, then withdrawn."""

import pytest
from django.urls import reverse

from editorial import publishing
from tests.builders import KINDS, draft_of_kind, edit, make_article, make_topic, newest

SECRET = "zebrafish"
INDEXES = [
    "/",
    "/articles/",
    "/glossary/",
    "/faq/",
    "/symptoms/",
    "/topics/",
    "/sitemap.xml",
    f"/search/?q={SECRET}",
    "/urgent-help/",
    "/about/",
    "/contact/",
    "/how-we-write/",
    "/privacy/",
    "/accessibility/",
    "/robots.txt",
    "/offline/",
    "/manifest.webmanifest",
    "/withdrawn.json",
]
FORMS = ["", "handout/"]  # in which a page is read
LISTED = {
    "article": "/articles/",
    "term": "/glossary/",
    "question": "/faq/",
    "symptom": "/symptoms/",
    "topic": "/topics/",
}

pytestmark = pytest.mark.django_db


def bodies(client, *further: str) -> dict[str, str]:
    """Read every index, and further pages, as the public does."""
    answers = {address: client.get(address) for address in [*INDEXES, *further]}
    assert {answer.status_code for answer in answers.values()} == {200}
    return {address: answer.content.decode() for address, answer in answers.items()}


def secret_draft(kind: str):
    return draft_of_kind(kind, title=f"All about {SECRET}", slug=SECRET, body=f"{SECRET}.\n")


@pytest.mark.parametrize("kind", KINDS)
def test_draft_is_nowhere_then_published_appears_then_withdrawn_is_nowhere(client, kind):
    topic = make_topic(title="Hub", slug="hub")
    draft = secret_draft(kind)
    edit(draft, topics=[topic.pk])
    friend = make_article(title="Friend", slug="friend", picks=[draft.pk], topics=[topic.pk])
    around = (topic.get_absolute_url(), friend.get_absolute_url())

    # A search page names the query itself, so there the page's title is looked for.
    title = f"All about {SECRET}"
    assert not any(title in body for body in bodies(client, *around).values())
    assert f"/{SECRET}/" not in bodies(client)["/sitemap.xml"]
    for form in FORMS:
        assert client.get(draft.get_absolute_url() + form).status_code == 404

    publishing.publish(newest(draft), by=None)
    public = bodies(client, *around)
    for address in [LISTED[kind], f"/search/?q={SECRET}", *around]:
        assert title in public[address], address
    assert f"/{SECRET}/" in public["/sitemap.xml"]
    for form in FORMS:
        assert client.get(draft.get_absolute_url() + form).status_code == 200

    publishing.withdraw(draft)
    assert not any(title in body for body in bodies(client, *around).values())
    assert f"/{SECRET}/" not in bodies(client)["/sitemap.xml"]
    for form in FORMS:
        gone = client.get(draft.get_absolute_url() + form)
        assert gone.status_code == 410
        assert SECRET not in gone.content.decode()


@pytest.mark.parametrize("kind", KINDS)
def test_draft_of_a_published_page_changes_nothing_for_readers(client, kind):
    page = draft_of_kind(kind, title="Old title", slug="a-page", body="Old words.\n")
    publishing.publish(newest(page), by=None)
    before = [client.get(page.get_absolute_url() + form).content for form in FORMS]
    hub = make_topic(title="Hub", slug="hub")
    hidden = draft_of_kind("article", title=f"Picked {SECRET}", slug="picked")
    edit(page, title=SECRET, summary=SECRET, body=SECRET, topics=[hub.pk], picks=[hidden.pk])
    assert [client.get(page.get_absolute_url() + form).content for form in FORMS] == before
    assert not any(
        "Old title" in body and SECRET in body
        for address, body in bodies(client).items()
        if "search" not in address
    )


@pytest.mark.parametrize("kind", KINDS)
def test_draft_preview_is_404_without_the_permission(client, signed_in, no_group, kind):
    draft = secret_draft(kind)
    address = f"{draft.get_absolute_url()}?draft=1"
    assert client.get(address).status_code == 404
    assert signed_in(no_group).get(address).status_code == 404


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("who", ["author", "reviewer", "publisher", "superuser"])
def test_draft_preview_is_shown_uncached_to_staff(request, signed_in, kind, who):
    draft = secret_draft(kind)
    answer = signed_in(request.getfixturevalue(who)).get(f"{draft.get_absolute_url()}?draft=1")
    assert answer.status_code == 200
    assert SECRET in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    assert "Draft, for staff only" in answer.content.decode()


def test_signed_in_staff_see_the_live_text_at_the_public_address(signed_in, author):
    page = make_article(title="Live", slug="live", body="Live words.\n")
    edit(page, body=f"{SECRET}\n")
    answer = signed_in(author).get(page.get_absolute_url())
    assert SECRET not in answer.content.decode()
    assert "Cookie" not in answer.get("Vary", "")


def test_every_public_route_is_in_the_walk():
    """A new index must be added to the walk above."""
    from lupusinfo.sitemaps import INDEXES as NAMES

    assert {reverse(name) for name in NAMES} <= set(INDEXES)
