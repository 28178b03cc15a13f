"""Definitions in a real Chromium: opened by click and keys, closed again, and links without it."""

import pytest
from playwright.sync_api import expect

from tests.builders import make_article, make_term

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def address(live_server):
    make_term(title="Flare", slug="flare", summary="Lupus gets worse.", pronunciation="flair")
    make_term(title="Biopsy", slug="biopsy", summary="A small sample.")
    make_article(title="Text", slug="text", body="A flare, then a biopsy.\n" + "\nMore.\n" * 60)
    return f"{live_server.url}/articles/text/"


@pytest.fixture
def word(address, page):
    page.goto(address)
    return page.get_by_role("link", name="flare", exact=True)


@pytest.fixture
def box(page):
    return page.get_by_role("dialog")


def test_click_opens_the_definition_by_the_word(word, box, page):
    word.click()
    expect(box).to_be_visible()
    expect(box).to_be_focused()
    expect(box).to_have_accessible_name("Flare")
    expect(box).to_contain_text("Lupus gets worse.")
    expect(box).to_contain_text("flair")
    expect(word).to_have_attribute("aria-expanded", "true")
    gap = box.bounding_box()["y"] - word.bounding_box()["y"]
    assert 0 < gap < 60
    page.get_by_role("link", name="More about this word").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Flare")


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_keys_open_it_and_escape_gives_the_word_back(word, box, page, key):
    word.focus()
    page.keyboard.press(key)
    expect(box).to_be_visible()
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    expect(word).to_be_focused()
    expect(word).to_have_attribute("aria-expanded", "false")
    assert page.evaluate("scrollY") == 0
    assert page.url.endswith("/articles/text/")


def test_close_button_gives_the_word_back(word, box, page):
    word.click()
    page.get_by_role("button", name="Close").click()
    expect(box).to_be_hidden()
    expect(word).to_be_focused()


def test_click_elsewhere_closes_it(word, box, page):
    word.click()
    expect(box).to_be_visible()
    page.get_by_role("heading", level=1).click()
    expect(box).to_be_hidden()
    expect(word).to_have_attribute("aria-expanded", "false")


def test_another_word_takes_its_place(word, box, page):
    word.click()
    expect(box).to_be_visible()
    other = page.get_by_role("link", name="biopsy")
    other.focus()
    page.keyboard.press("Enter")
    expect(box).to_contain_text("A small sample.")
    expect(box.locator(".definition-say")).to_be_hidden()
    expect(other).to_have_attribute("aria-expanded", "true")
    expect(word).to_have_attribute("aria-expanded", "false")


def test_on_a_phone_it_is_a_sheet_at_the_foot(address, box, page):
    page.set_viewport_size({"width": 320, "height": 600})
    page.goto(address)
    page.get_by_role("link", name="flare", exact=True).click()
    expect(box).to_be_visible()
    place = box.bounding_box()
    assert (place["x"], place["width"]) == (0, 320)
    assert place["y"] + place["height"] == pytest.approx(600, abs=1)


def test_nothing_is_blocked_by_the_policy(address, box, page):
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(address)
    page.get_by_role("link", name="flare", exact=True).click()
    expect(box).to_be_visible()
    assert said == []


def test_browser_without_popovers_follows_the_link(address, page):
    page.add_init_script("delete HTMLElement.prototype.popover")
    page.goto(address)
    page.get_by_role("link", name="flare", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Flare")


def test_without_javascript_the_link_leads_to_the_term(address, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.get_by_role("link", name="flare", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Flare")
    context.close()
