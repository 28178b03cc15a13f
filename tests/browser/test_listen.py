"""Listen: in order, in the device's own voice, and silent when one leaves."""

import pytest
from playwright.sync_api import expect

from tests.builders import make_article, make_clinic, make_question, make_source

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SPEECH = """
(() => {
  const said = [];
  const voices = window.offered ?? [
    { lang: "fr-FR", localService: true }, { lang: "en-GB", localService: false },
    { lang: "en_US", localService: true },
  ];
  const speech = {
    said, speaking: null, cancelled: 0,
    getVoices: () => voices,
    speak(utterance) { said.push(utterance.text); this.speaking = utterance; },
    cancel() { this.cancelled += 1; this.finish(); },
    finish() { const last = this.speaking; this.speaking = null; last?.onend(); },
  };
  Object.defineProperty(window, "speechSynthesis", { value: speech });
  window.SpeechSynthesisUtterance = function (text) { this.text = text; };
})();
"""
BODY = """\
A claim [@SRC] holds. Call {emergency}.

- Outer
    - Inner

| Dose | Often |
|-|-|
| 5 mg | yes |
"""


@pytest.fixture
def opened(live_server, page):
    make_clinic(emergency_number="999")
    make_source("SRC")
    make_article(title="Flares", slug="flares", summary="In brief.", body=BODY)
    page.add_init_script(SPEECH)
    page.goto(f"{live_server.url}/articles/flares/")
    return page


def said(page) -> list[str]:
    return page.evaluate("speechSynthesis.said")


def press(page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def finish(page) -> None:
    page.evaluate("speechSynthesis.finish()")


def listen(page) -> None:
    press(page, "Listen")
    expect(page.locator(".is-read-aloud")).to_have_count(1)


def test_title_summary_and_text_are_read_in_order_without_citations(opened, page):
    assert said(page) == []
    listen(page)
    for _sentence in range(6):
        finish(page)
    assert said(page) == [
        *("Flares", "In brief.", "A claim holds.", "Call 9 9 9."),
        *("Outer", "Inner", "Dose: 5 mg."),
    ]
    finish(page)
    finish(page)
    assert said(page)[-1] == "Often: yes"
    expect(page.get_by_role("button", name="Listen", exact=True)).to_be_visible()
    expect(page.locator(".is-read-aloud")).to_have_count(0)


def test_the_voice_is_the_devices_own_in_the_pages_language(opened, page):
    listen(page)
    assert page.evaluate("speechSynthesis.speaking.voice.lang") == "en_US"


def test_the_block_being_read_is_marked(opened, page):
    listen(page)
    expect(page.locator(".is-read-aloud")).to_have_text("Flares")
    finish(page)
    finish(page)
    expect(page.locator(".is-read-aloud")).to_contain_text("A claim")


def test_a_pause_goes_on_with_its_sentence(opened, page):
    listen(page)
    finish(page)
    press(page, "Pause")
    expect(page.get_by_role("article").get_by_role("status")).to_have_text("Paused")
    assert page.evaluate("speechSynthesis.speaking") is None
    press(page, "Go on")
    expect(page.get_by_role("article").get_by_role("status")).to_have_text("Reading aloud")
    assert said(page) == ["Flares", "In brief.", "In brief."]


def test_stop_begins_anew_next_time_and_keeps_the_focus(opened, page):
    listen(page)
    finish(page)
    press(page, "Stop")
    expect(page.locator(".is-read-aloud")).to_have_count(0)
    expect(page.get_by_role("button", name="Stop", exact=True)).to_be_hidden()
    expect(page.get_by_role("button", name="Listen", exact=True)).to_be_focused()
    listen(page)
    assert said(page) == ["Flares", "In brief.", "Flares"]


def test_leaving_the_page_ends_the_reading(opened, page):
    listen(page)
    before = page.evaluate("speechSynthesis.cancelled")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    assert page.evaluate("speechSynthesis.cancelled") > before
    assert page.evaluate("speechSynthesis.speaking") is None


def test_a_fault_of_the_device_is_said(opened, page):
    listen(page)
    page.evaluate("speechSynthesis.speaking.onerror()")
    expect(page.get_by_role("article").get_by_role("status")).to_contain_text("could not read on")


@pytest.mark.parametrize(
    "voice", ["{lang: 'en-GB', localService: false}", "{lang: 'fr-FR', localService: true}"]
)
def test_without_an_own_voice_for_the_language_it_says_so(live_server, page, voice):
    make_question(title="Why?", slug="why")
    page.add_init_script(f"window.offered = [{voice}]")
    page.add_init_script(SPEECH)
    page.goto(f"{live_server.url}/faq/why/")
    press(page, "Listen")
    expect(page.get_by_role("article").get_by_role("status")).to_contain_text("not available")
    assert said(page) == []


def test_without_scripts_there_is_no_button(live_server, browser):
    make_question(title="Why?", slug="why")
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    page = context.new_page()
    page.goto("/faq/why/")
    expect(page.locator(".listen button:visible")).to_have_count(0)
    context.close()
