"""Help while writing in a real Chromium, by keyboard alone."""

import re

import pytest
from playwright.sync_api import Page, expect

from editorial import publishing
from editorial.models import Page as StoredPage
from editorial.models import Revision
from tests.builders import edit, make_article, make_source

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAFE = "## In short\n\nIt is good. [@SRC]\n\n## What to do next\n\nAsk. [@SRC]\n"
WRITES = {  # what each button of the toolbar makes of “word”
    "Heading": "## word",
    "Subheading": "### word",
    "Bold": "**word**",
    "List": "- word",
    "Numbered list": "1. word",
    "Emergency card": '!!! emergency "Call {emergency} now if:"\n    word',
    "Same day card": '!!! same-day "Get advice the same day if:"\n    word',
    "Self-care card": '!!! self-care "What you can do yourself"\n    word',
    "Strong evidence card": "!!! evidence-strong\n    word",
    "Limited evidence card": "!!! evidence-limited\n    word",
    "None: no evidence card": "!!! evidence-none\n    word",
    "Emergency number": "{emergency}",
    "Crisis line number": "{crisis}",
    "Clinic number": "{clinic_phone}",
}


@pytest.fixture
def at_the_desk(author):
    return author


@pytest.fixture
def editor(live_server, desk: Page):
    """The empty text of a new article, with the focus in it."""
    desk.goto(f"{live_server.url}/admin/articles/article/add/")
    expect(desk.get_by_role("toolbar", name="Write and insert")).to_be_visible()
    field = desk.locator("#id_body")
    field.focus()
    return field


def press(desk: Page, name: str) -> None:
    """Press a button of the toolbar as one does by keyboard: Shift+Tab, arrows, Enter."""
    desk.locator("#id_body").focus()
    desk.keyboard.press("Shift+Tab")
    wanted = desk.get_by_role("toolbar").get_by_role("button", name=name, exact=True)
    button = wanted.element_handle()  # looked for once: to look for a name takes its time
    for _each in range(25):
        if button.evaluate("button => button === document.activeElement"):
            break
        desk.keyboard.press("ArrowRight")
    expect(wanted).to_be_focused()
    desk.keyboard.press("Enter")


def test_tab_leaves_the_editor_either_way(desk, editor):
    editor.press_sequentially("ab")
    for key in ("Tab", "Shift+Tab"):
        editor.focus()
        desk.keyboard.press(key)
        expect(editor, key).not_to_be_focused()
        expect(editor, key).to_have_value("ab")


def test_no_other_key_is_taken_by_the_editor(desk, editor):
    editor.press_sequentially("one")
    for key in ("Control+]", "Control+[", "Control+d"):
        desk.keyboard.press(key)
        expect(editor, key).to_have_value("one")


def test_the_toolbar_is_one_stop_of_the_tab_key(desk, editor):
    desk.keyboard.press("Shift+Tab")
    expect(desk.get_by_role("button", name="Heading", exact=True)).to_be_focused()
    desk.keyboard.press("End")
    expect(desk.get_by_role("button", name="Preview", exact=True)).to_be_focused()
    desk.keyboard.press("ArrowRight")
    expect(desk.get_by_role("button", name="Heading", exact=True)).to_be_focused()
    desk.keyboard.press("Tab")
    expect(editor).to_be_focused()


def test_each_button_works_on_what_is_selected_and_can_be_undone(desk, editor, said):
    editor.press_sequentially("word")
    for button, text in WRITES.items():
        desk.keyboard.press("Control+a")
        press(desk, button)
        expect(editor, button).to_have_value(text)
        expect(editor, button).to_be_focused()
        desk.keyboard.press("Control+z")
        expect(editor, button).to_have_value("word")
    assert said == []


