"""Three people who have never seen the desk bring a page to its readers, by keyboard only."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from editorial import models, publishing
from tests.browser.conftest import complaints_of, open_context
from tests.builders import make_article

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
READ = "I have read the whole page and its sources, and it is right as far as I know."
STEPS = 80  # of the Tab key: more than any form of the desk has fields


def tab_to(page: Page, role: str, name: str) -> None:
    """Press Tab until the control with this name has the focus."""
    wanted = page.get_by_role(role, name=name, exact=True)
    expect(wanted).to_be_visible()
    wanted = wanted.element_handle()  # looked for once: to look for a name takes its time
    for _each in range(STEPS):
        if wanted.evaluate("control => control === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{name} cannot be reached by the Tab key.")


def press(page: Page, role: str, name: str) -> None:
    tab_to(page, role, name)
    page.keyboard.press("Enter")


@pytest.fixture
def page_of(live_server, browser):
    """Give a page of a browser in which this user is signed in: `page_of(author)`."""
    contexts = []

    def open_page(user: User) -> Page:
        contexts.append(open_context(browser, live_server.url, user))
        return contexts[-1].new_page()

    yield open_page
    for context in contexts:
        context.close()


def current_step(page: Page):
    return page.locator('[aria-current="step"]')


def test_written_reviewed_and_published_by_keyboard(page_of, author, reviewer, publisher):
    ada = page_of(author)
    ada.goto("/admin/articles/article/add/")
    expect(current_step(ada)).to_have_text("Draft")
    tab_to(ada, "textbox", "Title:")
    ada.keyboard.type("Rest and lupus")
    ada.keyboard.press("Tab")
    tab_to(ada, "textbox", "Text:")
    ada.keyboard.type("## In short\n\nRest helps.")
    tab_to(ada, "combobox", "Reviewer:")
    ada.keyboard.type("Rosa")  # a select goes to what one types
    tab_to(ada, "textbox", "Words for the reviewer:")
    ada.keyboard.type("Is it too short?")
    press(ada, "button", "Send to review")
    expect(ada.locator(".messagelist")).to_contain_text("Sent to Rosa Reader for review")
    expect(current_step(ada)).to_have_text("In review")
    expect(ada.locator(".next-step")).to_contain_text("Rosa Reader reads it")

    rosa = page_of(reviewer)
    rosa.goto(ada.url)
    expect(rosa.locator(".next-step")).to_contain_text("You were asked to read this text")
    expect(rosa.locator(".reviews")).to_contain_text("Is it too short?")
    press(rosa, "link", "Read and answer")
    tab_to(rosa, "checkbox", READ)
    rosa.keyboard.press("Space")
    press(rosa, "button", "Approve the whole page")
    expect(rosa.locator("main")).to_contain_text("Rosa Reader")
    rosa.goto(ada.url)
    expect(current_step(rosa)).to_have_text("Approved")

    paul = page_of(publisher)
    paul.goto(ada.url)
    expect(paul.locator(".next-step")).to_contain_text("Publish it")
    expect(paul.locator(".is-next")).to_contain_text("This text is approved.")
    press(paul, "button", "Publish")
    expect(current_step(paul)).to_have_text("Published")
    paul.goto("/articles/rest-and-lupus/")
    expect(paul.locator(".review-status")).to_contain_text("by Rosa Reader")


def test_enter_in_the_title_saves_a_draft_and_nothing_more(page_of, publisher):
    page = make_article(title="Live")
    paul = page_of(publisher)
    paul.goto(f"/admin/articles/article/{page.pk}/change/")
    tab_to(paul, "textbox", "Title:")
    paul.keyboard.press("End")
    paul.keyboard.type(" wire")
    paul.keyboard.press("Enter")
    expect(paul.locator(".messagelist")).to_contain_text("Draft saved")
    assert models.Page.objects.get(pk=page.pk).title == "Live"


@pytest.mark.long
def test_withdrawn_with_a_reason_and_brought_back_by_keyboard(
    live_server, page_of, page, publisher
):
    old, new = make_article(title="Old advice"), make_article(title="New advice", slug="new")
    paul = page_of(publisher)
    paul.goto(f"/admin/articles/article/{old.pk}/change/")
    tab_to(paul, "textbox", "Text:")
    paul.keyboard.type("Half a sentence")
    press(paul, "button", "Withdraw …")
    expect(paul.locator(".messagelist")).to_contain_text("What you had typed is kept")
    press(paul, "button", "Withdraw the page")
    expect(paul.get_by_text("Say why, so that colleagues understand it later.")).to_be_visible()
    tab_to(paul, "textbox", "Why it is withdrawn:")
    paul.keyboard.type("The dose was wrong.")
    paul.keyboard.press("Tab")
    paul.keyboard.press("Tab")
    expect(paul.locator(".select2-selection")).to_be_focused()
    paul.keyboard.press("Enter")
    paul.keyboard.type("New")
    expect(paul.get_by_role("option", name=new.title)).to_be_visible()
    paul.keyboard.press("Enter")
    press(paul, "button", "Withdraw the page")
    expect(current_step(paul)).to_have_text("Withdrawn")
    expect(paul.locator(".warned")).to_contain_text("The dose was wrong.")
    page.goto(f"{live_server.url}{old.get_absolute_url()}")
    expect(page).to_have_url(f"{live_server.url}/articles/new/")
    press(paul, "button", "Publish again")
    expect(current_step(paul)).to_have_text("Published")


def test_form_fits_and_is_quiet(page_of, publisher):
    page = make_article(title="A title that is rather long, as titles of articles often are")
    publishing.set_policy(models.Policy(readers_see="reviewed"), by=None)
    paul = page_of(publisher)
    said, change = complaints_of(paul), f"/admin/articles/article/{page.pk}"
    for address in (f"{change}/change/", f"{change}/withdraw/", "/admin/articles/article/"):
        paul.goto(address)
        for width, scheme in ((768, "light"), (768, "dark"), (1280, "dark"), (1280, "light")):
            paul.set_viewport_size({"width": width, "height": 900})
            paul.emulate_media(color_scheme=scheme)
            wide = paul.evaluate("document.querySelector('#content').scrollWidth")
            window = paul.evaluate("document.documentElement.clientWidth")
            assert wide <= window, (address, width, scheme)
    assert said == []
