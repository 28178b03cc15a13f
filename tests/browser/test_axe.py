"""axe-core over every kind of page, in each set of colours, narrow and wide: nothing is found."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ARTICLE, walk

pytestmark = [
    pytest.mark.browser,
    pytest.mark.tools,
    pytest.mark.django_db(transaction=True),
]
SOURCE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]  # what another set of colours may break
RUN = """async ([part, asked]) => {
    const { violations } = await axe.run(part, { runOnly: asked, resultTypes: ["violations"] });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target}`));
}"""
LOOKS = [
    *((320, "light", "no-preference"), (320, "dark", "no-preference")),
    *((320, "light", "more"), (320, "dark", "more")),
    *((1280, "light", "no-preference"), (1280, "dark", "no-preference")),
]


def found(page: Page, part: str = "html") -> dict[str, list[str]]:
    """Run axe on the page as it stands, in each look; return what it found in which."""
    page.evaluate(SOURCE.read_text())  # a script tag would be blocked by the policy, rightly
    violations = {}
    for width, scheme, contrast in LOOKS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme, contrast=contrast)
        if wrong := page.evaluate(RUN, [part, COLOURS if contrast == "more" else TAGS]):
            violations[f"{width} {scheme} {contrast}"] = wrong
    return violations


def found_on(reader: Page, *addresses: str) -> dict[str, dict[str, list[str]]]:
    return {address: wrong for address in walk(reader, *addresses) if (wrong := found(reader))}


@pytest.mark.long
def test_no_kind_of_page_has_a_violation(reader):
    assert found_on(reader) == {}


def test_an_article_and_a_form_have_none(reader):
    assert found_on(reader, ARTICLE, "/feedback/term/flare/") == {}


@pytest.mark.long
def test_opened_boxes_have_none(reader):
    reader.goto("/faq/can-stem-cells-cure-lupus/")
    reader.get_by_role("button", name="Text and colours").click()
    expect(reader.get_by_role("dialog", name="Text and colours")).to_be_visible()
    assert found(reader) == {}
    reader.keyboard.press("Escape")
    reader.locator("a.term").first.click()
    expect(reader.locator(".definition")).to_be_visible()
    assert found(reader) == {}
    reader.get_by_role("searchbox").press_sequentially("flar")
    expect(reader.locator(".suggestions a").first).to_be_visible()
    assert found(reader, ".search") == {}  # the list lies over the menu for as long as it is open


def test_what_is_wrong_is_found(reader):
    reader.goto("/about/")
    reader.evaluate("document.querySelector('h1').style.color = '#999'")
    reader.evaluate("document.querySelector('.brand img').removeAttribute('alt')")
    reader.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<h5>?</h5>')")
    wrong = found(reader)
    assert len(wrong) == 5  # in every look but one: this grey can be read on black
    rules = {line.split(":")[0] for lines in wrong.values() for line in lines}
    assert rules == {"color-contrast", "image-alt", "heading-order"}