def test_a_list_covers_every_line_and_goes_again(desk, editor):
    editor.press_sequentially("one\ntwo\nthree")
    desk.keyboard.press("Control+a")
    press(desk, "Numbered list")
    expect(editor).to_have_value("1. one\n2. two\n3. three")
    desk.keyboard.press("Control+a")
    press(desk, "List")
    expect(editor).to_have_value("- one\n- two\n- three")
    desk.keyboard.press("Control+a")
    press(desk, "List")
    expect(editor).to_have_value("one\ntwo\nthree")


def test_a_card_stands_apart_from_the_text_around_it(desk, editor):
    editor.press_sequentially("Before.")
    press(desk, "Self-care card")
    card = '!!! self-care "What you can do yourself"\n    Write the text of the card here.'
    expect(editor).to_have_value(f"Before.\n\n{card}")
    desk.keyboard.type("Rest.")  # in place of the example, which is selected
    expect(editor).to_have_value('Before.\n\n!!! self-care "What you can do yourself"\n    Rest.')


def test_what_a_button_writes_reaches_the_live_preview(desk, editor):
    editor.press_sequentially("Rest")
    press(desk, "Heading")
    expect(desk.locator(".markdownx-preview h2")).to_have_text("Rest")


def test_a_page_is_linked_by_patients_words(desk, editor, said):
    make_article(title="Tiredness", slug="tiredness", also="worn out by midday")
    editor.press_sequentially("See ")
    press(desk, "Link to a page")
    desk.keyboard.type("worn out")
    expect(desk.get_by_role("button", name="Tiredness")).to_be_visible()
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    expect(editor).to_have_value("See [Tiredness](/articles/tiredness/)")
    expect(editor).to_be_focused()
    assert said == []


def test_a_source_is_cited_by_its_title_after_what_is_selected(desk, editor):
    make_source("DENG", title="Cells in trials")
    editor.press_sequentially("So it is.")
    press(desk, "Citation")
    desk.keyboard.type("cells")
    expect(desk.locator("#find-source [role=status]")).to_have_text(re.compile("1 found"))
    desk.keyboard.press("Enter")
    expect(editor).to_have_value("So it is.[@DENG]")
    press(desk, "Citation")
    desk.keyboard.press("Escape")
    expect(editor).to_be_focused()


def test_a_picture_is_stored_and_described(desk, editor, said, tmp_path):
    from PIL import Image

    Image.new("RGB", (20, 20), "teal").save(tmp_path / "a.png")
    (tmp_path / "b.png").write_text("no picture")
    press(desk, "Picture")
    desk.get_by_label("Picture: JPEG").set_input_files(tmp_path / "b.png")
    desk.get_by_label("What it shows").fill("A [teal] square")
    desk.keyboard.press("Enter")
    expect(desk.locator("#add-picture [role=status]")).not_to_be_empty()
    expect(desk.locator("#add-picture [role=status]")).not_to_have_text(re.compile("being stored"))
    desk.get_by_label("Picture: JPEG").set_input_files(tmp_path / "a.png")
    desk.get_by_label("What it shows").focus()
    desk.keyboard.press("Enter")
    address = re.compile(r"!\[A  ?teal  ?square\]\(/media/pictures/\d{4}/[0-9a-f]{16}-20x20\.png\)")
    expect(editor).to_have_value(address)
    assert [text for text in said if "400" not in text] == []


def test_advice_follows_the_typing_and_leads_to_the_words(desk, editor, said):
    make_source("SRC")
    panel = desk.get_by_role("region", name="Advice")
    expect(panel).to_contain_text("Advice stands here")
    desk.get_by_label("Title:").fill("Rest")
    editor.fill(SAFE + "\nIt helps 1,250 people.\n\n![](/media/a.png)\n")
    stop = "Stops publishing: The picture “/media/a.png” has no description"
    expect(panel).to_contain_text(stop, timeout=30_000)  # word lists are read at the first asking
    expect(panel.get_by_role("status")).to_have_text(re.compile("1 thing stops publishing"))
    go = panel.get_by_role("button", name="Go to line 9")
    go.focus()
    desk.keyboard.press("Enter")
    expect(editor).to_be_focused()
    chosen = "field => field.value.slice(field.selectionStart, field.selectionEnd)"
    assert editor.evaluate(chosen) == "1,250"
    desk.keyboard.type("many")
    expect(panel).not_to_contain_text("number here without a source")
    assert [text for text in said if "404" not in text] == []  # the picture is made up


