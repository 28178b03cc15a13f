"""`make bench`: what the pages cost. Run by hand; nothing here is asserted.

Machines are shared and noisy, so a time is given beside that of the smallest page of the same
run (/healthz), as a ratio.
"""

import os
import re
import tempfile
import time
import urllib.request
from pathlib import Path

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


def main() -> None:
    """Serve a fresh site in a temporary folder and print a table of its pages."""
    folder = Path(tempfile.mkdtemp(prefix="lupusinfo-bench-"))
    os.environ["LUPUSINFO_VAR"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "lupusinfo.settings"
    from tests.served.site import Site

    began = time.monotonic()
    site = Site(folder)
    site.wait()
    print(f"First start, from nothing to answering: {time.monotonic() - began:.1f} s")
    try:
        measure(site.url)
    finally:
        site.stop()
    began = time.monotonic()
    again = Site(folder)
    again.wait()
    print(f"Second start: {time.monotonic() - began:.1f} s")
    again.stop()


def measure(url: str) -> None:
    """Print queries, CPU and bytes of each page."""
    import django

    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext, setup_test_environment

    setup_test_environment()
    client = Client()
    trivial = cpu(client, "/healthz")
    print(f"CPU of /healthz: {trivial * 1e6:.0f} µs a request, in process")
    print(f"{'page':12} {'queries':>7} {'CPU ratio':>9} {'requests':>8} {'bytes, first visit':>18}")
    for name, address in PAGES:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        queries = len(captured)  # before the next request empties the log
        ratio = cpu(client, address) / trivial
        requests, size = first_visit(url, address)
        print(f"{name:12} {queries:7} {ratio:9.1f} {requests:8} {size:18,}")


def cpu(client, address: str) -> float:
    """Return the seconds of CPU that one request takes, the least of five rounds."""
    rounds = []
    for _round in range(5):
        began = time.process_time()
        for _each in range(REQUESTS // 5):
            client.get(address)
        rounds.append((time.process_time() - began) / (REQUESTS // 5))
    return min(rounds)


def first_visit(url: str, address: str) -> tuple[int, int]:
    """Return how many requests a browser makes for a page, and the bytes of their bodies."""
    html, size = fetch(url + address)
    assets = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', html))
    return 1 + len(assets), size + sum(fetch(url + asset)[1] for asset in assets)


def fetch(url: str) -> tuple[str, int]:
    """Return a page's text (fetched plain) and its size as it goes over the wire."""
    request = urllib.request.Request(url, headers={"Accept-Encoding": "br, gzip"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        size = len(answer.read())
    with urllib.request.urlopen(url, timeout=20) as answer:
        return answer.read().decode(), size


if __name__ == "__main__":
    main()
