"""Staff in a real Chromium: from the empty form to published, under the strict policy."""

import re

import pytest
from playwright.sync_api import expect

from tests.builders import make_article, make_topic

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_the_empty_form_to_published_and_withdrawn(live_server, desk, said):
    make_topic(title="Kidneys")
    desk.goto(f"{live_server.url}/admin/articles/article/add/")
    desk.get_by_label("Title:").fill("Rest and lupus")
    desk.keyboard.press("Tab")
    expect(desk.get_by_label("Address:")).to_have_value("rest-and-lupus")
    desk.locator("#id_body").fill("## In short\n\n**Rest** helps.")
    expect(desk.locator(".markdownx-preview h2")).to_have_text("In short")
    desk.locator(".field-topics .select2-search__field").fill("Kid")
    desk.get_by_role("option", name="Kidneys").click()
    desk.get_by_role("button", name="Save draft").click()
    expect(desk.locator(".messagelist")).to_contain_text("Draft saved")

    desk.get_by_role("link", name="Preview the newest text").click()
    expect(desk.get_by_role("note")).to_contain_text("Draft, for staff only")
    desk.go_back()
    desk.get_by_role("button", name="Publish", exact=True).click()
    expect(desk.locator(".messagelist")).to_contain_text("Published")
    desk.locator(".messagelist a").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Rest and lupus")
    desk.go_back()
    desk.get_by_role("button", name="Withdraw …").click()
    desk.get_by_label("Why it is withdrawn").fill("The advice changed.")
    desk.get_by_role("button", name="Withdraw the page").click()
    expect(desk.locator(".messagelist")).to_contain_text("is withdrawn")
    assert said == []


def test_tab_leaves_the_editor(live_server, desk):
    desk.goto(f"{live_server.url}/admin/articles/article/add/")
    editor = desk.locator("#id_body")
    editor.focus()
    desk.keyboard.press("Tab")
    expect(editor).not_to_be_focused()
    expect(editor).to_have_value("")


def test_a_picture_is_dropped_into_the_text(live_server, desk, said, tmp_path):
    from PIL import Image

    Image.new("RGB", (20, 20), "teal").save(tmp_path / "a.png")
    desk.goto(f"{live_server.url}/admin/articles/article/add/")
    data = desk.evaluate_handle(
        """(bytes) => {
            const data = new DataTransfer();
            data.items.add(new File([new Uint8Array(bytes)], "a.png", { type: "image/png" }));
            return data;
        }""",
        list((tmp_path / "a.png").read_bytes()),
    )
    desk.locator("#id_body").dispatch_event("drop", {"dataTransfer": data})
    address = re.compile(r"!\[\]\(/media/pictures/\d{4}/[0-9a-f]{16}-20x20\.png\)")
    expect(desk.locator("#id_body")).to_have_value(address)
    assert said == []


def test_second_of_two_editors_sees_both_texts(live_server, desk):
    article = make_article(title="Shared", body="Base.")
    address = f"{live_server.url}/admin/articles/article/{article.pk}/change/"
    other = desk.context.new_page()
    desk.goto(address)
    other.goto(address)
    desk.locator("#id_body").fill("Hers.")
    desk.get_by_role("button", name="Save draft").click()
    expect(desk.locator(".messagelist")).to_contain_text("Draft saved")
    other.locator("#id_body").fill("His.")
    other.get_by_role("button", name="Save draft").click()
    expect(other.locator(".errornote, .errorlist").first).to_be_visible()
    expect(other.locator(".side-by-side").first).to_contain_text("Hers.")
    expect(other.locator("#id_body")).to_have_value("His.")


def test_desk_is_quiet_at_every_width(live_server, desk, said):
    article = make_article()
    for address in (
        "/admin/",
        "/admin/articles/article/",
        f"/admin/articles/article/{article.pk}/change/",
        "/admin/clinic/clinic/1/change/",
        "/admin/clinic/urgentsign/",
        "/admin/editorial/source/add/",
    ):
        desk.goto(f"{live_server.url}{address}")
        for width in (768, 1280):
            desk.set_viewport_size({"width": width, "height": 900})
            expect(desk.locator("#content h1").first, f"{address} {width}").to_be_visible()
    assert said == []
