"""Tables and pictures in a real browser, narrow and wide."""

import re

import pytest
from playwright.sync_api import Page, expect

from editorial import pictures
from tests.builders import make_article
from tests.editorial.test_pictures import uploaded

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TABLE = "|Medicine|When it is taken|What to watch for|\n|-|-|-|\n" + "|one|two|three|\n" * 2


@pytest.mark.parametrize(("width", "before"), [(320, '"When it is taken"'), (1280, "none")])
def test_a_tables_rows_are_blocks_on_a_narrow_screen_only(live_server, page: Page, width, before):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(live_server.url + make_article(body=TABLE).get_absolute_url())
    expect(page.get_by_role("columnheader")).to_have_count(3)
    expect(page.get_by_role("row")).to_have_count(3)
    cell = page.get_by_role("cell").nth(1)
    assert cell.evaluate("cell => getComputedStyle(cell, '::before').content") == before
    wrap = page.get_by_role("region", name="Table")
    assert wrap.evaluate("wrap => wrap.scrollWidth <= wrap.clientWidth")


def test_a_narrow_screen_fetches_a_small_picture_and_keeps_its_room(live_server, page: Page):
    address = pictures.store(uploaded((1600, 800)))
    article = make_article(body=f"![fog]({address})")
    page.set_viewport_size({"width": 320, "height": 800})
    page.route("**/media/**", lambda route: route.abort())
    with page.expect_request(re.compile("/media/")) as asked:
        page.goto(live_server.url + article.get_absolute_url())
    assert asked.value.url.endswith("-1600x800-480.webp")
    box = page.get_by_role("img", name="fog").bounding_box()
    assert box
    assert box["width"] == pytest.approx(2 * box["height"], abs=2)
