"""Suggestions in a real Chromium: by keyboard, announced, and nothing lost without them."""

import pytest
from playwright.sync_api import expect

from tests.builders import make_symptom, make_term

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def field(live_server, page):
    make_symptom(title="Fatigue", slug="fatigue", also="tired")
    make_term(title="Fatty tissue", slug="fatty")
    page.goto(f"{live_server.url}/")
    return page.get_by_role("searchbox")


def test_arrow_keys_reach_a_suggestion_and_enter_opens_it(field, page):
    field.press_sequentially("fat")
    expect(page.get_by_role("status")).to_contain_text("arrow keys: 2")
    field.press("t")
    expect(page.get_by_role("status")).to_contain_text("arrow keys: 1")
    field.press("Backspace")
    expect(page.get_by_role("status")).to_contain_text("arrow keys: 2")
    field.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(field).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".suggestions a").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Fat")


def test_escape_closes_and_gives_the_field_back(field, page):
    field.press_sequentially("fat")
    expect(page.locator(".suggestions")).to_be_visible()
    field.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(page.locator(".suggestions")).to_be_hidden()
    expect(field).to_be_focused()
    expect(field).to_have_value("fat")


def test_enter_in_the_field_searches_as_ever(field, page):
    field.press_sequentially("tired")
    field.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Search")
    expect(page.get_by_role("link", name="Fatigue")).to_be_visible()


def test_a_failing_server_leaves_the_form_as_it_is(field, page):
    said = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.route("**/search/suggest*", lambda route: route.abort())
    field.press_sequentially("fat")
    page.wait_for_timeout(400)
    field.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Search")
    assert said == []
