"""What is ordinary English, from pyspellchecker's list of how often each word is used."""

import math
from functools import cache

from spellchecker import SpellChecker

from search.words import fold

KNOWN = 300  # uses in the list; of the rarer words, most are names and terms of a trade
ORDINARY = 1_000  # uses; rarer words may be slips themselves
EVERYDAY = 400_000  # uses; more often used are words like "time", "all" and "anything"
FORMS = (
    *(("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e")),
    *(("er", ""), ("er", "e"), ("est", ""), ("est", "e"), ("ly", ""), ("ness", ""), ("less", "")),
)
SHORTEST_BASE = 4  # letters
FADING, LEAST = 0.4, 0.3  # what a word loses for each ten times as many uses, and what it keeps


@cache
def _uses() -> dict[str, int]:
    """Return how often each word is used in a large collection of ordinary texts."""
    uses: dict[str, int] = SpellChecker(language="en").word_frequency.dictionary
    return {word: count for word, count in uses.items() if count >= KNOWN}


@cache
def english_words() -> frozenset[str]:
    """Return the ordinary words of English; "hate" is not a misspelt "heat"."""
    return frozenset(word for word, count in _uses().items() if count >= ORDINARY)


def is_known_english(word: str) -> bool:
    """Whether a word in small letters is one that most people know, in this or another form."""
    uses = _uses()
    folded = fold(word)
    return any(form in uses for form in (word, folded, *_bases(word), *_bases(folded)))


def _bases(word: str) -> list[str]:
    """Return what a word may be a form of: walked and walking are forms of walk."""
    return [
        word[: -len(ending)] + base
        for ending, base in FORMS
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_BASE
    ]


@cache
def telling_weight(word: str) -> float:
    """Return how much a word says, from 1 down to LEAST for the words that everybody always uses.

    A library of a few hundred pages cannot tell by itself that "anything" says less than "rash".
    """
    uses = _uses().get(word, 0)
    return max(LEAST, 1.0 - FADING * max(0.0, math.log10(max(uses, 1) / EVERYDAY)))
