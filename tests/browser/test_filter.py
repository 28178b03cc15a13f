"""The list of symptoms shortens as one types; without a script it is whole."""

import pytest
from playwright.sync_api import expect

from tests.builders import make_symptom

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def symptoms(live_server, page):
    make_symptom(title="Fatigue", slug="fatigue", also="worn out")
    make_symptom(title="Sjögren’s dryness", slug="dry", also="gritty eyes")
    return f"{live_server.url}/symptoms/"


def shown(page) -> list[str]:
    return page.locator("#all-symptoms li[data-words]:visible a").all_inner_texts()


def test_patients_words_shorten_the_list_and_it_is_announced(symptoms, page):
    page.goto(symptoms)
    page.get_by_label("Type what you feel").press_sequentially("worn")
    assert shown(page) == ["Fatigue"]
    expect(page.locator(".filter [role=status]")).to_have_text("Symptoms found: 1")
    page.get_by_label("Type what you feel").fill("sjogrens eyes")
    assert shown(page) == ["Sjögren’s dryness"]
    page.get_by_label("Type what you feel").fill("nothing")
    expect(page.locator(".filter [role=status]")).to_have_text("Symptoms found: 0")
    page.get_by_label("Type what you feel").fill("")
    assert len(shown(page)) == 2


def test_letters_without_a_match_and_the_letter_bar_make_room(symptoms, page):
    page.goto(symptoms)
    letters, bar = page.locator("#all-symptoms h3:visible"), page.locator("#all-symptoms .letters")
    assert letters.all_inner_texts() == ["F", "S"]
    page.get_by_label("Type what you feel").fill("gritty")
    assert letters.all_inner_texts() == ["S"]
    expect(bar).to_be_hidden()
    page.get_by_label("Type what you feel").fill("nothing like it")
    expect(page.locator(".filter [role=status]")).to_have_text("Symptoms found: 0")
    assert letters.count() == 0
    page.get_by_label("Type what you feel").fill("")
    assert letters.all_inner_texts() == ["F", "S"]
    expect(bar).to_be_visible()


def test_without_a_script_the_whole_list_stands_there(symptoms, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(symptoms)
    assert len(shown(page)) == 2
    expect(page.locator(".filter")).to_be_hidden()
    context.close()
