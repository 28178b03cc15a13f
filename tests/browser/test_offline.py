"""Without a network in a real Chromium: what opens, what it says, and what is never kept."""

import re
from pathlib import Path
from threading import Event

import pytest
from django.core.signals import request_started
from django.utils import timezone
from playwright.sync_api import Page, expect

from editorial import publishing
from tests.browser.conftest import sign_in
from tests.builders import edit, make_article, make_clinic, make_sign

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KEPT = """async () => {
    const kept = {};
    for (const name of await caches.keys()) {
        const keys = await (await caches.open(name)).keys();
        kept[name.split("-")[1]] = keys.map(({ url }) => url.replace(location.origin, ""));
    }
    return kept;
}"""
AN_HOUR_PASSES = """async () => {
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const key of await cache.keys()) {
            const copy = await cache.match(key);
            const headers = new Headers(copy.headers);
            const keptOn = Date.parse(headers.get("X-Kept-On"));
            headers.set("X-Kept-On", new Date(keptOn - 3_700_000).toISOString());
            await cache.put(key, new Response(await copy.blob(), { headers }));
        }
    }
}"""
PAGE_OF = "async (path) => await (await caches.match(path))?.text() ?? ''"
FILES = ["css/site.css", "js/start.js", "js/offline.js"]
FIRST = ["css/site.css", "icon.svg", "js/start.js"]
WORKERS = "async () => (await navigator.serviceWorker.getRegistrations()).length"


@pytest.fixture
def article():
    make_clinic(emergency_number="999")
    make_sign(sign="Chest pain")
    return make_article(title="Flares", slug="flares", body="First words.\n")


@pytest.fixture
def asked():
    """The addresses that anybody asks of the site, the worker included."""
    addresses = []

    def note(environ, **_more):
        addresses.append(environ["PATH_INFO"])

    request_started.connect(note)
    yield addresses
    request_started.disconnect(note)


@pytest.fixture
def reader(live_server, article, context) -> Page:
    """A page on the article, read so long that the worker has kept it and its files."""
    page = context.new_page()
    page.goto(f"{live_server.url}/articles/flares/")
    wait_until_kept(page, "/articles/flares/", *(f"/static/{name}" for name in FILES))
    return page


def wait_until_kept(page: Page, *addresses: str) -> dict[str, list[str]]:
    """Wait until the worker has these and has made its check; return all that is kept."""
    for _each in range(100):
        kept = page.evaluate(KEPT)
        if kept.get("checks") and set(addresses) <= {
            path for paths in kept.values() for path in paths
        }:
            return kept
        page.wait_for_timeout(50)
    raise AssertionError(kept)


def a_second_passes(page: Page) -> None:
    """Empty the browser's own cache: `stale-while-revalidate=1` lets it show a copy so long."""
    page.context.new_cdp_session(page).send("Network.clearBrowserCache")


def wait_until_gone(page: Page, path: str) -> None:
    for _each in range(100):
        if page.evaluate("async (path) => !(await caches.match(path))", path):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{path} is still kept.")


def lose_network(page: Page) -> None:
    """Switch the network off, once the browser's own cache has run out."""
    a_second_passes(page)
    page.context.set_offline(True)


def test_a_page_that_was_read_opens_offline_with_its_date(live_server, reader):
    expect(reader.locator("#stored")).to_be_hidden()
    lose_network(reader)
    reader.reload()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Flares")
    expect(reader.locator("#stored")).to_be_visible()
    expect(reader.locator("#stored time")).to_contain_text(str(timezone.now().year))
    expect(reader.locator("#stored")).to_contain_text("call 999")
    background = reader.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background != "rgba(0, 0, 0, 0)", "the style sheet is kept too"


def test_urgent_help_opens_offline_though_it_was_never_visited(live_server, reader):
    lose_network(reader)
    reader.get_by_role("link", name="Urgent help", exact=True).click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("When to get urgent help")
    expect(reader.locator("main")).to_contain_text("Chest pain")
    expect(reader.locator("#stored")).to_be_visible()


