"""By keyboard alone: every stop is seen, in its place, and the letters lead on.

The walks through the search, definitions, the body map and the choices stand in the files on those.
"""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ARTICLE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# What is wrong with the element in focus: not marked, out of sight, or under something else.
STOP = """() => {
    const element = document.activeElement;
    if (element === document.body) return "end";
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    const drawn = element.querySelector(".touch"); // the body map marks the name beside a part
    const isMarked = drawn
        ? parseFloat(getComputedStyle(drawn).strokeWidth) >= 2
        : outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
    const { x, y, width, height } = (drawn ?? element).getClientRects()[0]
        ?? element.getBoundingClientRect();
    const top = document.elementFromPoint(x + width / 2, y + height / 2);
    const isOnTop = top && (element.contains(top) || top.contains(element));
    const name = element.getAttribute("aria-label") ?? element.textContent.trim();
    return isMarked && isOnTop ? "" : `${element.localName} ${name.slice(0, 40)}: ` +
        (isMarked ? "hidden" : "not marked");
}"""


@pytest.mark.long
@pytest.mark.parametrize("width", [320, 1280])
def test_every_stop_is_marked_and_in_sight(site, page, width):
    page.set_viewport_size({"width": width, "height": 700})
    for address in ("/", ARTICLE, "/symptoms/", "/feedback/term/flare/"):
        page.goto(site + address)
        stops = []
        while len(stops) < 60 and "end" not in stops:
            page.keyboard.press("Tab")
            stops.append(page.evaluate(STOP))
        assert len(stops) > 10, address
        assert [wrong for wrong in stops if wrong not in {"", "end"}] == [], address


def test_a_stop_that_is_not_marked_or_covered_is_found(site, page):
    page.goto(f"{site}/about/")
    page.keyboard.press("Tab")
    assert page.evaluate(STOP) == ""
    page.evaluate("document.querySelector('.skip').style.outline = 'none'")
    assert page.evaluate(STOP).endswith("not marked")
    page.evaluate("document.querySelector('.skip').removeAttribute('style')")
    page.evaluate("document.querySelector('.skip').style.zIndex = -1")
    assert page.evaluate(STOP).endswith("hidden")


def test_a_letter_leads_to_its_words(site, page):
    for address, letter in (("/glossary/", "R"), ("/symptoms/", "C")):
        page.goto(site + address)
        bar = page.get_by_role("navigation", name="Letters")
        bar.get_by_role("link", name=letter, exact=True).focus()
        page.keyboard.press("Enter")
        expect(page.locator(f"#letter-{letter}")).to_be_focused()
        expect(page.locator(f"#letter-{letter}")).to_be_in_viewport()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent").startswith(letter)


def test_contents_lead_to_their_part(site, page):
    page.goto(site + ARTICLE)
    page.get_by_role("navigation", name="On this page").get_by_role("link").nth(2).focus()
    page.keyboard.press("Enter")
    heading = page.locator(":target")
    expect(heading).to_be_in_viewport()
    page.keyboard.press("Tab")
    after = "(part) => part.compareDocumentPosition(document.activeElement)"
    assert heading.evaluate(after) & 4  # what has the focus now follows the heading
