"""How every kind of page lies on the screen: nothing too wide, too small to hit, or jumping."""

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import ARTICLE, open_context, walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# What has moved by itself on the page, once all its pictures are there.
MOVED = """async () => {
    scrollTo(0, document.documentElement.scrollHeight);
    for (const picture of document.images) {
        picture.loading = "eager";
        await picture.decode();
    }
    const moves = [];
    new PerformanceObserver((list) => moves.push(...list.getEntries()))
        .observe({ type: "layout-shift", buffered: true });
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 30)));
    scrollTo(0, 0);
    return moves.map(({ sources }) => sources.map(({ node }) => node?.nodeName ?? "?").join());
}"""
# What one presses and is smaller than `least`, but for a link among the words of a sentence.
SMALL = """(least) => {
    const words = (block) => {
        const copy = block.cloneNode(true);
        for (const other of copy.querySelectorAll("a, button, .visually-hidden")) other.remove();
        return /\\p{L}{2}/u.test(copy.textContent);
    };
    const isInSentence = (element) =>
        getComputedStyle(element).display === "inline" && !element.closest("svg") &&
        words(element.closest("p, li, dd, dt, td, th, figcaption, h2, h3, h4"));
    const pressed = "a[href], button, input:not([type=hidden]), select, textarea, summary";
    return [...document.querySelectorAll(pressed)].flatMap((element) => {
        const whole = element.closest("label") ?? element;
        const { width, height, bottom } = whole.getBoundingClientRect();
        const isShown = element.checkVisibility() && bottom > 0;
        const isFine = Math.min(width, height) >= least - 0.01;
        if (!isShown || isFine || isInSentence(element)) return [];
        const name = element.getAttribute("aria-label") || element.textContent.trim();
        return [`${name}: ${Math.round(width)} x ${Math.round(height)}`];
    });
}"""
# How much wider than the screen the page is, from either side, with the largest text too.
TOO_WIDE = """() => {
    const root = document.documentElement;
    const wide = {};
    for (const dir of ["ltr", "rtl"]) {
        for (const size of ["", "3"]) {
            root.dir = dir;
            if (size) Object.assign(root.dataset, { size, lines: "wide" });
            const more = root.scrollWidth - root.clientWidth;
            if (more > 0) wide[`${dir} ${size}`] = more;
            delete root.dataset.size;
            delete root.dataset.lines;
        }
    }
    return wide;
}"""


def faults(page: Page, least: int) -> list[str]:
    """Return what is wrong with the page as it stands; `least` is the size of what one presses."""
    moved, wide = page.evaluate(MOVED), page.evaluate(TOO_WIDE)
    return [
        *(f"moved: {name}" for name in moved),
        *(f"too small: {name}" for name in page.evaluate(SMALL, least)),
        *(f"too wide: {how}" for how in wide),
    ]


def faults_of(page: Page, least: int, *addresses: str) -> str:
    """Return the faults of these pages, or of all, a line each."""
    return "\n".join(
        f"{at} {wrong}" for at in walk(page, *addresses) for wrong in faults(page, least)
    )


@pytest.fixture
def phone(browser: Browser, site: str, author):
    screen = {"viewport": {"width": 320, "height": 700}}
    context = open_context(browser, site, author, **screen, has_touch=True, is_mobile=True)
    yield context.new_page()
    context.close()


@pytest.fixture
def wide(browser: Browser, site: str, author):
    context = open_context(browser, site, author, viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()


@pytest.mark.long
def test_on_a_phone_pages_fit_and_stand_still_for_fingers(phone):
    assert faults_of(phone, 44) == ""


@pytest.mark.long
def test_on_a_wide_screen_pages_fit_and_stand_still_for_a_mouse(wide):
    assert faults_of(wide, 24) == ""


def test_an_article_and_a_form_fit_and_stand_still(phone, wide):
    some = [ARTICLE, "/feedback/term/flare/"]
    assert (faults_of(phone, 44, *some), faults_of(wide, 24, *some)) == ("", "")


def test_what_is_wrong_is_found(reader):
    reader.goto("/about/")
    assert faults(reader, 24) == []
    reader.evaluate("""document.querySelector('main').insertAdjacentHTML('afterbegin',
        '<ul><li><a href="/">x</a></li></ul><pre>' + 'wide '.repeat(400) + '</pre>')""")
    kinds = {line.split(":")[0] for line in faults(reader, 24)}
    assert kinds == {"moved", "too small", "too wide"}
