"""Readers in a real Chromium: nothing blocked, nothing asked of others, nothing too wide."""

import json

import pytest
from playwright.sync_api import expect

from tests.builders import (
    make_article,
    make_clinic,
    make_question,
    make_sign,
    make_source,
    make_symptom,
    make_term,
    make_topic,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BODY = """\
## In short

A claim. [@SRC] Call {emergency}.

!!! emergency "Call {emergency} now if:"
    - pain

!!! evidence-limited "Rest"
    Few studies.

| a long heading of a table | another one | and a third |
|-|-|-|
| one | two | three |
"""
ADDRESSES = [
    *("/", "/articles/", "/articles/flares/", "/glossary/", "/glossary/flare/", "/faq/"),
    *("/faq/why/", "/symptoms/", "/symptoms/rash/", "/topics/", "/topics/kidneys/"),
    *("/search/?q=flare", "/search/?q=qwertz", "/urgent-help/", "/contact/", "/about/"),
    *("/how-we-write/", "/privacy/", "/accessibility/", "/nowhere/"),
]


@pytest.fixture
def library():
    make_clinic()
    make_sign(sign="Chest pain")
    make_source("SRC")
    hub = make_topic(title="Kidneys", slug="kidneys")
    about = {"topics": [hub.pk], "body": BODY}
    make_article(title="Flares", slug="flares", **about)
    make_term(title="Flare", slug="flare", **about)
    make_question(title="Why a flare?", slug="why", **about)
    make_symptom(title="Rash", slug="rash", **about)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_is_quiet_narrow_enough_and_alone(live_server, library, browser, width, scheme):
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, base_url=live_server.url
    )
    page, said, asked = context.new_page(), [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    for address in ADDRESSES:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        assert page.locator("h1").count() == 1, address
    assert [words for words in said if "404" not in words] == []
    assert {url for url in asked if not url.startswith(live_server.url)} == set()
    assert context.cookies() == []
    context.close()


def test_largest_text_fits_the_narrowest_screen(live_server, library, browser):
    context = browser.new_context(viewport={"width": 320, "height": 640}, base_url=live_server.url)
    choice = json.dumps({"size": "3", "lines": "wide"})
    context.add_init_script(f"localStorage.setItem('comfort', {json.dumps(choice)})")
    page = context.new_page()
    for address in ADDRESSES:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address
    page.get_by_role("button", name="Text and colours").click()
    inside = page.get_by_role("dialog").evaluate("(panel) => panel.scrollWidth - panel.clientWidth")
    assert inside == 0
    context.close()


def test_site_is_read_and_searched_without_javascript(live_server, library, browser):
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("searchbox").fill("flares")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Flares", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Flares")
    page.get_by_role("link", name="Source 1").first.click()
    assert page.url.endswith("#source-1")
    context.close()


def test_keyboard_reaches_the_text_first(live_server, library, page):
    page.goto(f"{live_server.url}/articles/flares/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the text")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


LOADED = """() => {
    const [page] = performance.getEntriesByType("navigation");
    const files = performance.getEntriesByType("resource");
    const before = files.filter(({ startTime }) => startTime < page.loadEventStart);
    return [page, ...before].map(({ decodedBodySize }) => decodedBodySize);
}"""


def test_first_visit_to_an_article_is_light(live_server, library, page):
    page.goto(f"{live_server.url}/articles/flares/", wait_until="load")
    sizes = page.evaluate(LOADED)
    assert len(sizes) <= 5
    assert sum(sizes) < 60_000


def test_pages_work_where_workers_are_blocked(live_server, library, browser):
    context = browser.new_context(service_workers="block", base_url=live_server.url)
    page, said = context.new_page(), []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto("/articles/flares/", wait_until="networkidle")
    expect(page.get_by_role("heading", level=1)).to_have_text("Flares")
    page.goto("/privacy/")
    page.get_by_role("button", name="Remove what is kept on this device").click()
    expect(page.locator(".remove-kept [role=status]")).to_contain_text("keeps no page")
    assert page.evaluate("caches.keys()") == []
    assert said == []
    context.close()
