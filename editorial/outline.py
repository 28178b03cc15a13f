"""What a text's clean HTML tells of it: its parts, and how long it takes to read."""

import html
import re

# An assumption for careful reading of something new, not a finding: it only has to tell a short
# page from a long one.
WORDS_A_MINUTE = 200
FEWEST_PARTS = 3  # fewer are seen at a glance, and need no list

CITATION = re.compile(r'<sup class="citation">.*?</sup>')
TAG = re.compile(r"<[^>]*>")  # the cleaner escapes > in attributes
MARK = re.compile(r'<div( class="card[ "])?[^>]*>|</div>|<h2 id="([^"]*)">(.*?)</h2>', re.DOTALL)


def words_of(clean_html: str) -> list[str]:
    """Return the words of clean HTML, without citations."""
    return html.unescape(TAG.sub("", CITATION.sub("", clean_html))).split()


def contents(clean_html: str) -> list[tuple[str, str]]:
    """Return the ids and titles of a text's parts in order; none when there are only a few.

    Parts begin at headings of the second level; one within a card is a part of the card.
    """
    parts = []
    within: list[bool] = []  # of each div that is open: whether it is a card
    for mark in MARK.finditer(clean_html):
        if mark[2] is not None:
            if not any(within):
                parts.append((mark[2], " ".join(words_of(mark[3]))))
        elif mark[0] == "</div>":
            within.pop()
        else:
            within.append(bool(mark[1]))
    return parts if len(parts) >= FEWEST_PARTS else []


def minutes(clean_html: str) -> int:
    """Return how many minutes a text takes to read, at least one."""
    return max(1, round(len(words_of(clean_html)) / WORDS_A_MINUTE))
