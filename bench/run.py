"""`make bench`: what the pages cost. Run by hand; nothing here is asserted.

Machines are shared and noisy, so a time is given beside that of the smallest page of the same
run (/healthz), as a ratio.
"""

import os
import tempfile
import time
import urllib.request
from pathlib import Path

LIBRARY = Path(__file__).parents[1] / "content"
PAGES = [
    ("home", "/"),
    ("article", "/articles/lupus-and-stem-cell-treatments/"),
    ("term", "/glossary/flare/"),
    ("question", "/faq/can-stem-cells-cure-lupus/"),
    ("symptom", "/symptoms/fever/"),
    ("topic", "/topics/kidneys/"),
    ("symptoms", "/symptoms/"),
    ("glossary", "/glossary/"),
    ("search", "/search/?q=white+fingers"),
    ("urgent help", "/urgent-help/"),
]
REQUESTS = 60
EARLY = """performance.getEntriesByType("resource").filter(({ name, startTime }) =>
    startTime < performance.timing.loadEventStart - performance.timeOrigin
    && !name.includes("/media/")).map(({ name }) => name)"""


def main() -> None:
    """Serve a fresh site in a temporary folder and print a table of its pages."""
    folder = Path(tempfile.mkdtemp(prefix="lupusinfo-bench-"))
    os.environ["LUPUSINFO_VAR"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "lupusinfo.settings"
    from tests.served.site import Site

    began = time.monotonic()
    site = Site(folder, LIBRARY)
    site.wait(120)
    print(f"First start, from nothing to answering: {time.monotonic() - began:.1f} s")
    try:
        visit(site.url)
        measure()
    finally:
        site.stop()
    began = time.monotonic()
    again = Site(folder, LIBRARY)
    again.wait()
    print(f"Second start: {time.monotonic() - began:.1f} s")
    again.stop()


def measure() -> None:
    """Print queries and CPU of each page."""
    import django

    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext, setup_test_environment

    setup_test_environment()
    client = Client()
    trivial = cpu(client, "/healthz")
    print(f"CPU of /healthz: {trivial * 1e6:.0f} µs a request, in process")
    print(f"{'page':12} {'queries':>7} {'CPU ratio':>9}")
    for name, address in PAGES:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        queries = len(captured)  # before the next request empties the log
        print(f"{name:12} {queries:7} {cpu(client, address) / trivial:9.1f}")


def visit(url: str) -> None:
    """Print the requests and bytes of a first visit to each page, without the text's pictures."""
    from playwright.sync_api import sync_playwright

    from tests.machine import chromium

    print("\nA first visit in Chromium: requests and bytes, the text's pictures not counted")
    print(f"{'page':12} {'until it is loaded':>20} {'after that':>20} {'kept for no network':>20}")
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-dev-shm-usage"]
        browser = playwright.chromium.launch(executable_path=chromium(), args=flags)
        for name, address in PAGES:
            parts = first_visit(browser, url + address)
            print(f"{name:12} " + " ".join(f"{len(part):11} {sum(part):8,}" for part in parts))
        browser.close()


def cpu(client, address: str) -> float:
    """Return the seconds of CPU that one request takes, the least of five rounds."""
    rounds = []
    for _round in range(5):
        began = time.process_time()
        for _each in range(REQUESTS // 5):
            client.get(address)
        rounds.append((time.process_time() - began) / (REQUESTS // 5))
    return min(rounds)


def first_visit(browser, url: str) -> list[list[int]]:
    """Open a page as somebody who was never here; return the bytes of each answer, in three lists.

    First what the page asks for until it is loaded (and the manifest, at whatever time a browser
    asks for that), without the pictures of its text; then what it asks for later; last, what the
    service worker asks for.
    """
    context = browser.new_context(viewport={"width": 412, "height": 823})
    page, asked = context.new_page(), {}
    context.on("request", lambda one: asked.setdefault((one.url, bool(one.service_worker))))
    page.goto(url, wait_until="load")
    early = {url, *page.evaluate(EARLY), page.locator("[rel=manifest]").evaluate("it => it.href")}
    page.wait_for_timeout(1500)
    context.close()
    pages = [address for address, is_worker in asked if not is_worker and "/media/" not in address]
    later = [address for address in pages if address not in early]
    worker = [address for address, is_worker in asked if is_worker]
    return [[size_of(address) for address in part] for part in (early, later, worker)]


def size_of(url: str) -> int:
    """Return the size of an answer's body as it goes over the wire."""
    request = urllib.request.Request(url, headers={"Accept-Encoding": "br, gzip"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return len(answer.read())


if __name__ == "__main__":
    main()
