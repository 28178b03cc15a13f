"""Text and colours: a choice counts at once, stays on the device, and is there before paint."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BODY_MADE = """
new MutationObserver((changes) => {
  const isChosen = changes.some((change) => change.attributeName === "data-theme");
  if (isChosen) window.bodyStoodThere ??= document.body !== null;
}).observe(document, { attributes: true, subtree: true });
"""
GROUNDS = {  # the colour behind the text, by what the device asks for
    ("light", "no-preference"): "rgb(253, 250, 245)",
    ("dark", "no-preference"): "rgb(24, 19, 31)",
    ("light", "more"): "rgb(255, 255, 255)",
    ("dark", "more"): "rgb(0, 0, 0)",
}


def chosen(page) -> dict[str, str]:
    """What the reader chose, of all that the root element says."""
    told = page.evaluate("({...document.documentElement.dataset})")
    return {name: told[name] for name in ("theme", "size", "lines", "motion") if name in told}


def background(page) -> str:
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


@pytest.fixture
def panel(live_server, page):
    page.goto(f"{live_server.url}/privacy/")
    page.get_by_role("button", name="Text and colours").click()
    return page.get_by_role("dialog", name="Text and colours")


def test_a_choice_counts_at_once_and_on_the_next_page(panel, page, live_server):
    light = background(page)
    panel.get_by_label("Dark").check()
    panel.get_by_role("group", name="Size of the text").get_by_label("Largest").check()
    assert background(page) != light
    page.add_init_script(BODY_MADE)
    page.goto(f"{live_server.url}/about/")
    assert chosen(page) == {"theme": "dark", "size": "3"}
    assert page.evaluate("window.bodyStoodThere") is False
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "34px"
    assert page.context.cookies() == []


def test_the_devices_settings_come_back(panel, page):
    panel.get_by_label("High contrast").check()
    panel.get_by_label("Wider").check()
    panel.get_by_role("button", name="Back to my device").click()
    expect(panel.get_by_role("group", name="Colours").get_by_label("As my device")).to_be_checked()
    expect(page.locator("html")).not_to_have_attribute("data-theme", "contrast")
    assert chosen(page) == {}
    assert page.evaluate("localStorage.length") == 0


def test_escape_gives_the_button_back_and_the_panel_knows_what_was_chosen(panel, page):
    panel.get_by_label("Dark").check()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    button = page.get_by_role("button", name="Text and colours")
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(panel.get_by_label("Dark")).to_be_focused()
    expect(panel.get_by_label("Dark")).to_be_checked()


def test_other_tabs_follow(panel, page, live_server):
    other = page.context.new_page()
    other.goto(f"{live_server.url}/about/")
    panel.get_by_label("Dark").check()
    expect(other.locator("html")).to_have_attribute("data-theme", "dark")
    panel.get_by_role("button", name="Back to my device").click()
    expect(other.locator("html")).not_to_have_attribute("data-theme", "dark")


def test_what_is_unknown_in_the_storage_is_let_lie(page, live_server, said):
    page.goto(f"{live_server.url}/about/")
    unknown = '{"theme": "pink", "worker": "/x.js", "size": 3}'
    for kept in ("not json", "null", "5", unknown):
        page.evaluate("kept => localStorage.setItem('comfort', kept)", kept)
        page.reload()
        assert page.evaluate("localStorage.getItem('comfort')") == kept
        assert (chosen(page), said) == ({}, []), kept


def test_closed_storage_is_said_and_the_choice_counts_on_this_page(page, live_server):
    shut = "{ get() { throw new DOMException('shut', 'SecurityError'); } }"
    page.add_init_script(f"Object.defineProperty(window, 'localStorage', {shut})")
    page.goto(f"{live_server.url}/about/")
    page.get_by_role("button", name="Text and colours").click()
    page.get_by_label("Dark").check()
    expect(page.get_by_role("dialog").get_by_role("status")).to_contain_text("end with this page")
    assert chosen(page) == {"theme": "dark"}


def test_the_devices_wishes_count_without_a_script(browser, live_server):
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    page = context.new_page()
    page.goto("/about/")
    grounds = {}
    for scheme, contrast in GROUNDS:
        page.emulate_media(color_scheme=scheme, contrast=contrast)
        grounds[scheme, contrast] = page.locator("body").evaluate(
            "(body) => getComputedStyle(body).backgroundColor"
        )
    assert grounds == GROUNDS
    expect(page.get_by_role("button", name="Text and colours")).to_be_hidden()
    context.close()


def test_nothing_moves_when_calm_was_chosen(panel, page):
    moving = "Object.assign(document.querySelector('h1').style, {transition: 'all 9s'})"
    page.evaluate(moving)
    heading = page.locator("h1")
    expect(heading).to_have_css("transition-duration", "9s")
    panel.get_by_role("group", name="Movement").get_by_label("None").check()
    expect(heading).to_have_css("transition-duration", "0s")
