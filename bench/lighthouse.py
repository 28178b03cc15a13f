"""`make bench`: Lighthouse on the pages that readers open most, as on a phone with a slow network.

Each page is measured three times; shown are the medians of the four categories, out of 100, and
by name the audits that kept one below 100.
"""

import json
import os
import shutil
import statistics
import subprocess
import tempfile
from pathlib import Path

from bench.run import LIBRARY, PAGES
from tests.machine import chromium, npm_install
from tests.served.site import Site

ROOT = Path(__file__).parent
CATEGORIES = ["performance", "accessibility", "best-practices", "seo"]
NAMES = ["home", "article", "term", "question", "symptom", "search"]
TRIES = 3  # it sometimes loses a page's first moment, and asks to be run again
RUNS = 3
FLAGS = "--headless=new --no-sandbox --disable-dev-shm-usage"


def main() -> None:
    """Serve the starter library in a temporary folder and print a table of its pages."""
    if not shutil.which("npm") or not npm_install(ROOT):
        print("NOT RUN  Lighthouse: install npm 10 and Node 20 or newer")
        return
    folder = Path(tempfile.mkdtemp(prefix="lupusinfo-lighthouse-"))
    site = Site(folder, LIBRARY)
    site.wait()
    print(f"{'Lighthouse':12} " + " ".join(f"{name:>14}" for name in CATEGORIES))
    try:
        for name, address in PAGES:
            if name in NAMES:
                reports = [report(site.url + address, folder) for _run in range(RUNS)]
                print(line(name, reports), flush=True)
    finally:
        site.stop()
        shutil.rmtree(folder, ignore_errors=True)


def report(url: str, folder: Path) -> dict:
    """Return Lighthouse's report on a page, with the settings of its mobile profile."""
    path = folder / "report.json"
    command = [ROOT / "node_modules/.bin/lighthouse", url, "--quiet", "--output=json"]
    command += [f"--output-path={path}", f"--chrome-flags={FLAGS}"]
    command += [f"--only-categories={','.join(CATEGORIES)}"]
    environment = {**os.environ, "CHROME_PATH": chromium() or ""}
    for _try in range(TRIES):
        done = subprocess.run(command, check=False, env=environment)
        if done.returncode == 0:
            return json.loads(path.read_text())
    raise SystemExit(f"Lighthouse failed {TRIES} times on {url}; what it said stands above.")


def line(name: str, reports: list[dict]) -> str:
    """Return the medians of a page's reports, and the audits that kept a category below 100."""
    scores = {
        category: round(
            100 * statistics.median(one["categories"][category]["score"] for one in reports)
        )
        for category in CATEGORIES
    }
    below = [category for category, score in scores.items() if score < 100]
    short = sorted({audit for one in reports for each in below for audit in short_of(one, each)})
    return (
        f"{name:12} "
        + " ".join(f"{score:14}" for score in scores.values())
        + f"  {', '.join(short)}"
    )


def short_of(one: dict, category: str) -> list[str]:
    """Return the audits that count in a category and are not met in full."""
    counted = [audit["id"] for audit in one["categories"][category]["auditRefs"] if audit["weight"]]
    scores = {name: one["audits"][name]["score"] for name in counted}
    return [name for name, score in scores.items() if score is not None and score < 1]


if __name__ == "__main__":
    main()
