"""Every text of a page's form goes through gettext, at each stage and for each role."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from desk import links
from editorial import publishing, reviewing, scheduling
from editorial.admin import edit_address
from editorial.models import Page, Policy
from tests.builders import draft_of_kind, edit, make_source, make_user, newest, sign_off
from tests.editorial.test_outer_links import SITE, broken, known
from tests.house.test_language import (
    _translated_text_is_marked,  # noqa: F401
    found_on,
    library,  # noqa: F401
    zx_page,
)

pytestmark = pytest.mark.django_db


@pytest.mark.long
def test_a_page_of_the_desk_at_every_stage(signed_in, library):  # noqa: F811
    """For each stage, as its writer, its reviewer and a publisher see the form."""
    writes, reads = make_user("zxada", "Author"), make_user("zxruth", "Reviewer")
    shows = make_user("zxpaul", "Author", "Reviewer", "Publisher")
    texts = {"title": "Zxtitle", "summary": "Zxsummary.", "body": "Zxbody.\n"}
    pages = [draft_of_kind("article", author=writes, slug=f"zxd{n}", **texts) for n in range(6)]
    for page in pages[1:]:
        review = reviewing.ask(newest(page), reviewer=reads, by=writes, request="Zxrequest.")
        reviewing.comment(review, by=reads, text="Zxcomment.")
        if page is pages[2]:
            reviewing.send_back(review, by=reads, text="Zxno.")
    for page in pages[3:]:
        sign_off(page, reads, days=9)
    later = timezone.now() + timedelta(days=1)
    scheduling.schedule(newest(pages[4]), at=later, by=shows)
    gone = publishing.publish(newest(pages[5]), by=shows)
    publishing.withdraw(gone, by=shows, because="Zxwhy.", notice="Zxnotice.")
    for page in Page.objects.filter(slug__in=["zx1", "zx2"]):
        text = edit(page.concrete(), body="Zxbody.\n", note="Zxnote.")
        if page.slug == "zx1":
            publishing.publish(text, by=shows)
    live = [*Page.objects.filter(slug="zx2"), *Page.objects.filter(slug="zx1")]
    for readers_see in ("published", "reviewed"):
        publishing.set_policy(Policy(readers_see=readers_see), by=None)
        for user in (writes, reads, shows):
            addresses = [edit_address(page) for page in [*pages, *live]]
            assert found_on(signed_in(user), addresses) == {}


def test_forms_of_the_desk_and_their_errors(signed_in, library):  # noqa: F811
    client = signed_in(User.objects.create_superuser("zxsue"))
    page = Page.objects.get(slug="zx1", kind="article")
    form, withdraw = edit_address(page), edit_address(page).replace("change", "withdraw")
    rules = "/admin/editorial/policy/1/change/"
    assert found_on(client, [withdraw, rules]) == {}
    new = "/admin/articles/article/add/"  # it tells a script of Django's which field fills which
    names = {"id", "ids", "slug", "name", "dependency", "list", "title", "maxLength", "false"}
    assert set(found_on(client, [new])[new]) <= names | {"dependencies", "allowUnicode"}
    wrong = {"because": "", "moved_to": "999999"}
    assert found_on(client, [withdraw], **wrong) == {}
    assert found_on(client, [rules], readers_see="reviewed", review_months="99") == {}
    assert found_on(client, [rules], readers_see="reviewed", review_months="9") == {}
    for button in ("_ask", "_publish", "_schedule"):
        typed = {"title": "Zx", "what_changed": "Zx", "reviewer": "zx", "publish_at_0": "zx"}
        assert found_on(client, [form], **typed, base_revision=newest(page).pk, **{button: 1}) == {}


def test_links_that_are_broken_or_moved(signed_in, library):  # noqa: F811
    make_source("ZXDENG", url=f"{SITE}/s")
    texts = {"title": "Zxtitle", "summary": "Zxsummary."}
    body = "[Zx](/zxnone/) " + "".join(f"[Zx]({SITE}/{name})\n" for name in "abc")
    page = zx_page("article", 3, **texts, body=f"{body}[@ZXDENG]\n")
    known("a", "moved", f"{SITE}/zx")
    for name in "bs":
        broken(name)
    known("c", "gone")
    links.known()
    links.look()
    addresses = ["/admin/", "/admin/broken-links/", edit_address(page)]
    client = signed_in(User.objects.create_superuser("zxsue"))
    assert client.get("/admin/broken-links/").content.decode().count("desk-elsewhere") == 4
    assert found_on(client, addresses) == {}
    links.forget()
    assert found_on(client, ["/admin/broken-links/"]) == {}
