"""Old addresses lead on, withdrawn ones say so or lead to another page."""

import pytest
from django.core.management import call_command

from editorial import publishing
from editorial.models import FormerAddress, LibraryVersion, Page, Policy
from editorial.surroundings import addresses_at
from tests.builders import EACH_KIND, draft_of_kind, edit, make_article, newest

pytestmark = pytest.mark.django_db


def move(page: Page, slug: str) -> Page:
    return publishing.publish(edit(page, slug=slug), by=None)


@pytest.mark.parametrize("kind", EACH_KIND)
def test_every_former_address_leads_to_the_page_for_ever(client, kind):
    page = draft_of_kind(kind, slug="one")
    first = publishing.publish(newest(page), by=None).get_absolute_url()
    second = move(page, "two").get_absolute_url()
    third = move(page, "three").get_absolute_url()
    for old in (first, second):
        answer = client.get(old)
        assert (answer.status_code, answer.headers["Location"]) == (301, third)


def test_a_page_may_take_its_own_old_address_back(client):
    page = make_article(slug="one")
    move(page, "two")
    move(page, "one")
    assert client.get("/articles/one/").status_code == 200
    assert client.get("/articles/two/").headers["Location"] == "/articles/one/"


def test_another_page_cannot_take_it():
    move(make_article(slug="one"), "two")
    with pytest.raises(publishing.NotPublishableError, match="taken"):
        publishing.publish(newest(draft_of_kind("article", slug="one")), by=None)


def test_an_address_that_only_a_draft_had_is_forgotten(client):
    page = draft_of_kind("article", slug="one")
    publishing.publish(edit(page, slug="two"), by=None)
    assert client.get("/articles/one/").status_code == 404
    assert not FormerAddress.objects.exists()


def test_an_old_address_of_a_withdrawn_page_answers_as_the_page_does(client):
    page, other = make_article(slug="one"), make_article(slug="other")
    move(page, "two")
    publishing.withdraw(page, notice="Ask us.")
    for address in ("/articles/one/", "/articles/two/", "/articles/one/handout/"):
        assert "Ask us." in client.get(address).content.decode()
    publishing.publish(newest(page), by=None)
    publishing.withdraw(page, moved_to=other)
    for address in ("/articles/one/", "/articles/two/"):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/articles/other/")
    assert addresses_at(LibraryVersion.current())["/articles/one/"] == "/articles/other/"


def test_an_old_address_of_a_page_that_the_rules_hide_is_404(client):
    move(make_article(slug="one"), "two")
    publishing.set_policy(Policy(readers_see="reviewed"), by=None)
    assert client.get("/articles/one/").status_code == 404


def test_withdrawn_says_the_clinics_words_or_leads_to_another_page(client):
    page, other = make_article(slug="one", title="Secret"), make_article(slug="other")
    publishing.withdraw(page, because="Old", notice="Ask us about this.")
    html = client.get("/articles/one/").content.decode()
    assert "Ask us about this." in html
    assert "Old" not in html
    publishing.publish(newest(page), by=None)
    publishing.withdraw(page, moved_to=other)
    answer = client.get("/articles/one/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/articles/other/")
    publishing.withdraw(other)
    assert client.get("/articles/one/").status_code == 410


def test_coming_back_clears_what_was_said_of_the_withdrawal():
    page = make_article()
    publishing.withdraw(page, because="Old", notice="Gone.", moved_to=make_article())
    page = publishing.publish(newest(page), by=None)
    assert (page.withdrawn_because, page.withdrawn_notice, page.moved_to) == ("", "", None)


def test_a_library_load_knows_a_page_by_its_old_address(tmp_path):
    file = tmp_path / "en/articles/one.md"
    file.parent.mkdir(parents=True)
    file.write_text("---\ntitle: Zebra\n---\n\nText.\n")
    call_command("load_library", tmp_path, verbosity=0)
    page = Page.objects.get(slug="one").concrete()
    move(page, "two")
    file.write_text("---\ntitle: Zebra\n---\n\nNewer text.\n")
    call_command("load_library", tmp_path, verbosity=0)
    assert list(Page.objects.values_list("slug", flat=True)) == ["two"]


def test_what_changed_is_told_to_readers_newest_first(client):
    page = make_article(slug="one")
    for text in ("Doses were updated.", "A warning was added."):
        revision = edit(page, body=f"{text}\n", slug="one")
        revision.matters_to_readers, revision.what_changed = True, text
        revision.save()
        publishing.publish(revision, by=None)
    edit(page, body="Only a draft.\n")
    html = client.get("/articles/one/").content.decode()
    assert html.index("A warning was added.") < html.index("Doses were updated.")
