"""How a term may be spelt in a text: what its title stands for, and when two spellings are one."""

import html
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

MAX_WORDS = 8  # a longer title is a sentence, which no text repeats
HYPHENS = "-\u2010\u2011"
PLAIN = {
    **dict.fromkeys(f"{HYPHENS}\u2013\u00a0\u202f", " "),  # T-cell, Epstein–Barr
    **dict.fromkeys("\u2018\u2019\u02bc", "'"),  # Wharton’s
}
NOT_ASCII = re.compile(r"[^\x00-\x7f]")
BRACKET = re.compile(r"([^()]*)\(([^()]+)\)([^()]*)")


@dataclass(frozen=True)
class Spelling:
    """One way to write a term: `key` as it is compared, see `folded`.

    `exact` are the words that a text must have letter for letter (ANA, dsDNA), with where each
    begins in the key.
    """

    key: str
    exact: tuple[tuple[int, str], ...]


def folded(text: str) -> str:
    """Return a text as it is compared: without case and accents, a hyphen counting as a space.

    Each sign stays where it is, so that a place in the one is the same place in the other.
    """
    text = text.replace("\u0130", "I").lower()  # the one letter that two would stand for
    for sign in "-\n\t":
        text = text.replace(sign, " ")
    for sign in [] if text.isascii() else set(NOT_ASCII.findall(text)):
        text = text.replace(sign, _plain(sign))
    return text


@lru_cache(maxsize=4096)
def _plain(sign: str) -> str:
    if sign in PLAIN or not (sign.isalnum() or unicodedata.combining(sign)):
        return PLAIN.get(sign, ",")  # a quotation mark, say: it parts words
    letters = [part for part in unicodedata.normalize("NFKD", sign) if part.isalnum()]
    return letters[0].lower() if len(letters) == 1 and len(letters[0].lower()) == 1 else sign


def spellings_of(title: str, language: str) -> list[Spelling]:
    """Return every way to write a title in a text, the title itself first.

    "SLE (systemic lupus erythematosus)" is written either way, "Anti-Ro (SSA) antibody" also
    "anti-Ro", "Interferon, type I" also "type I interferon". English words in lower case, and
    abbreviations, have a plural.
    """
    found: dict[Spelling, None] = {}
    for text in _parts_of(title):
        for form in [text, *(_other_numbers(text) if language.startswith("en") else [])]:
            if spelling := spelling_of(form):
                found.setdefault(spelling)
    return list(found)


def spelling_of(text: str) -> Spelling | None:
    """Return a text as one spelling; None for what no text has as a word: "C++", a sentence."""
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    key = folded(html.escape(text, quote=False))
    words = list(re.finditer(r"\w+", html.escape(text, quote=False)))
    if not re.fullmatch(r"\w(?:.*\w)?", key) or len(words) > MAX_WORDS:
        return None
    return Spelling(key, tuple((w.start(), w[0]) for w in words if _is_exact(w[0])))


def _is_exact(word: str) -> bool:
    """Whether capitals belong to the word: ANA, B, dsDNA, but not Rituximab."""
    return word[1:] != word[1:].lower() or (len(word) == 1 and word.isupper())


def _parts_of(title: str) -> list[str]:
    """Return what a title with a bracket or a comma stands for."""
    bracket = BRACKET.fullmatch(title)
    if not bracket:
        head, comma, rest = title.partition(", ")
        return [title, f"{rest} {head}"] if comma and "," not in rest else [title]
    before, within, after = (part.strip() for part in bracket.groups())
    if not after:
        return [before, within, *re.split(r"[,/]\s*", within)]
    return [f"{before} {after}", before, f"{within} {after}"]


def _other_numbers(text: str) -> list[str]:
    """Return the plural; of a title that stands in the plural (Platelets) also the singular."""
    last = re.split(r"\W", text)[-1]
    is_abbreviation = len(last) > 1 and last.isupper()
    if not last.isalpha() or not (last[1:].islower() or is_abbreviation):
        return []
    if is_abbreviation:
        return [f"{text}s"]
    if last[0].isupper() and last != text:
        return []  # a name: Anti-La
    if re.search(r"[^aeiou]y$", last):
        return [f"{text[:-1]}ies"]
    found = [f"{text}{'es' if re.search(r'(?:[sxz]|[cs]h)$', last) else 's'}"]
    if len(last) > 4 and last.endswith("ies"):
        found.append(f"{text[:-3]}y")
    elif len(last) > 4 and re.search(r"[^sui]s$", last):
        found.append(text[:-1])
    return found
