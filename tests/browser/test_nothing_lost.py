"""Nothing lost, in Chromium: typing kept on the device, colleagues seen, two texts merged."""

import pytest
from django.contrib.auth.models import Group, User
from playwright.sync_api import Browser, Page, expect

from articles.models import Article
from desk.models import Session
from editorial import reviewing
from editorial.models import Presence
from editorial.review.addresses import address_of_review
from tests.browser.conftest import open_context, sign_in
from tests.builders import edit, make_article, make_clinic, make_source, make_user, newest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OFFER = ".kept-offer"


@pytest.fixture
def at_the_desk(db):
    return make_user("paul", "Publisher", first_name="Paul", last_name="Peters")


@pytest.fixture
def form(live_server, desk) -> str:
    """The address of the form of an article whose text is “Base.”."""
    article = make_article(title="Shared", slug="shared", body="Base.\n")
    return f"{live_server.url}/admin/articles/article/{article.pk}/change/"


def wait_until_kept(page: Page, text: str) -> None:
    """Wait until this device keeps what was typed: half a second after the last key."""
    page.wait_for_function("text => JSON.stringify(localStorage).includes(text)", arg=text)


def typed_and_closed(desk: Page, address: str, text: str, field: str = "body") -> Page:
    """Type into the form, close its tab without saving, and open the form in another."""
    desk.goto(address)
    desk.locator(f"#id_{field}").fill(text)
    wait_until_kept(desk, text)
    other = desk.context.new_page()
    desk.close()
    other.goto(address)
    return other


def test_a_closed_tab_loses_nothing_and_nothing_is_put_back_silently(desk, form, said):
    tab = typed_and_closed(desk, form, "Typed.")
    expect(tab.locator("#id_body")).to_have_value("Base.\n")
    expect(tab.locator(OFFER)).to_contain_text("it was not saved")
    tab.get_by_role("button", name="Compare").click()
    expect(tab.locator(".kept-compared")).to_contain_text("Typed.")
    tab.get_by_role("button", name="Put it back").click()
    expect(tab.locator("#id_body")).to_have_value("Typed.")
    tab.get_by_role("button", name="Save draft").click()
    expect(tab.locator(".messagelist")).to_contain_text("Draft saved")
    tab.goto(form)
    expect(tab.locator(OFFER)).to_have_count(0)
    assert tab.evaluate("Object.keys(localStorage).filter(k => k.includes('kept')).length") == 0
    assert said == []


@pytest.mark.long
def test_ticked_roles_are_put_back_and_no_other(live_server, desk):
    User.objects.get(username="paul").groups.add(Group.objects.get(name="Desk lead"))
    person = make_user("ada", "Author", first_name="Ada")
    address = f"{live_server.url}/admin/desk/person/{person.pk}/change/"
    desk.goto(address)
    desk.get_by_role("checkbox", name="Reviewer: ").check()
    desk.wait_for_timeout(800)
    tab = desk.context.new_page()
    desk.close()
    tab.goto(address)
    tab.get_by_role("button", name="Compare").click()
    expect(tab.locator(".kept-compared")).to_contain_text("Reviewer: reads pages")
    tab.get_by_role("button", name="Put it back").click()
    ticked = [box.is_checked() for box in tab.locator("[name=roles]").all()]
    assert ticked == [True, True, False, False]


def test_thrown_away_is_gone(desk, form):
    tab = typed_and_closed(desk, form, "Typed.")
    tab.get_by_role("button", name="Throw it away").click()
    expect(tab.locator(OFFER)).to_have_count(0)
    tab.reload()
    tab.wait_for_timeout(500)
    expect(tab.locator(OFFER)).to_have_count(0)


def test_a_session_that_ends_loses_nothing(live_server, desk, form):
    desk.goto(form)
    desk.locator("#id_body").fill("Typed at length.")
    Session.objects.all().delete()
    desk.get_by_role("button", name="Save draft").click()
    desk.get_by_label("User name").fill("paul")
    desk.get_by_label("Password").fill("long enough to pass")
    desk.get_by_role("button", name="Sign in").click()
    desk.get_by_role("button", name="Put it back").click()
    expect(desk.locator("#id_body")).to_have_value("Typed at length.")