def test_a_moved_link_is_put_right_at_the_press_of_a_button(live_server, desk):
    make_source("SRC")
    moved = make_article(slug="old")
    publishing.publish(edit(moved, slug="new"), by=None)
    page = make_article(body=f"{SAFE}\n[There](/articles/old/)\n")
    desk.goto(f"{live_server.url}/admin/articles/article/{page.pk}/change/")
    desk.get_by_role("button", name="Put the new address").focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("#id_body")).to_have_value(re.compile(r"\(/articles/new/\)"))
    expect(desk.get_by_role("region", name="Advice")).not_to_contain_text("new address")


def test_preview_shows_what_is_typed_at_the_width_of_a_phone_and_a_desk(desk, editor, said):
    desk.get_by_label("Title:").fill("Rest and lupus")
    editor.fill("## In short\n\nTyped, [not](/articles/) saved.\n")
    press(desk, "Preview")
    shown = desk.frame_locator("iframe[name=page-preview]")
    expect(shown.get_by_role("heading", level=1)).to_have_text("Rest and lupus")
    expect(shown.locator(".prose")).to_contain_text("Typed, not saved.")
    frame = desk.frame("page-preview")
    assert frame.evaluate("[innerWidth, matchMedia('(max-width: 40rem)').matches]") == [360, True]
    desk.keyboard.press("ArrowRight")  # the choice of widths has the focus
    expect(desk.get_by_label("Desk, 1200 pixels")).to_be_checked()
    expect(shown.locator("html")).to_have_js_property("clientWidth", 1200)
    desk.keyboard.press("Escape")
    expect(desk.locator("#preview")).not_to_be_visible()
    expect(editor).to_have_value("## In short\n\nTyped, [not](/articles/) saved.\n")
    assert (StoredPage.objects.count(), Revision.objects.count()) == (0, 0)
    assert said == []


def test_preview_leaves_the_way_back_alone(live_server, desk):
    desk.goto(f"{live_server.url}/admin/articles/article/")
    desk.goto(f"{live_server.url}/admin/articles/article/add/")
    desk.get_by_label("Title:").fill("Rest")
    for _each in range(2):
        press(desk, "Preview")
        shown = desk.frame_locator("iframe[name=page-preview]")
        expect(shown.get_by_role("heading", level=1)).to_have_text("Rest")
        desk.keyboard.press("Escape")
    desk.go_back()
    expect(desk).to_have_url(re.compile(r"/admin/articles/article/$"))


def test_without_scripts_the_advice_stands_and_the_preview_opens_in_a_new_tab(
    live_server, desk, browser
):
    page = make_article(title="Plain", body="It helps 5 people.\n")
    context = browser.new_context(
        java_script_enabled=False, storage_state=desk.context.storage_state()
    )
    plain = context.new_page()
    plain.goto(f"{live_server.url}/admin/articles/article/{page.pk}/change/")
    expect(plain.get_by_role("region", name="Advice")).to_contain_text("number here without")
    expect(plain.get_by_role("button", name="Go to line 1")).not_to_be_visible()
    expect(plain.get_by_role("toolbar")).not_to_be_visible()
    plain.locator("#id_body").fill("Typed without scripts.\n")
    with context.expect_page() as opened:
        plain.get_by_role("button", name="See it as readers will").press("Enter")
    expect(opened.value.locator(".prose")).to_have_text("Typed without scripts.")
    expect(opened.value.get_by_role("note")).to_contain_text("Draft, for staff only")
    context.close()
