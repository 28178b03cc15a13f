"""Readers in a real Chromium: nothing blocked, nothing asked of others, nothing heavy."""

import gzip
import json

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ADDRESSES, ARTICLE, STAFF, walk
from tests.builders import make_clinic

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PUBLIC = [address for address in ADDRESSES if address not in STAFF]


@pytest.mark.long
def test_every_page_is_quiet_and_alone(site, browser):
    context = browser.new_context(base_url=site)
    page, said, asked, set_by = context.new_page(), [], [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    for address in walk(page, *PUBLIC):
        assert page.locator("h1").count() == 1, address
        if context.cookies():
            set_by.append(address)
            context.clear_cookies()
    assert [words for words in said if "404" not in words and "410" not in words] == []
    assert {url for url in asked if not url.startswith(site)} == set()
    assert set_by == ["/feedback/term/flare/"]  # the form's; no page that one reads sets any
    context.close()


def test_largest_text_fits_the_panel_of_choices(site, browser):
    context = browser.new_context(viewport={"width": 320, "height": 640}, base_url=site)
    choice = json.dumps({"size": "3", "lines": "wide"})
    context.add_init_script(f"localStorage.setItem('comfort', {json.dumps(choice)})")
    page = context.new_page()
    page.goto("/")
    page.get_by_role("button", name="Text and colours").click()
    inside = page.get_by_role("dialog").evaluate("(panel) => panel.scrollWidth - panel.clientWidth")
    assert inside == 0
    context.close()


def test_site_is_read_and_searched_without_javascript(site, browser):
    context = browser.new_context(java_script_enabled=False, base_url=site)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("searchbox").fill("flare")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Flare", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Flare")
    page.get_by_role("link", name="Source 1").first.click()
    assert page.url.endswith("#source-1")
    context.close()


LOADED = """() => {
    const [page] = performance.getEntriesByType("navigation");
    const files = performance.getEntriesByType("resource");
    const before = files.filter(({ startTime }) => startTime < page.loadEventStart);
    return [page, ...before].map(({ name }) => name).filter((name) => !name.includes("/media/"));
}"""


@pytest.mark.parametrize("colour", ["", "#0b6e6e"])
def test_first_visit_to_an_article_is_light(site, page, colour):
    make_clinic(colour=colour)
    page.goto(f"{site}{ARTICLE}", wait_until="load")
    asked = [*page.evaluate(LOADED), f"{site}/manifest.webmanifest"]
    assert len(asked) <= 5
    assert sum(len(gzip.compress(page.request.get(url).body())) for url in asked) <= 40_000


def test_pages_work_where_workers_are_blocked(site, browser):
    context = browser.new_context(service_workers="block", base_url=site)
    page, said = context.new_page(), []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto("/glossary/flare/", wait_until="networkidle")
    expect(page.get_by_role("heading", level=1)).to_have_text("Flare")
    page.goto("/privacy/")
    page.get_by_role("button", name="Remove what is kept on this device").click()
    expect(page.locator(".remove-kept [role=status]")).to_contain_text("keeps no page")
    assert page.evaluate("caches.keys()") == []
    assert said == []
    context.close()
