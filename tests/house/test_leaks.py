"""Every public address is walked with a draft of every kind, then published, then withdrawn."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone

from editorial import publishing, scheduling
from editorial.models import Feedback, Page, Policy
from search.models import Pin
from tests.builders import (
    EACH_KIND,
    draft_of_kind,
    edit,
    make_article,
    make_topic,
    make_user,
    newest,
    sign_off,
)

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


@pytest.mark.parametrize("kind", EACH_KIND)
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


@pytest.mark.parametrize("kind", EACH_KIND)
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


@pytest.mark.parametrize("kind", EACH_KIND)
def test_draft_preview_is_404_without_the_permission(client, signed_in, no_group, kind):
    draft = secret_draft(kind)
    address = f"{draft.get_absolute_url()}?draft=1"
    assert client.get(address).status_code == 404
    assert signed_in(no_group).get(address).status_code == 404


@pytest.mark.parametrize("kind", EACH_KIND)
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


# --- Whatever answers readers, in one walk: nothing tells of a text that is not public


def hide(page: Page, state: str) -> Page:
    """Bring a draft into a state in which readers may not see it."""
    if state == "scheduled":
        later = timezone.now() + timedelta(days=1)
        scheduling.schedule(newest(page), at=later, by=make_user("planner", "Publisher"))
    if state in {"withdrawn", "hidden"}:
        publishing.publish(newest(page), by=None)
    if state == "withdrawn":
        publishing.withdraw(page, because=f"Reason {SECRET}")
    if state == "hidden":
        publishing.set_policy(Policy(readers_see=Policy.ReadersSee.REVIEWED), by=None)
    return Page.objects.get(pk=page.pk)


def visible(make, **changes) -> Page:
    """Make a page that readers see under every policy: published and reviewed."""
    page = make(**changes)
    sign_off(page, User.objects.filter(username="rosa").first() or make_user("rosa", "Reviewer"))
    return Page.objects.get(pk=page.pk)


HIDDEN = ["draft", "scheduled", "withdrawn", "hidden"]


@pytest.mark.parametrize("kind", EACH_KIND)
@pytest.mark.parametrize("state", HIDDEN)
def test_no_answer_tells_of_a_page_that_readers_may_not_see(client, kind, state):
    hub, page = visible(make_topic, title="Hub", slug="hub"), secret_draft(kind)
    edit(page, topics=[hub.pk], also=f"{SECRET} words")
    body = f"A {SECRET}.\n"
    friend = visible(make_article, title="Friend", slug="friend", picks=[page.pk], body=body)
    page = hide(page, state)
    assert client.get(friend.get_absolute_url()).status_code == 200
    Pin.objects.create(words="zebra", page=page)
    Feedback.objects.create(page=page, day=timezone.localdate(), answer="no")
    title = f"All about {SECRET}"
    feedback = f"/feedback/{page.kind}/{page.slug}/"
    asked = [
        *INDEXES,
        "/search/?q=zebra",
        f"/search/?q={SECRET[:6]}",
        "/search/suggest?q=zeb",
        "/search/suggest?q=all+about",
        f"/api/v1/search?q={SECRET}",
        "/api/v1/search?q=zebra",
        hub.get_absolute_url(),
        friend.get_absolute_url(),
        page.get_absolute_url(),
        f"{page.get_absolute_url()}?draft=1",
        f"{page.get_absolute_url()}handout/",
        f"{friend.get_absolute_url()}handout/",
        feedback,
        f"{feedback}thanks/",
        "/nowhere/",
    ]
    told = [address for address in asked if title in client.get(address).content.decode()]
    told += [feedback] if title in client.post(feedback, {"answer": "x"}).content.decode() else []
    assert told == []


@pytest.mark.parametrize("kind", EACH_KIND)
@pytest.mark.parametrize("state", HIDDEN)
def test_no_address_and_no_word_of_it_is_offered(client, kind, state):
    """Neither a link, a definition nor a correction leads to it; only withdrawn.json names it."""
    page, body = secret_draft(kind), f"A {SECRET} swims.\n"
    visible(make_article, title="Friend", slug="friend", picks=[page.pk], body=body)
    page = hide(page, state)
    address = page.get_absolute_url()
    for where in ["/", "/sitemap.xml", "/articles/friend/", "/search/?q=zebrafich", "/glossary/"]:
        assert f'{address}"' not in client.get(where).content.decode()
    named = address in client.get("/withdrawn.json").json()["addresses"]
    assert named == (state not in {"draft", "scheduled"})


@pytest.mark.parametrize("kind", EACH_KIND)
def test_staff_without_the_permission_are_told_no_title(signed_in, no_group, publisher, kind):
    """Neither by the desk's own search and choices, nor by an error or a redirect."""
    page = secret_draft(kind)
    options = page.concrete()._meta
    here = f"/admin/{options.app_label}/{options.model_name}/{page.pk}"
    which = ContentType.objects.get_for_model(page.concrete()).pk
    client = signed_in(no_group)
    chosen = "app_label=editorial&model_name=pick&field_name=target&term=all"
    for address in (
        "/admin/",
        f"/admin/autocomplete/?{chosen}",
        f"/admin/r/{which}/{page.pk}/",
        f"{here}/change/",
        f"{here}/history/",
        f"{here}/delete/",
        f"{here}/sign-off/",
        "/admin/editorial/page/?q=all",
        f"/admin/editorial/revision/{newest(page).pk}/change/",
        "/admin/editorial/act/",
        "/admin/editorial/feedback/",
        "/admin/search/pin/",
    ):
        for answer in (client.get(address), client.post(address, {"title": "x"})):
            assert SECRET not in answer.content.decode(), address
            assert SECRET not in answer.get("Location", ""), address


def test_a_form_that_is_refused_names_no_other_page(signed_in, author):
    """Choosing an address that a draft has says only that it is taken."""
    make_draft_at = draft_of_kind("article", title=f"All about {SECRET}", slug="taken")
    values = {"title": "Mine", "slug": "taken", "body": "x", "_save_draft": "1"}
    values |= {"base_revision": "", "note": "", "summary": "", "also": ""}
    answer = signed_in(author).post("/admin/articles/article/add/", values)
    assert "slug" in answer.context["adminform"].form.errors
    assert make_draft_at.title not in str(answer.context["adminform"].form.errors)
