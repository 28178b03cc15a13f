"""axe-core over the desk, on a tablet and wide, light and dark: nothing is found; fingers fit."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from articles.models import Article
from desk import links
from editorial import feedback, reviewing
from search.models import Pin, SearchCount
from tests.browser.conftest import open_context
from tests.browser.test_axe import RUN, SOURCE, TAGS
from tests.builders import (
    make_article,
    make_clinic,
    make_draft,
    make_sign,
    make_source,
    make_topic,
    make_user,
    newest,
)
from tests.editorial.test_outer_links import SITE, known

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LOOKS = [(width, scheme) for width in (768, 1280) for scheme in ("light", "dark")]
FINGER = 44  # pixels, of what is touched to get anywhere
TOUCHED = (
    ".desk-nav a, .desk-button, .desk-lines a, .desk-figures a, .desk-more a, .desk-lists a, "
    "#user-tools a, #user-tools button, #changelist-filter a, #result_list tbody a, "
    "#result_list thead .text a, .object-tools a, .paginator a, .submit-row input, "
    ".submit-row a, .set-end > *, .set-field input, .set-field select, #toolbar button"
)
SMALL = """([touched, least]) => [...document.querySelectorAll(touched)]
    .map((one) => [one.textContent.trim() || one.name, one.getBoundingClientRect()])
    .filter(([, box]) => box.width && Math.min(box.width, box.height) < least - 0.5)
    .map(([text, box]) => `${text}: ${Math.round(box.width)} x ${Math.round(box.height)}`)"""


@pytest.fixture
def pages(live_server) -> Iterator[list[str]]:
    """Fill the desk, and give its pages."""
    make_clinic()
    ada, rosa = make_user("ada", "Author"), make_user("rosa", "Reviewer")
    page = make_article(title="Rest", topics=[make_topic(title="Sleep").pk])
    make_article(body=f"[Gone](/articles/none/) [Gone]({SITE}/a) [Moved]({SITE}/b)")
    known("a", "gone")
    known("b", "moved", f"{SITE}/{'new-' * 40}")
    links.known()
    links.look()
    reviewing.ask(newest(make_draft(Article, ada, title="Fresh")), reviewer=rosa, by=ada)
    feedback.count(page, "no", ["hard"])
    SearchCount.objects.create(day="2026-11-28", words="moon", searches=3, found_nothing=3)
    pin, sign, source = (
        Pin.objects.create(words="sleep", page=page),
        make_sign(),
        make_source("KEY"),
    )
    sign.sources.add(source)
    yield [
        *("/admin/", "/admin/set-up/", "/admin/articles/article/", "/admin/articles/article/add/"),
        "/admin/broken-links/",
        *(f"/admin/articles/article/{page.pk}/change/", "/admin/editorial/page/?review=never"),
        *("/admin/editorial/revision/", "/admin/editorial/source/", "/admin/editorial/source/add/"),
        *("/admin/editorial/feedback/", "/admin/editorial/act/", "/admin/search/searchcount/"),
        *("/admin/search/pin/", f"/admin/search/pin/{pin.pk}/change/", "/admin/clinic/urgentsign/"),
        f"/admin/clinic/urgentsign/{sign.pk}/change/",
        *("/admin/clinic/clinic/1/change/", "/admin/password_change/", "/admin/account/"),
        *(
            "/admin/desk/person/",
            f"/admin/desk/person/{rosa.pk}/change/",
            "/admin/desk/person/add/",
            "/admin/auth/group/add/",
        ),
        *("/admin/editorial/review/", f"/admin/articles/article/{page.pk}/history/"),
        f"/admin/search/pin/{pin.pk}/delete/",
    ]
    links.forget()


@pytest.fixture
def desk(browser: Browser, live_server, superuser):
    """A page of a tablet on which somebody who may do everything is signed in."""
    context = open_context(browser, live_server.url, superuser, has_touch=True)
    yield context.new_page()
    context.close()


def found(page: Page) -> list[str]:
    """Run axe on the page in every look; return what it found."""
    expect(page.locator("h1").first).to_be_visible()
    page.evaluate(SOURCE.read_text())
    wrong = []
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 1000})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        wrong += [f"{width} {scheme} {one}" for one in page.evaluate(RUN, ["html", TAGS])]
    return wrong


def found_on(desk: Page, addresses: list[str]) -> dict[str, list[str]]:
    wrong = {}
    for address in addresses:
        assert desk.goto(address).status == 200, address
        if problems := found(desk):
            wrong[address] = problems
    return wrong


@pytest.mark.long
def test_no_page_of_the_desk_has_a_violation(desk, pages):
    assert found_on(desk, pages) == {}


def test_the_first_page_and_a_form_have_no_violation_and_fit_fingers(desk, pages):
    some = ["/admin/", next(address for address in pages if address.endswith("/change/"))]
    assert found_on(desk, some) == {}
    assert small_and_wide(desk, some) == ({}, {})


def test_signing_in_has_none(page, live_server):
    page.goto(f"{live_server.url}/admin/login/")
    assert found(page) == []
    page.get_by_label("User name").fill("nobody")
    page.get_by_label("Password").fill("nothing")
    page.get_by_role("button", name="Sign in").click()
    assert found(page) == []


@pytest.mark.long
def test_an_open_list_of_choices_and_a_refused_form_have_none(desk, pages):
    desk.goto("/admin/articles/article/add/")
    desk.get_by_role("searchbox", name="Topics").fill("Sle")
    expect(desk.get_by_role("option", name="Sleep")).to_be_visible()
    assert found(desk) == []
    desk.get_by_role("option", name="Sleep").click()
    desk.get_by_role("button", name="Save draft").click()
    expect(desk.locator(".errornote")).to_be_visible()
    assert found(desk) == []


def small_and_wide(desk: Page, addresses: list[str]) -> tuple[dict, dict]:
    """Return what is too small for a finger on a tablet, and how far pages scroll sideways."""
    desk.set_viewport_size({"width": 768, "height": 1024})
    small, wide = {}, {}
    for address in addresses:
        desk.goto(address)
        if one := desk.evaluate(SMALL, [TOUCHED, FINGER]):
            small[address] = one
        if over := desk.evaluate("document.documentElement.scrollWidth - innerWidth"):
            wide[address] = over
    return small, wide


@pytest.mark.long
def test_fingers_fit_and_nothing_scrolls_sideways_on_a_tablet(desk, pages):
    assert small_and_wide(desk, pages) == ({}, {})


def test_setting_up_proposes_what_is_known_of_a_country(desk, live_server):
    desk.goto("/admin/set-up/")
    desk.get_by_label("Country").select_option("France")
    expect(desk.get_by_label("Emergency number")).to_have_value("112")
    expect(desk.get_by_label("Time zone")).to_have_value("Europe/Paris")
    desk.get_by_label("Country").select_option("Japan")
    expect(desk.get_by_label("Emergency number")).to_have_value("")
    desk.get_by_label("Emergency number").fill("119")
    desk.get_by_label("Country").select_option("France")
    expect(desk.get_by_label("Emergency number")).to_have_value("119")
