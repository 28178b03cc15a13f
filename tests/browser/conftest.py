"""A small real site for the walks over every kind of page, and how to be signed in at its desk."""

import re
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.servers.basehttp import WSGIRequestHandler
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect

from editorial import publishing
from glossary.models import Term
from tests.builders import edit, make_article, make_clinic

expect.set_options(timeout=20_000)  # milliseconds; machines are shared and sometimes slow

# The live server writes an answer line by line. Each line is sent at once, or else every file of a
# page waits 40 ms for the browser to acknowledge the one before (Nagle's algorithm).
WSGIRequestHandler.disable_nagle_algorithm = True

CHOSEN = [
    "articles/lupus-and-stem-cell-treatments",  # cards, a table, pictures, key points, sources
    *("glossary/flare", "glossary/remission", "glossary/stem-cell", "glossary/placebo"),
    *("faq/can-stem-cells-cure-lupus", "faq/what-is-a-flare"),
    *("topics/raynaud", "topics/fatigue", "topics/chest-pain", "topics/kidneys"),
]
ARTICLE = "/articles/lupus-and-stem-cell-treatments/"
STAFF = ["/glossary/flare/?draft=1", "/styleguide/"]
ADDRESSES = [
    *("/", "/articles/", ARTICLE, f"{ARTICLE}handout/", "/glossary/", "/glossary/flare/"),
    *("/faq/", "/faq/can-stem-cells-cure-lupus/", "/symptoms/", "/symptoms/raynaud/"),
    *("/topics/", "/topics/kidneys/", "/urgent-help/"),
    *("/search/", "/search/?q=flare", "/search/?q=qwertz", "/search/?q=raynoud"),
    "/search/?q=crushing+chest+pain",
    *("/about/", "/contact/", "/how-we-write/", "/privacy/", "/accessibility/", "/offline/"),
    *("/feedback/term/flare/", "/feedback/term/flare/thanks/"),
    *("/nowhere/", "/articles/withdrawn/", *STAFF),
]


@pytest.fixture
def said(page: Page) -> list[str]:
    """What the browser complained of on `page`."""
    return complaints_of(page)


def complaints_of(page: Page) -> list[str]:
    """Return a list to which is added what the browser will complain of on this page."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints


@pytest.fixture
def at_the_desk(publisher: User) -> User:
    """Who is signed in on the page `desk`: a file of tests may name somebody else."""
    return publisher


@pytest.fixture
def desk(live_server, page: Page, at_the_desk: User) -> Page:
    """A page on which somebody has signed in."""
    sign_in(page.context, live_server.url, at_the_desk)
    return page


def sign_in(context: BrowserContext, site: str, user: User) -> None:
    """Give the browser the cookie that the form gives, which test_sign_in.py fills in."""
    client = Client()
    client.force_login(user)
    cookies = client.cookies.items()
    context.add_cookies([{"name": name, "value": one.value, "url": site} for name, one in cookies])


@pytest.fixture(scope="session")
def library(tmp_path_factory) -> Path:
    """A folder with the pages that are CHOSEN, and of all sources those that they cite."""
    whole, folder = settings.LIBRARY_DIR, tmp_path_factory.mktemp("library")
    for name in [*(f"en/{name}.md" for name in CHOSEN), "clinic.yaml"]:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(whole / name, folder / name)
    words = set(re.findall(r"\w+", "".join(path.read_text() for path in folder.rglob("*.*"))))
    _about, *sources = re.split(r"(?m)^- key: ", (whole / "sources.yaml").read_text())
    cited = (f"- key: {source}" for source in sources if source.split("\n")[0] in words)
    (folder / "sources.yaml").write_text("".join(cited))
    (folder / "pictures").symlink_to(whole / "pictures")
    return folder


@pytest.fixture
def site(live_server, library: Path) -> str:
    """Fill the site, so that ADDRESSES are there; return where it is served."""
    call_command("load_library", library, verbosity=0)
    make_clinic(email="desk@clinic.example")
    publishing.withdraw(make_article(title="Withdrawn", slug="withdrawn"))
    edit(Term.objects.get(slug="flare"), summary="A draft.")
    return live_server.url


def open_context(browser: Browser, site: str, user: User, **wishes) -> BrowserContext:
    """Open a further browser in which somebody is signed in; staff alone see drafts."""
    context = browser.new_context(base_url=site, service_workers="block", **wishes)
    sign_in(context, site, user)
    return context


@pytest.fixture
def reader(browser: Browser, site: str, author: User):
    """A page of a browser that may open each of ADDRESSES."""
    context = open_context(browser, site, author)
    yield context.new_page()
    context.close()


def walk(page: Page, *addresses: str):
    """Open one address after the other, and give each."""
    for address in addresses or ADDRESSES:
        answer = page.goto(address)
        assert answer
        assert answer.status in {200, 404, 410}, address
        yield address