def test_an_unread_page_gives_the_list_of_kept_pages(live_server, reader):
    make_article(slug="unread")
    lose_network(reader)
    reader.goto(f"{live_server.url}/articles/unread/")
    expect(reader.get_by_role("heading", level=1)).to_have_text("You have no network")
    links = reader.locator("[data-kept] a")
    expect(links).to_have_count(2)
    assert set(links.all_inner_texts()) == {"Flares", "When to get urgent help"}
    expect(reader.locator("#stored time")).to_contain_text(str(timezone.now().year))
    links.get_by_text("Flares").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Flares")


def test_search_desk_drafts_and_queries_are_never_kept(live_server, reader, publisher):
    url = live_server.url
    sign_in(reader.context, url, publisher)
    reader.goto(f"{url}/admin/")
    expect(reader.locator("#user-tools")).to_be_visible()
    for address in (
        "/search/?q=flares",
        "/search/",
        "/articles/flares/?draft=1",
        "/articles/?page=1",
    ):
        reader.goto(f"{url}{address}")
    for address in ("/search/suggest?q=fl", "/api/v1/search?q=flares", "/healthz", "/sitemap.xml"):
        reader.evaluate("async (address) => { await (await fetch(address)).text() }", address)
    reader.goto(f"{url}/faq/")
    kept = wait_until_kept(reader, "/faq/")
    assert set(kept["pages"]) == {"/articles/flares/", "/faq/", "/offline/", "/urgent-help/"}
    assert {path.split("/")[1] for path in kept["files"]} == {"static"}
    assert not [path for path in kept["files"] if "admin" in path or "desk" in path]


def test_pictures_of_a_page_are_kept_and_other_media_are_not(live_server, reader, settings):
    folder = Path(settings.MEDIA_ROOT, "pictures")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "kidney.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    make_article(slug="kidney", body="![A kidney](/media/pictures/kidney.svg)\n")
    reader.goto(f"{live_server.url}/articles/kidney/")
    reader.evaluate("async () => { await fetch('/media/pictures/kidney.pdf') }")
    kept = wait_until_kept(reader, "/articles/kidney/", "/media/pictures/kidney.svg")
    assert kept["pictures"] == ["/media/pictures/kidney.svg"]


def test_an_updated_page_replaces_the_stored_one(live_server, reader, article):
    publishing.publish(edit(article, body="Second words.\n"), by=None)
    a_second_passes(reader)
    reader.reload()
    expect(reader.locator(".prose")).to_contain_text("Second words.")
    expect(reader.locator("#stored")).to_be_hidden()
    lose_network(reader)
    reader.reload()
    expect(reader.locator(".prose")).to_contain_text("Second words.")


def test_a_withdrawn_page_is_gone_after_a_visit_to_another(live_server, reader, article):
    publishing.withdraw(article)
    reader.evaluate(AN_HOUR_PASSES)
    reader.goto(f"{live_server.url}/faq/")
    wait_until_gone(reader, "/articles/flares/")
    lose_network(reader)
    reader.goto(f"{live_server.url}/articles/flares/")
    expect(reader.get_by_role("heading", level=1)).to_have_text("You have no network")


def test_a_withdrawn_page_that_is_opened_is_gone_at_once(live_server, reader, article):
    publishing.withdraw(article)
    a_second_passes(reader)
    assert reader.reload().status == 410
    wait_until_gone(reader, "/articles/flares/")


def test_after_an_hour_the_check_is_made_and_the_new_number_fetched(live_server, reader, asked):
    make_clinic(emergency_number="112")
    reader.goto(f"{live_server.url}/faq/")
    wait_until_kept(reader, "/faq/")
    reader.wait_for_timeout(500)
    assert not {"/withdrawn.json", "/urgent-help/", "/offline/"} & set(asked)
    reader.evaluate(AN_HOUR_PASSES)
    reader.goto(f"{live_server.url}/glossary/")
    wait_until_kept(reader, "/glossary/")
    reader.wait_for_timeout(500)
    assert asked.count("/withdrawn.json") == 1
    for address in ("/urgent-help/", "/offline/"):
        assert asked.count(address) == 1
        assert 'href="tel:112"' in reader.evaluate(PAGE_OF, address)


