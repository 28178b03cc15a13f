"""Signing in in a real Chromium, by keyboard: password, phone, recovery codes; then leaving."""

import base64
import re

import pytest
from django.contrib.auth.models import User
from django_otp.oath import TOTP
from playwright.sync_api import Page, expect

from tests.builders import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def lead(live_server, page: Page, settings) -> Page:
    """A page on which a Desk lead has typed their password for the first time."""
    settings.TWO_FACTOR = "publishers"
    make_user("lea", "Desk lead", first_name="Lea")
    page.goto(f"{live_server.url}/admin/")
    expect(page.get_by_label("User name")).to_be_focused()
    page.keyboard.type("lea")
    page.keyboard.press("Tab")
    page.keyboard.type("long enough to pass")
    page.keyboard.press("Enter")
    expect(page.locator(".secret")).to_be_visible()
    return page


def code_shown(page: Page) -> str:
    """Return what an app would show that was given the key as text."""
    key = page.locator(".secret").inner_text().replace(" ", "")
    return f"{TOTP(base64.b32decode(key + '=' * (-len(key) % 8))).token():06d}"


def test_the_first_time_by_keyboard_alone_and_the_codes_are_kept_as_a_file(lead, said):
    expect(lead.get_by_role("heading", level=1)).to_have_text("Set up two-step sign-in")
    expect(lead.locator(".qr-code svg")).to_be_visible()
    lead.keyboard.type(code_shown(lead))  # the field has the focus
    lead.keyboard.press("Enter")
    expect(lead.get_by_role("heading", level=1)).to_have_text("Keep these recovery codes")
    codes = lead.locator(".codes code").all_inner_texts()
    with lead.expect_download() as download:
        lead.get_by_role("link", name="Keep as a file").press("Enter")
    text = download.value.path().read_text()
    assert len(codes) == 10
    assert all(code in text for code in codes)
    expect(lead.get_by_role("button", name="Print")).to_be_visible()
    lead.get_by_role("link", name="I have kept them").press("Enter")
    expect(lead).to_have_url(re.compile(r"/admin/$"))
    assert said == []


def test_a_recovery_code_lets_in_and_the_lead_lets_a_colleague_go(live_server, lead, said):
    lead.keyboard.type(code_shown(lead))
    lead.keyboard.press("Enter")
    code = lead.locator(".codes code").first.inner_text()
    lead.context.clear_cookies()
    lead.goto(f"{live_server.url}/admin/desk/person/")
    lead.get_by_label("User name").fill("lea")
    lead.get_by_label("Password").fill("long enough to pass")
    lead.keyboard.press("Enter")
    lead.get_by_role("textbox", name="Code").fill(code)
    lead.keyboard.press("Enter")
    expect(lead.locator(".messagelist")).to_contain_text("9 recovery codes left")
    make_user("ada", "Author", first_name="Ada")
    lead.reload()
    lead.get_by_role("link", name="Ada").press("Enter")
    lead.get_by_role("link", name="Hand over and switch off").press("Enter")
    lead.get_by_role("button", name="Hand over and switch off").press("Enter")
    expect(lead.locator(".messagelist")).to_contain_text("Ada is signed out everywhere")
    assert not User.objects.get(username="ada").is_active
    assert said == []


def too_wide(page: Page) -> list[int]:
    """Return the widths of a window at which the page is wider."""
    found = []
    for width in (320, 768, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(width)
    return found


def test_no_page_of_signing_in_is_wider_than_its_window(live_server, lead):
    assert too_wide(lead) == []
    lead.keyboard.type(code_shown(lead))
    lead.keyboard.press("Enter")
    expect(lead.locator(".codes")).to_be_visible()
    assert too_wide(lead) == []
    for address in ("account/", "desk/person/", "desk/person/add/"):
        lead.goto(f"{live_server.url}/admin/{address}")
        assert too_wide(lead) == [], address