def test_a_refused_token_says_where_the_text_is(desk, form):
    desk.goto(form)
    desk.locator("#id_body").fill("Typed at length.")
    desk.context.clear_cookies(name="csrftoken")
    desk.get_by_role("button", name="Save draft").click()
    expect(desk.locator("#content")).to_contain_text("kept on this device")
    desk.locator("#kept-list summary").click()
    expect(desk.locator("#kept-list pre")).to_contain_text("Typed at length.")
    desk.get_by_role("link", name="Open the form again").click()
    desk.get_by_role("button", name="Put it back").click()
    expect(desk.locator("#id_body")).to_have_value("Typed at length.")


@pytest.mark.long
def test_typing_of_a_tab_that_is_open_is_not_offered_in_another(desk, form):
    desk.goto(form)
    desk.locator("#id_body").fill("Typed here.")
    wait_until_kept(desk, "Typed here.")
    other = desk.context.new_page()
    other.goto(form)
    other.locator("#id_body").fill("Typed there.")
    wait_until_kept(other, "Typed there.")
    expect(other.locator(OFFER)).to_have_count(0)
    third = desk.context.new_page()
    desk.close()
    other.close()
    third.goto(form)
    expect(third.locator(OFFER)).to_have_count(2)


def test_what_is_put_back_never_overwrites_a_newer_text(desk, form):
    tab = typed_and_closed(desk, form, "Typed.")
    article = Article.objects.get(slug="shared")
    edit(article, body="Bea's newer text.\n")
    tab.reload()
    expect(tab.locator(".kept-older")).to_be_visible()
    tab.get_by_role("button", name="Put it back").click()
    tab.get_by_role("button", name="Save draft").click()
    expect(tab.locator(".stale")).to_contain_text("Bea's newer text.")
    assert newest(article).content["body"] == "Bea's newer text.\n"


@pytest.mark.long
def test_putting_back_keeps_what_was_typed_meanwhile(desk, form):
    tab = typed_and_closed(desk, form, "Typed first.")
    tab.locator("#id_body").fill("Typed second.")
    tab.get_by_role("button", name="Put it back").click()
    expect(tab.locator("#id_body")).to_have_value("Typed first.")
    tab.get_by_role("button", name="Put it back").click()
    expect(tab.locator("#id_body")).to_have_value("Typed second.")


def test_leaving_with_unsaved_words_asks_first(desk, form):
    asked = []
    desk.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    desk.goto(form)
    desk.goto(f"{form}?again")
    assert asked == []
    desk.locator("#id_body").press_sequentially("Words. ")
    desk.goto(f"{form}?more")
    assert asked == ["beforeunload"]


@pytest.mark.long
def test_a_row_of_the_desk_is_kept_too_chosen_rows_and_boxes_included(live_server, desk, said):
    source = make_source("KID", title="Kidneys")
    address = f"{live_server.url}/admin/clinic/urgentsign/add/"
    desk.goto(address)
    desk.get_by_label("Sign:", exact=True).fill("Chest pain")
    desk.get_by_label("Rests on textbook knowledge").check()
    desk.locator(".field-sources .select2-search__field").fill("Kid")
    desk.get_by_role("option", name="Kidneys").click()
    desk.wait_for_timeout(800)
    tab = desk.context.new_page()
    desk.close()
    tab.goto(address)
    tab.get_by_role("button", name="Put it back").click()
    expect(tab.get_by_label("Sign:", exact=True)).to_have_value("Chest pain")
    expect(tab.get_by_label("Rests on textbook knowledge")).to_be_checked()
    expect(tab.locator("#id_sources")).to_have_values([str(source.pk)])
    expect(tab.locator(".field-sources .select2-selection__choice")).to_contain_text("Kidneys")
    assert said == []


def test_signing_out_offers_to_remove_it_and_nobody_else_is_offered_it(
    live_server, desk, form, at_the_desk
):
    bea = make_user("bea", "Author")
    tab = typed_and_closed(desk, form, "Private words.")
    tab.get_by_role("button", name="Sign out").click()
    sign_in(tab.context, live_server.url, bea)
    tab.goto(form)
    tab.wait_for_timeout(500)
    expect(tab.locator(OFFER)).to_have_count(0)
    tab.get_by_role("button", name="Sign out").click()
    expect(tab.locator("#kept-here")).to_be_hidden()
    sign_in(tab.context, live_server.url, at_the_desk)
    tab.goto(f"{live_server.url}/admin/")
    tab.get_by_role("button", name="Sign out").click()
    tab.get_by_role("button", name="Remove it from this device").click()
    expect(tab.locator("#kept-here")).to_contain_text("Removed")
    assert "Private words." not in tab.evaluate("JSON.stringify(localStorage)")