def test_a_fault_of_the_site_shows_the_stored_copy_marked(live_server, reader, monkeypatch):
    from articles import views

    monkeypatch.setattr(views, "show_page", lambda *_a: 1 / 0)
    a_second_passes(reader)
    reader.reload()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Flares")
    expect(reader.locator("#stored")).to_be_visible()


@pytest.mark.long
def test_a_slow_network_gets_five_seconds_where_there_is_a_copy(live_server, reader, monkeypatch):
    from articles import views

    is_over, show_page = Event(), views.show_page

    def show_slowly(*these):
        is_over.wait(20)
        return show_page(*these)

    monkeypatch.setattr(views, "show_page", show_slowly)
    a_second_passes(reader)
    reader.reload()
    is_over.set()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Flares")
    expect(reader.locator("#stored")).to_be_visible()


def test_a_reader_removes_what_is_kept(live_server, reader):
    reader.goto(f"{live_server.url}/privacy/")
    wait_until_kept(reader, "/privacy/")
    reader.get_by_role("button", name="Remove what is kept on this device").click()
    expect(reader.locator(".remove-kept [role=status]")).to_contain_text("keeps no page")
    assert reader.evaluate(KEPT) == {}
    assert reader.evaluate(WORKERS) == 0


def test_only_the_newest_sixty_pages_are_kept(live_server, reader):
    fill = """async (count) => {
        const cache = await caches.open("lupusinfo-pages-1");
        for (let at = 0; at < count; at += 1) await cache.put(`/faq/${at}/`, new Response(""));
    }"""
    reader.evaluate(fill, 60)
    reader.goto(f"{live_server.url}/faq/")
    wait_until_kept(reader, "/faq/")
    wait_until_gone(reader, "/articles/flares/")
    pages = reader.evaluate(KEPT)["pages"]
    assert len(pages) == 62  # urgent help and the page for "no network" are always kept
    assert "/faq/" in pages


def test_switched_off_site_removes_the_worker_and_its_copies(live_server, reader, settings):
    settings.HAS_OFFLINE = False
    reader.evaluate("async () => (await navigator.serviceWorker.getRegistration()).update()")
    for _each in range(100):  # by name alone: KEPT opens each cache, and so may make it anew
        if not reader.evaluate("caches.keys()"):
            break
        reader.wait_for_timeout(50)
    assert reader.evaluate(KEPT) == {}
    reader.goto(f"{live_server.url}/faq/")
    assert reader.evaluate(WORKERS) == 0


def test_a_language_keeps_its_own_pages(live_server, article, context, settings):
    settings.LANGUAGES = [("en", "English"), ("es", "Español")]
    page = context.new_page()
    page.goto(f"{live_server.url}/es/faq/")
    kept = wait_until_kept(page, "/es/faq/")
    assert set(kept["pages"]) == {"/es/faq/", "/es/offline/", "/es/urgent-help/"}
    page.goto(f"{live_server.url}/es/search/")
    lose_network(page)
    page.goto(f"{live_server.url}/es/faq/")
    expect(page.locator("#stored time")).to_have_text(re.compile(r" de \w+ de \d{4}"))
    page.goto(f"{live_server.url}/es/articles/")
    expect(page.locator("[data-kept]")).to_have_attribute("data-kept", "/es/offline/")
    assert "/es/search/" not in page.evaluate(KEPT)["pages"]


def test_six_requests_follow_a_first_visit_in_the_background(live_server, article, asked, page):
    page.goto(f"{live_server.url}/articles/flares/")
    wait_until_kept(page, "/articles/flares/")
    page.wait_for_timeout(500)
    before = ["/articles/flares/", *(f"/static/{name}" for name in FIRST)]
    always = ["/offline/", "/urgent-help/"]
    after = ["/articles/flares/", "/static/js/offline.js", "/sw.js", "/withdrawn.json", *always]
    assert sorted(asked) == sorted(before + after)
