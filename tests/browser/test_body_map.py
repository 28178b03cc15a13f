"""The body map in a real Chromium: by keyboard, by finger, narrow, and without a script."""

import pytest
from playwright.sync_api import expect

from tests.builders import make_page
from topics.models import Topic

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FOCUSED = "document.activeElement.getAttribute('href') ?? document.activeElement.id"


@pytest.fixture
def address(live_server) -> str:
    for area in Topic.BodyArea:
        make_page(Topic, topic_kind="symptom", body_area=area.value, title=f"Of {area.value}")
    return f"{live_server.url}/symptoms/"


def test_tab_reaches_every_area_once_and_enter_goes_to_its_list(address, page):
    page.goto(address)
    page.locator("#body-map").focus()
    reached = []
    for _each in Topic.BodyArea:
        page.keyboard.press("Tab")
        reached.append(page.evaluate(FOCUSED))
    assert sorted(reached) == sorted(f"#area-{area.value}" for area in Topic.BodyArea)
    page.keyboard.press("Enter")
    heading = page.locator(reached[-1])
    expect(heading).to_be_focused()
    expect(heading).to_be_in_viewport()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#body-map")).to_be_focused()


def test_the_name_beside_an_area_is_big_enough_for_a_finger(address, browser):
    context = browser.new_context(
        viewport={"width": 320, "height": 700}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.goto(address)
    links = page.locator(".body-map a")
    assert links.count() == 15
    for link in links.all():
        box = link.locator(".touch").bounding_box()
        assert min(box["width"], box["height"]) >= 44
        words = link.locator("text").bounding_box()
        assert words["x"] >= 0
        assert words["x"] + words["width"] <= 320
    for link in page.locator(".area-list a, .to-map a").all():
        assert link.bounding_box()["height"] >= 44
    page.locator(".body-map").get_by_role("link", name="Eyes").locator(".touch").tap()
    expect(page.locator("#area-eyes")).to_be_focused()
    context.close()


def test_each_part_of_the_drawing_leads_to_its_own_area(address, page):
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(address)
    parts = {area.value: ".part:not(.ear)" for area in Topic.BodyArea}
    parts |= {"head": ".hair", "blood": ".drop", "joints": ".part circle"}
    for area in parts.keys() - {"whole-body", "hands-and-feet"}:  # their middles are of others
        part = page.locator(f'.body-map [href="#area-{area}"]:not([tabindex]) {parts[area]}').first
        part.scroll_into_view_if_needed()
        box = part.bounding_box()
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        expect(page.locator(f"#area-{area}")).to_be_focused()


def test_pointing_at_the_list_marks_the_map(address, page):
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(address)
    chest = page.locator('.body-map [href="#area-chest"] .part')
    fill = "(element) => getComputedStyle(element).fill"
    before = chest.evaluate(fill)
    page.locator('.area-list [href="#area-chest"]').hover()
    assert chest.evaluate(fill) != before


def test_without_a_script_the_map_leads_on_and_nothing_is_too_wide(address, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for width in (320, 768, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(address)
        page.locator(".body-map").get_by_role("link", name="Tummy").locator("text").click()
        expect(page).to_have_url(f"{address}#area-tummy")
        expect(page.locator("#area-tummy")).to_be_in_viewport()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
