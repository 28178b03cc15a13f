"""A reviewer who has never seen the desk, in a real Chromium, by keyboard alone."""

import re

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import Page, expect

from editorial import reviewing
from editorial.models import Review
from editorial.review import links as review_links
from tests.browser.conftest import sign_in
from tests.builders import draft_of_kind, edit, make_article, make_source, make_user, newest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 800}
PATIENCE = 30_000  # milliseconds: the first screen of a process loads what grades a text


@pytest.fixture
def review(db) -> Review:
    author = make_user("ada", "Author", first_name="Ada", last_name="Writer")
    doctor = make_user("dora", "Reviewer", email="dora@clinic.example", is_active=True)
    make_source("KID", title="A study", url="https://example.org/study")
    article = make_article(title="Resting", body="Rest for 5 minutes [@KID].\n")
    edit(article, author, body="Rest for 10 minutes [@KID].\n")
    return reviewing.ask(newest(article), reviewer=doctor, by=author, request="Ten: right?")


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has this name is focused, as somebody without a mouse does."""
    for _each in range(150):
        page.keyboard.press("Tab")
        words = page.evaluate(
            "() => { const it = document.activeElement;"
            " return it.labels?.[0]?.textContent || it.textContent; }"
        )
        if name in words:
            return
    raise AssertionError(f"The keyboard does not reach “{name}”.")


def address_in(message) -> str:
    found = re.search(r"http://\S+/review/\S+", message.body)
    assert found
    return found[0]


def send_link(live_server, page: Page, review: Review) -> str:
    """Ada, signed in, presses the button, and leaves; return the address that was mailed."""
    sign_in(page.context, live_server.url, review.asked_by)
    page.goto(f"{live_server.url}/admin/editorial/review/{review.pk}/read/")
    expect(page.get_by_role("button", name="Send a link by e-mail")).to_be_visible(timeout=PATIENCE)
    tab_to(page, "Send a link by e-mail")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("A link is on its way to")
    page.context.clear_cookies()
    return address_in(mail.outbox[-1])


def make_link(live_server, review: Review) -> str:
    _link, secret = review_links.make(review, by=review.asked_by)
    return f"{live_server.url}{reverse('review:door', args=[secret])}"


def enter_by_keyboard(page: Page, address: str) -> None:
    page.goto(address)
    tab_to(page, "Send me a code")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Code", exact=True)).to_be_focused()
    code = re.search(r"^\d{6}$", mail.outbox[-1].body, re.MULTILINE)
    page.keyboard.type(code[0])
    page.keyboard.press("Enter")
    heading = page.get_by_role("heading", level=2).first
    expect(heading).to_have_text("Please review this page", timeout=PATIENCE)


def test_from_the_message_to_the_approval_by_keyboard(live_server, page, said, review):
    page.set_viewport_size(PHONE)
    enter_by_keyboard(page, send_link(live_server, page, review))
    expect(page.locator("h1")).to_have_text("Resting")
    expect(page.locator(".diff")).to_contain_text("Rest for 510 minutes")
    expect(page.get_by_text("Ten: right?")).to_be_visible()
    tab_to(page, "I have read the whole page")
    page.keyboard.press("Space")
    tab_to(page, "Approve the whole page")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Thank you")
    review.refresh_from_db()
    assert (review.outcome, review.is_by_link) == ("approved", True)
    assert said == []


def test_sent_back_with_words_by_keyboard_without_scripts(live_server, browser, review):
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    sign_in(context, live_server.url, review.asked_by)
    page = context.new_page()
    page.goto(f"{live_server.url}/admin/editorial/review/{review.pk}/read/")
    page.get_by_role("button", name="Send a link by e-mail").press("Enter")
    page.context.clear_cookies()
    page.goto(address_in(mail.outbox[-1]))
    page.get_by_role("button", name="Send me a code").press("Enter")
    page.get_by_label("Code", exact=True).fill(mail.outbox[-1].body.split("\n\n")[1])
    page.keyboard.press("Enter")
    page.get_by_label("Your words").fill("For whom?")
    page.get_by_role("button", name="Send back").press("Enter")
    expect(page.locator("h1")).to_have_text("Thank you")
    assert review.remarks.get().text == "For whom?"
    context.close()


def test_a_device_keeps_nothing_of_a_review(live_server, page, review):
    enter_by_keyboard(page, make_link(live_server, review))
    page.goto(f"{live_server.url}/")
    kept = page.evaluate(
        """async () => {
            await navigator.serviceWorker.ready;
            const names = await caches.keys();
            const lists = await Promise.all(names.map(async (n) => (await caches.open(n)).keys()));
            return lists.flat().map(({ url }) => url);
        }"""
    )
    assert not [address for address in kept if "/review/" in address]


def test_nothing_scrolls_sideways(live_server, page, review):
    address = make_link(live_server, review)
    for step in (lambda: page.goto(address), lambda: enter_by_keyboard(page, address)):
        step()
        for width in (320, 390, 768, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url


def test_a_draft_is_not_named_before_the_code(live_server, page):
    author, doctor = make_user("ada", "Author"), make_user("dora", "Reviewer", email="d@x.example")
    draft = draft_of_kind("article", title="Zebra", author=author)
    review = reviewing.ask(newest(draft), reviewer=doctor, by=author)
    page.goto(make_link(live_server, review))
    expect(page.locator("body")).not_to_contain_text("Zebra")
