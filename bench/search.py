"""`python -m bench.search`: how well and how fast the search finds, beside the usual ways.

Patients' queries of bench/data/search_queries.yaml are asked of the starter library: the half
named `tune` may be looked at while working on the search, `report` is what counts. All systems are
asked in one run; compare within a run only. `bench.growth` shows how cost grows with the library.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import yaml

from bench.rivals import Fts5, Postgres

QUERIES = Path(__file__).parent / "data" / "search_queries.yaml"
Finder = Callable[[str], list[str]]


def main() -> None:
    """Load the library into a temporary site and print the tables."""
    os.environ["LUPUSINFO_VAR"] = tempfile.mkdtemp(prefix="lupusinfo-bench-")
    os.environ["DJANGO_SETTINGS_MODULE"] = "lupusinfo.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("load_library", verbosity=0)
    queries = yaml.safe_load(QUERIES.read_text())
    print(f"{len(queries)} queries, {sum(q['is_misspelt'] for q in queries)} of them misspelt")
    compare(queries)


def compare(queries: list[dict]) -> None:
    """Print how often each system finds the right page, by half and spelling."""
    from tests.machine import postgres_binaries, temporary_postgres

    with_pages = documents()
    systems: dict[str, Finder] = {
        "LupusInfo": ours(),
    }
    for rival in (Fts5(joined_by=" "), Fts5(joined_by=" OR ")):
        rival.add(with_pages)
        systems[rival.name] = rival.ask
    if not postgres_binaries():
        print("PostgreSQL's server is not installed: its row is left out.")
        report(systems, queries)
        return
    with temporary_postgres() as url:
        rival = Postgres(url)
        rival.add(with_pages)
        systems[rival.name] = rival.ask
        report(systems, queries)


def report(systems: dict[str, Finder], queries: list[dict]) -> None:
    """Print a table: right page first, in the first three, MRR, nothing found, milliseconds."""
    head = f"{'':24} {'first':>6} {'in 3':>6} {'MRR':>6} {'none':>6} {'p50 ms':>7} {'p95 ms':>7}"
    for half in ("tune", "report"):
        for is_misspelt in (False, True):
            asked = [q for q in queries if q["half"] == half and q["is_misspelt"] == is_misspelt]
            print(f"\n{half}, {'misspelt' if is_misspelt else 'spelt right'}: {len(asked)} queries")
            print(head)
            for name, find in systems.items():
                print(f"{name:24} {row(find, asked)}")


def row(find: Finder, asked: list[dict]) -> str:
    """Ask every query of one system and return its figures."""
    ranks, times, none = [], [], 0
    for query in asked:
        began = time.perf_counter()
        found = find(query["q"])
        times.append((time.perf_counter() - began) * 1000)
        none += not found
        right = [at for at, url in enumerate(found, start=1) if url in query["pages"]]
        ranks.append(right[0] if right else 0)
    count = len(asked) or 1
    first = sum(rank == 1 for rank in ranks) / count
    three = sum(0 < rank <= 3 for rank in ranks) / count
    mrr = sum(1 / rank for rank in ranks if rank) / count
    p50, p95 = statistics.median(times), sorted(times)[int(len(times) * 0.95)]
    return f"{first:6.0%} {three:6.0%} {mrr:6.2f} {none / count:6.0%} {p50:7.2f} {p95:7.2f}"


def documents() -> list[tuple[str, str]]:
    """Return address and whole text of every page."""
    from editorial.models import Page
    from editorial.rendering import plain_text

    return [
        (page.get_absolute_url(), "\n".join([page.title, page.also, page.summary, text]))
        for page in Page.objects.published()
        for text in [plain_text(page.body_html)]
    ]


def ours() -> Finder:
    """This project's search, as the page and the API call it."""
    from editorial.models import LibraryVersion
    from search.asking import Question, ask

    version = LibraryVersion.current()

    def find(text: str) -> list[str]:
        answer = ask(Question(text, "en"), version)
        return [result.page.get_absolute_url() for result in answer.results(0, 10)]

    return find


if __name__ == "__main__":
    main()