@pytest.mark.long
def test_typing_older_than_a_week_is_gone(desk, form):
    tab = typed_and_closed(desk, form, "Typed.")
    tab.evaluate(
        """() => {
            const keys = Object.keys(localStorage);
            const key = keys.find((each) => each.startsWith("lupusinfo.kept/"));
            const entry = JSON.parse(localStorage.getItem(key));
            entry.at -= 8 * 24 * 3600 * 1000;
            localStorage.setItem(key, JSON.stringify(entry));
        }"""
    )
    tab.reload()
    tab.wait_for_timeout(500)
    expect(tab.locator(OFFER)).to_have_count(0)


def test_colleagues_see_each_other_and_hear_of_a_newer_text(
    live_server, desk, form, browser: Browser
):
    bea = make_user("bea", "Author", first_name="Bea", last_name="Berg")
    desk.goto(form)
    expect(desk.locator(".presence-others")).to_have_text("")
    context = open_context(browser, live_server.url, bea)
    hers = context.new_page()
    hers.goto(form)
    expect(hers.locator(".presence-others")).to_have_text("Paul Peters has this page open too.")
    hers.locator("#id_body").fill("Bea's.")
    hers.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(hers.locator(".presence-newer")).to_have_text("")
    desk.wait_for_timeout(300)
    desk.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(desk.locator(".presence-others")).to_contain_text(
        "Bea Berg has this page open too, and is"
    )
    hers.get_by_role("button", name="Save draft").click()
    desk.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(desk.locator(".presence-newer")).to_contain_text("Bea Berg saved a newer text")
    assert Presence.objects.count() == 2
    context.close()


def test_two_texts_are_merged_by_buttons(desk, form, said):
    desk.goto(form)
    article = Article.objects.get(slug="shared")
    edit(article, body="Hers.\n", summary="Her summary.")
    desk.locator("#id_body").fill("His.")
    desk.get_by_role("button", name="Save draft").click()
    part = desk.locator(".merge-part[data-field=body]")
    expect(part.locator("mark").first).to_have_text("Hers")
    expect(desk.locator("#id_summary")).to_have_value("Her summary.")
    part.get_by_role("button", name="Take the saved one").click()
    expect(desk.locator("#id_body")).to_have_value("Hers.\n")
    desk.locator("#id_body").fill("Both by hand.")
    part.get_by_role("button", name="Take the saved one").click()
    part.get_by_role("button", name="Keep mine").click()
    expect(desk.locator("#id_body")).to_have_value("Both by hand.")
    desk.get_by_role("button", name="Save draft").click()
    expect(desk.locator(".messagelist")).to_contain_text("Draft saved")
    assert newest(article).content["body"] == "Both by hand.\n"
    assert said == []


def test_two_clinic_forms_are_merged(live_server, desk):
    clinic = make_clinic(name="Old name")
    address = f"{live_server.url}/admin/clinic/clinic/1/change/"
    desk.goto(address)
    clinic.name = "Her name"
    clinic.save()
    desk.get_by_label("Name of the clinic:").fill("His name")
    desk.get_by_role("button", name="Save", exact=True).click()
    desk.get_by_role("button", name="Take the saved one").click()
    expect(desk.get_by_label("Name of the clinic:")).to_have_value("Her name")


@pytest.mark.long
@pytest.mark.parametrize("field", ["because", "text"])
def test_a_reason_to_withdraw_and_words_of_a_review_are_offered_again(
    live_server, desk, form, said, field
):
    address, article = form.replace("/change/", "/withdraw/"), Article.objects.get()
    if field == "text":
        rosa = make_user("rosa", "Reviewer")
        review = reviewing.ask(newest(article), reviewer=rosa, by=rosa)
        address = f"{live_server.url}{address_of_review(review)}"
    tab = typed_and_closed(desk, address, "Typed.", field)
    tab.get_by_role("button", name="Put it back").click()
    expect(tab.locator(f"#id_{field}")).to_have_value("Typed.")
    tab.get_by_role("button", name="Comment" if field == "text" else "Withdraw the page").click()
    tab.wait_for_load_state()
    tab.goto(address)
    expect(tab.locator(OFFER)).to_have_count(0)
    assert said == []
