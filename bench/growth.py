"""`python -m bench.growth`: what a search costs at 1,000, 10,000 and 50,000 pages, three ways.

Synthetic pages of made-up words, common ones often, are given to this project's index, to SQLite's
FTS5 and to PostgreSQL's full-text search, and the same queries are asked of each in one run.
"""

import os
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from bench.rivals import Fts5, Postgres, Rival

SIZES = (1_000, 10_000, 50_000)
WORDS_A_PAGE = 200
QUERIES = 300
Asker = Callable[[str], object]


@dataclass
class System:
    """One way to search: how long it took to build, its size, and how it is asked and told."""

    name: str
    built: float  # seconds
    megabytes: float
    ask: Asker
    publish: Callable[[str], bool]  # put one more page in; whether it is found after that


def main() -> None:
    """Print a table for each size."""
    os.environ["LUPUSINFO_VAR"] = tempfile.mkdtemp(prefix="lupusinfo-bench-")
    os.environ["DJANGO_SETTINGS_MODULE"] = "lupusinfo.settings"
    import django

    django.setup()
    from django.core.management import call_command

    from tests.machine import postgres_binaries, temporary_postgres

    call_command("migrate", verbosity=0)
    for size in SIZES:
        texts = list(synthetic(size))
        print(f"\n{size:,} pages of {WORDS_A_PAGE} words")
        head = f"{'':24} {'build s':>8} {'MB':>6} {'p50 ms':>7} {'p95 ms':>7} {'misspelt':>9}"
        print(f"{head} {'to found ms':>12}")
        show(ours(texts))
        show(measured(Fts5(joined_by=" "), texts))
        show(measured(Fts5(joined_by=" OR "), texts))
        if postgres_binaries():
            with temporary_postgres() as url:
                show(measured(Postgres(url), texts))


def show(system: System) -> None:
    """Print one system's line; "misspelt" is the p95 of queries with an unknown word."""
    right = timed(system.ask, (f"{word(n)} {word(n * 7 % 900)} rash" for n in range(QUERIES)))
    wrong = timed(system.ask, (f"{word(n)[:-2]}x{word(n)[-1]} rash" for n in range(QUERIES)))
    began = time.perf_counter()
    is_found = system.publish("qwertzuiop")
    to_found = (time.perf_counter() - began) * 1000
    p95 = int(QUERIES * 0.95)
    print(
        f"{system.name:24} {system.built:8.1f} {system.megabytes:6.0f} "
        f"{statistics.median(right):7.2f} {right[p95]:7.2f} {wrong[p95]:9.2f} "
        f"{to_found:12.1f}{'' if is_found else ' not found'}"
    )


def timed(ask: Asker, texts: Iterator[str]) -> list[float]:
    """Return the milliseconds of each call, sorted."""
    times = []
    for text in texts:
        began = time.perf_counter()
        ask(text)
        times.append((time.perf_counter() - began) * 1000)
    return sorted(times)


def ours(texts: list[str]) -> System:
    """This project's index, asked as the search page asks it; MB is what the process grew by."""
    from search.index import PageIndex
    from search.words import query_words, telling

    pages = [page_of(number, text) for number, text in enumerate(texts)]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    index = PageIndex("en")
    index.write(pages, replace=False)
    _ = index.speller
    built = time.perf_counter() - began
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024

    def ask(text: str) -> object:
        words = telling(index.speller.correct(query_words(text)).words)
        return [index.find(words), index.named_symptoms(words)]

    def publish(new: str) -> bool:
        index.update(1, [page_of(len(texts), f"{texts[0]} {new}")])
        return bool(index.find([new]))

    return System("LupusInfo", built, grown, ask, publish)


def measured(rival: Rival, texts: list[str]) -> System:
    """One of the usual ways, given the same pages."""
    began = time.perf_counter()
    rival.add([(str(number), text) for number, text in enumerate(texts)])
    built = time.perf_counter() - began

    def publish(new: str) -> bool:
        rival.add([("new", f"{texts[0]} {new}")])
        return bool(rival.ask(new))

    return System(rival.name, built, rival.megabytes(), rival.ask, publish)


def word(number: int) -> str:
    """Return a made-up word; low numbers are the common ones."""
    parts = ("ba", "ce", "di", "fo", "gu", "ha", "ke", "li", "mo", "nu")
    return "".join(parts[int(digit)] for digit in f"{number:04d}")


def synthetic(size: int) -> Iterator[str]:
    """Give texts of made-up words, common ones often, as in real text; the first four a title."""
    rng = random.Random(size)
    for _number in range(size):
        words = [word(min(int(rng.paretovariate(0.4)), 9999)) for _each in range(WORDS_A_PAGE)]
        yield f"{' '.join(words)} rash"


def page_of(number: int, text: str) -> Any:
    """Return an unsaved published article with this text."""
    from editorial.models import Page

    return Page(
        pk=number + 1,
        kind="article",
        language="en",
        title=" ".join(text.split()[:4]),
        body_html=f"<p>{text}</p>",
        status="published",
        is_public=True,
    )


if __name__ == "__main__":
    main()
