"""The handout and its desk in a real Chromium."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import sign_in
from tests.builders import make_article, make_clinic, make_question

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BODY = "## In short\n\nRest.\n\n| a long heading of a table | another |\n|-|-|\n| one | two |\n"


@pytest.fixture
def address(live_server) -> str:
    make_clinic(hours="Mondays", address="1 High Street")
    page = make_article(title="Flares", slug="flares", body=BODY)
    return f"{live_server.url}{page.get_absolute_url()}"


def test_page_leads_to_the_handout_whose_button_prints(page: Page, address):
    page.add_init_script("window.print = () => { document.title = 'printed'; }")
    page.goto(address)
    page.get_by_role("link", name="Print or save as a handout").click()
    expect(page).to_have_url(f"{address}handout/")
    page.get_by_role("button", name="Print").click()
    expect(page).to_have_title("printed")


def test_choices_work_without_javascript_and_no_button_is_dead(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}handout/")
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    page.get_by_role("link", name="Large print").click()
    page.get_by_role("link", name="US Letter paper").click()
    expect(page).to_have_url(f"{address}handout/?size=large&paper=letter")
    page.get_by_role("link", name="Back to the page").click()
    expect(page).to_have_url(address)
    context.close()


def test_handout_is_quiet_and_fits_the_screen(page: Page, said, address):
    looks = [(width, scheme) for width in (320, 1280) for scheme in ("light", "dark")]
    for query in ("", "?size=large"):
        page.goto(f"{address}handout/{query}")
        for width, scheme in looks:
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, (query, scheme)
    assert said == []
    assert page.context.cookies() == []


def test_code_is_dark_on_light_in_dark_colours_too(browser, address):
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(f"{address}handout/")
    code = page.get_by_role("img", name="QR code")
    colours = code.locator("path").evaluate_all(
        "all => all.map((path) => [path.getAttribute('fill'), path.getAttribute('stroke')])"
    )
    assert colours == [["#fff", None], [None, "#000"]]
    context.close()


def test_paper_shows_the_handout_and_no_tools(page: Page, address):
    page.goto(f"{address}handout/")
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="Large print")).to_be_hidden()
    expect(page.get_by_role("heading", name="My notes and questions")).to_be_visible()
    expect(page.get_by_text("In an emergency, call 999")).to_be_visible()


def test_staff_compose_a_handout(page: Page, live_server, no_group):
    sign_in(page.context, live_server.url, no_group)
    make_article(title="Rest and lupus")
    make_question(title="Why rest?")
    page.goto(f"{live_server.url}/admin/")
    page.get_by_role("link", name="Put several pages into one handout").click()
    for title in ("Rest and lupus", "Why rest?"):
        page.get_by_label("Words of the title").fill("rest")
        page.keyboard.press("Enter")
        page.get_by_role("button", name=f"Add “{title}”").click()
        expect(page.get_by_role("button", name=f"Remove “{title}”")).to_be_visible()
    page.get_by_role("button", name="Move “Why rest?” up").click()
    items = page.locator(".handout-choice ol li")
    expect(items).to_contain_text(["Why rest?", "Rest and lupus"])
    page.get_by_role("button", name="Show the handout").click()
    titles = page.locator(".sheet-title")
    expect(titles).to_have_text(["Why rest?", "Rest and lupus"])
    page.get_by_role("link", name="Choose other pages").click()
    expect(page).to_have_url(re.compile(r"/admin/handout/\?pages=\d+&pages=\d+&q=rest"))
