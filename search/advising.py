"""Advice that needs to know words: jargon that nothing explains, and patients' words that fail."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import yaml
from django.utils.translation import gettext as _

from editorial.content_rules import Advice
from editorial.models import Held, Page
from editorial.writing.advice import Asked
from search.english import is_known_english
from search.holding import held
from search.index import PageIndex
from search.library_check import AMONG
from search.words import normalise, stem, telling

PLAINER = Path(__file__).parent / "data/plainer_en.yaml"
BRACKETS = re.compile(r"\([^()]*\)")
# A whole word in small letters: names have a capital, and half a compound tells nothing.
WORD = re.compile(r"(?<![\w'’.@/-])[a-z]{5,}(?![\w'’@/-])")
ABBREVIATION = re.compile(r"(?<![\w.@/-])(?![IVX]+\b)[A-Z]{2,6}(?=s?(?![\w@/-]))")
FAMILIAR = {"AM", "DNA", "EU", "GP", "HIV", "NHS", "OK", "PM", "TV", "UK", "US", "USA"}
MOST = 12  # words that are named; a text with more of them is not for patients yet


def jargon(asked: Asked) -> Iterator[Advice]:
    """A word that few people know is explained: in the glossary, or there and then.

    The text's own brackets explain ("a drip (intravenous)"), and what a page is called or also
    called is its subject. Only English, of which there is a list of words.
    """
    if not asked.page.language.startswith("en"):
        return
    own = normalise(f"{asked.text.title} {asked.content.get('also', '')}").split()
    known = explained_stems(asked) | set(map(stem, own))
    found: dict[str, Advice] = {}
    for passage in asked.text.passages:
        outside = BRACKETS.sub(" ", passage.text)
        for match in WORD.finditer(outside):
            word = match[0]
            if word not in found and stem(word) not in known and (said := _plainer(word)):
                is_explained = re.search(rf"\b{word} \(", passage.text)
                if not is_explained:
                    found[word] = Advice(passage.line, said, "jargon", word)
    yield from list(found.values())[:MOST]
    yield from _abbreviations(asked, known)


def explained_stems(asked: Asked) -> frozenset[str]:
    """Return the stems of all words that some page explains, as of the library's version."""
    names = " ".join(asked.around.plain_names)
    return _titles.at(asked.version, asked.page.language) | _stems_of(names)


@cache
def _data() -> tuple[dict[str, str], frozenset[str]]:
    read = yaml.safe_load(PLAINER.read_text(encoding="utf-8"))
    return {stem(word): text for word, text in read["instead"].items()}, frozenset(
        map(stem, read["plain"])
    )


def _plainer(word: str) -> str:
    """Return what to say of a word; "" for one that needs nothing."""
    instead, plain = _data()
    if text := instead.get(stem(word)):
        said = _("“%(word)s” is a clinician’s word. Plainer: %(plainer)s.")
        return said % {"word": word, "plainer": text}
    if stem(word) in plain or is_known_english(word):
        return ""
    said = _(
        "Few readers know “%s”. Say it plainly and put this word in brackets, or add it to the "
        "glossary."
    )
    return said % word


def _abbreviations(asked: Asked, known: frozenset[str] | set[str]) -> Iterator[Advice]:
    """Letters that stand for words say for which, once, next to a bracket."""
    body = asked.text.body
    seen: set[str] = set()
    for passage in asked.text.passages:
        for match in ABBREVIATION.finditer(passage.text):
            letters = match[0]
            if letters in seen | FAMILIAR or stem(letters.lower()) in known:
                continue
            seen.add(letters)
            if not re.search(rf"\([^)]*\b{letters}s?\b|\b{letters}s? \(", body):
                said = _("“%s” is explained nowhere. Write what the letters stand for.")
                yield Advice(passage.line, said % letters, "abbreviation", letters)


def patients_words(asked: Asked) -> Iterator[Advice]:
    """A live page is found by its patients' words, as far as they are live too.

    What is new cannot be told before it is published: the index holds what readers can find.
    """
    index = held(asked.page.language)
    written = {line.strip() for line in asked.content.get("also", "").splitlines()}
    for phrase in dict.fromkeys(map(str.strip, asked.live_also.splitlines())):
        if index and phrase in written - {""} and not _leads(index, phrase, asked.page):
            said = _("A search for “%s” leads elsewhere. Say it otherwise, or move it.") % phrase
            yield Advice(0, said, "patients-words", phrase, field="also")


def _leads(index: PageIndex, phrase: str, page: Page) -> bool:
    hits = index.find(telling(normalise(phrase).split()))[:AMONG]
    return page.pk in {hit.page_id for hit in hits}


def _stems_of(text: str) -> frozenset[str]:
    return frozenset(map(stem, normalise(text).split()))


def _read_titles(language: str) -> frozenset[str]:
    titles = Page.objects.published().in_language(language).values_list("title", flat=True)
    return _stems_of(" ".join(titles))


_titles = Held(_read_titles)
