"""A small real site for the walks over every kind of page: a few pages of content/."""

import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.servers.basehttp import WSGIRequestHandler
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect

from editorial import publishing
from glossary.models import Term
from tests.builders import edit, make_article, make_clinic, make_user

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
def site(live_server, tmp_path: Path) -> str:
    """Fill the site, so that ADDRESSES are there; return where it is served."""
    library = tmp_path / "library"
    for name in CHOSEN:
        target = library / "en" / f"{name}.md"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(settings.LIBRARY_DIR / "en" / f"{name}.md", target)
    for name in ("sources.yaml", "clinic.yaml"):
        shutil.copy(settings.LIBRARY_DIR / name, library)
    (library / "pictures").symlink_to(settings.LIBRARY_DIR / "pictures")
    call_command("load_library", library, verbosity=0)
    make_clinic(email="desk@clinic.example")
    publishing.withdraw(make_article(title="Withdrawn", slug="withdrawn"))
    edit(Term.objects.get(slug="flare"), summary="A draft.")
    return live_server.url


def open_context(browser: Browser, site: str, **wishes) -> BrowserContext:
    """Open a browser in which a member of staff is signed in, who alone sees drafts."""
    client = Client()
    client.force_login(make_user("ada", "Author"))
    context = browser.new_context(base_url=site, service_workers="block", **wishes)
    host = urlsplit(site).hostname
    for name, morsel in client.cookies.items():
        context.add_cookies([{"name": name, "value": morsel.value, "domain": host, "path": "/"}])
    return context


@pytest.fixture
def reader(browser: Browser, site: str):
    """A page of a browser that may open each of ADDRESSES."""
    context = open_context(browser, site)
    yield context.new_page()
    context.close()


def walk(page: Page, *addresses: str):
    """Open one address after the other, and give each."""
    for address in addresses or ADDRESSES:
        answer = page.goto(address)
        assert answer
        assert answer.status in {200, 404, 410}, address
        yield address
