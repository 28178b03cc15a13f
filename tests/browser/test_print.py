"""Every article of the library on paper, in a real Chromium: no line is cut off.

Each page is laid out for print at the width that A4 and US Letter leave between the margins. What
this sees: anything that reaches over the edge of the paper or is cut by a box of its own, a picture
that is missing, and what cannot be broken between two sheets and is taller than one. What it cannot
see: where exactly a browser breaks (but for the longest article, which is printed), other browsers,
and a machine with wider fonts.
"""

import mimetypes
import re
import unicodedata
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from playwright.sync_api import Browser, Page, Route
from pypdf import PdfReader

from editorial.models import Page as LibraryPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
FORMS = ["", "handout/", "handout/?size=large"]
LONGEST = "/articles/lupus-and-stem-cell-treatments/"
# Millimetres between the margins of handout.css, in CSS pixels of 1/96 inch.
PAPERS = {"A4": (178, 263), "US Letter": (183.9, 245.4)}
PIXELS = 96 / 25.4

SHOW = """async (html) => {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  for (const picture of body.querySelectorAll("img")) picture.loading = "eager";
  document.body.replaceWith(body);
  await Promise.allSettled([...document.images].map((picture) => picture.decode()));
}"""

CUT_OFF = """([width, height]) => {
  const name = (box) => `${box.localName}.${box.className}: ${box.textContent.trim().slice(0, 40)}`;
  const found = [];
  for (const box of document.body.querySelectorAll("*")) {
    if (box.closest("svg svg, svg > *, template") || !box.checkVisibility()) continue;
    const { left, right, height: own } = box.getBoundingClientRect();
    const style = getComputedStyle(box);
    if (left < -0.5 || right > width + 0.5) found.push("over the edge: " + name(box));
    const isShut = style.overflowX !== "visible" || style.overflowY !== "visible";
    const isCut = isShut && box.scrollWidth > box.clientWidth + 1;
    if (isCut && style.clipPath === "none") found.push("cut: " + name(box));
    const isWhole = isShut || ["img", "svg"].includes(box.localName);
    if (isWhole && own > height) found.push("taller than a sheet: " + name(box));
    if (box.localName === "img" && !box.naturalWidth) found.push("no picture: " + box.src);
  }
  return found;
}"""


def read(library: Path) -> dict[str, str]:
    """Load the library, read every article in every form, and take the library away again."""
    client, html = Client(), {}
    with transaction.atomic():
        call_command("load_library", library, verbosity=0)
        for article in LibraryPage.objects.published().filter(kind="article"):
            for form in FORMS:
                address = article.get_absolute_url() + form
                html[address] = client.get(address).content.decode()
        transaction.set_rollback(True)
    return html


@pytest.fixture(scope="module")
def sheets(django_db_setup, django_db_blocker, library) -> dict[str, str]:
    """The longest article in every form."""
    with django_db_blocker.unblock():
        return read(library)


@pytest.fixture(scope="module")
def paper(sheets, browser: Browser):
    """A page in print that gets what it asks for from this process, without the database."""

    def answer(route: Route) -> None:
        parts = urlsplit(route.request.url)
        address = parts.path + (f"?{parts.query}" if parts.query else "")
        if address in sheets:
            route.fulfill(body=sheets[address], content_type="text/html")
        elif path := file_of(parts.path):
            route.fulfill(body=path.read_bytes(), content_type=mimetypes.guess_type(path)[0])
        else:
            route.fulfill(status=404)

    context = browser.new_context(base_url="http://testserver", java_script_enabled=False)
    context.route("**/*", answer)
    page = context.new_page()
    page.emulate_media(media="print")
    yield page
    context.close()


def file_of(address: str) -> Path | None:
    if address.startswith(settings.STATIC_URL):
        return Path(found) if (found := finders.find(address.removeprefix("/static/"))) else None
    path = Path(settings.MEDIA_ROOT, address.removeprefix("/media/"))
    return path if path.is_file() else None


def open_on_paper(page: Page, address: str) -> None:
    answer = page.goto(address, wait_until="load")
    assert answer
    assert answer.ok, address
    assert page.locator(".prose").count() == 1, address


def cut_off(page: Page) -> list[str]:
    """Return what is cut off on the page that is open, on either paper."""
    found = []
    for paper, size in PAPERS.items():
        width, height = (int(side * PIXELS) for side in size)
        page.set_viewport_size({"width": width, "height": 1000})
        found += [f"{paper}: {what}" for what in page.evaluate(CUT_OFF, [width, height])]
    return found


@pytest.mark.parametrize("form", FORMS)
def test_longest_article_is_not_cut_off_on_paper(paper, form):
    open_on_paper(paper, LONGEST + form)
    paper.evaluate(SHOW, paper.content())  # its pictures, however far down
    assert cut_off(paper) == []


@pytest.mark.long
def test_no_article_is_cut_off_on_paper(paper):
    found, html = {}, read(settings.LIBRARY_DIR)
    assert len(html) > 40 * len(FORMS)
    for form in FORMS:
        open_on_paper(paper, LONGEST + form)
        for address in html:
            if address.split("/", 3)[-1] == form:
                paper.evaluate(SHOW, html[address])  # far quicker than to open each
                found[address] = cut_off(paper)
    assert found.keys() == html.keys()
    assert {address: what for address, what in found.items() if what} == {}


@pytest.mark.parametrize(
    ("html", "what"),
    [
        ("<p style='width: 2000px'>wide", "over the edge"),
        ("<p style='margin-left: -9px'>left", "over the edge"),
        ("<pre style='overflow: auto; width: 90px'>one long line that cannot fit", "cut"),
        ("<div style='overflow: hidden; height: 3000px'>tall", "taller than a sheet"),
        ("<svg height='3000'></svg>", "taller than a sheet"),
        ("<img src='/media/none.png' alt='' width='9' height='9'>", "no picture"),
    ],
)
def test_what_is_cut_off_is_seen(paper, html, what):
    paper.goto(LONGEST)
    paper.set_content(html, wait_until="load")
    assert any(f": {what}" in found for found in cut_off(paper))
    paper.set_content("<p>fits")
    assert cut_off(paper) == []


@pytest.mark.parametrize("form", ["", "handout/"])
def test_longest_article_loses_and_repeats_no_words_between_sheets(paper, form):
    """A line that the end of a sheet cuts in two would stand on both."""
    open_on_paper(paper, LONGEST + form)
    texts = paper.locator(".prose :is(p, li:not(:has(li)))").all_inner_texts()
    shown = letters("".join(texts))
    sheets = PdfReader(BytesIO(paper.pdf(format="A4"))).pages
    printed = letters("".join(sheet.extract_text() for sheet in sheets))
    assert len(sheets) > 8
    long = [part for part in map(letters, texts) if len(part) > 30]
    assert len(long) > 80
    assert [part for part in long if printed.count(part) != shown.count(part)] == []


def letters(text: str) -> str:
    """Return the letters alone, two for a ligature."""
    return re.sub(r"[^A-Za-z]", "", unicodedata.normalize("NFKC", text))
