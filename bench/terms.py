"""`python -m bench.terms`: what it costs to link the glossary's words when a page is read.

The longest article of the starter library is linked with its own terms and 500 synthetic ones.
Times are the least of many rounds, as machines are shared and noisy.
"""

import os
import tempfile
import time

TERMS = 500
ROUNDS = 200


def main() -> None:
    """Print milliseconds a page, without and with the synthetic terms."""
    os.environ["LUPUSINFO_VAR"] = tempfile.mkdtemp(prefix="lupusinfo-bench-")
    os.environ["DJANGO_SETTINGS_MODULE"] = "lupusinfo.settings"
    import django

    django.setup()
    from django.core.management import call_command

    from articles.models import Article
    from glossary.linking import TermLinker

    call_command("migrate", verbosity=0)
    call_command("load_library", verbosity=0)
    longest = max(Article.objects.published(), key=lambda page: len(page.body_html))
    print(f"{longest.slug}: {len(longest.body_html):,} characters of HTML")
    report(TermLinker("en"), longest.body_html)
    make_terms()
    report(TermLinker("en"), longest.body_html)


def make_terms() -> None:
    """Publish 500 terms of one to three words, among them words that every page has."""
    from glossary.models import Term
    from tests.builders import make_term

    common = ["people", "medicine", "blood", "study", "kidney", "doctor", "trial", "cells"]
    for number in range(TERMS):
        words = [common[number % 8], f"word{number}", common[number // 63]]
        make_term(title=" ".join(words[: 2 + number % 2]))
    assert Term.objects.published().count() >= TERMS


def report(linker, html: str) -> None:
    """Print one line: terms, links, milliseconds."""
    rounds = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        linked = linker.link(html)
        rounds.append((time.perf_counter() - began) * 1000)
    count = linked.count('<a class="term"')
    print(f"{len(linker):4} terms: {count} links, {min(rounds):.2f} ms a page")


if __name__ == "__main__":
    main()
