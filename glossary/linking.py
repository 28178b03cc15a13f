"""Words of the glossary become links to their terms, when a page is read.

Nothing is stored: a term that is published, changed or withdrawn shows on every page at once. The
words of a page are looked up in one dictionary of all terms' first words; only for those that it
has is the text itself searched, so that the time grows with the page and not with the glossary.
"""

import html
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from editorial.models import Held, LibraryVersion
from editorial.rendering import trusted
from glossary.models import Term
from glossary.spellings import HYPHENS, Spelling, folded, spelling_of, spellings_of

# Where no links may stand: headings, links, quotes, code, a clinic's number (span), what names a
# card, the whole of an emergency card, citations, and the inside of any tag with attributes.
SHUT = re.compile(
    r"<(?:(h[1-6]|th|a|blockquote|code|pre|span)\b"
    r"|(div)\b[^>]*\bcard-emergency\b|(p)\b[^>]*\bcard-(?:label|title)\b"
    r'|sup\b.*?</sup>|[a-z]+\s(?:[^<>"]|"[^"]*")*>)',
    re.DOTALL,
)
ADDRESS = re.compile(r'<a\b[^>]*\shref="([^"]*)"')
# A hyphen makes one word of two (flare-up); the name of a tag or an entity is none.
WHOLE_BEFORE = re.compile(rf"(?<![\w\u0300-\u036f<&])(?<!\w[{HYPHENS}])(?<!</)(?<!&#)")
WHOLE_AFTER = re.compile(rf"(?![\w\u0300-\u036f]|[{HYPHENS}]\w)")
NO_WORDS = {sign: " " for sign in range(128) if not re.match(r"\w", chr(sign))}
APART = "<>"  # parts words, and stands in no spelling
BEGINNING = 8  # signs of a spelling by which the text is searched for it


@dataclass(frozen=True)
class Entry:
    """One spelling of a term, and the beginning of a link to it: "" where texts have none."""

    term: int
    spelling: Spelling
    opening: str

    def fits(self, text: str, at: int) -> bool:
        """Whether the words there have the capitals that this spelling needs."""
        return all(text.startswith(word, at + place) for place, word in self.spelling.exact)


class TermLinker:
    """The published terms of a language, ready to be found in texts."""

    def __init__(self, language: str) -> None:
        """Read the terms: one query."""
        self._addresses: dict[str, int] = {}
        self._entries: dict[str, list[Entry]] = {}  # by Spelling.key
        # By first word: the beginnings of its spellings, each with the last word of one.
        self._beginnings: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self._lengths: dict[str, list[int]] = {}  # of the keys with a beginning, longest first
        terms = Term.objects.published().in_language(language).for_list().order_by("title", "pk")
        found = []
        for term in terms:
            self._addresses[term.get_absolute_url()] = term.pk
            opening = _opening(term)
            for place, spelling in enumerate(spellings_of(term.title, language)):
                found.append((place > 0, Entry(term.pk, spelling, opening)))
        # A term's own title comes before what another has in brackets.
        for _is_further, entry in sorted(found, key=lambda row: row[0]):
            self._add(entry)

    def __len__(self) -> int:
        """How many terms there are."""
        return len(self._addresses)

    def _add(self, entry: Entry) -> None:
        key = entry.spelling.key
        beginning = key[:BEGINNING]
        self._entries.setdefault(key, []).append(entry)
        words = re.split(r"\W+", key)
        self._beginnings[words[0]].add((beginning, words[-1]))
        lengths = {*self._lengths.get(beginning, []), len(key)}
        self._lengths[beginning] = sorted(lengths, reverse=True)

    @classmethod
    def current(cls, version: LibraryVersion, language: str) -> "TermLinker":
        """Return the linker as of `version`; held in the process until the version changes."""
        return _linkers.at(version, language)

    def named(self, title: str) -> set[int]:
        """Return the terms that are called what a page is called: that page explains them."""
        spelling = spelling_of(title)
        return {entry.term for entry in self._entries.get(spelling.key, [])} if spelling else set()

    def link(self, clean_html: str, own: Collection[int] = ()) -> SafeString:
        """Return a page's clean HTML with the first use of each term in a section linked.

        A section begins at each h2. The terms `own` are never linked. An editor's own link to a
        term counts as its first use.
        """
        text = unicodedata.normalize("NFC", clean_html).replace("&nbsp;", "\u00a0")
        stretches = list(_stretches(text))
        places = self._places(APART.join(text[begin:end] for begin, end, _shut in stretches))
        found = next(places, None)
        passed = 0  # where the stretch begins among those that are joined
        copied = 0  # how much of the text is done
        done: list[str] = []
        used = set(own)
        for begin, end, shut in stretches:
            while found and found[0] < passed + end - begin:
                at, stop = (place - passed + begin for place in found[:2])
                entry = found[2]
                if entry.opening and entry.term not in used:
                    used.add(entry.term)
                    done += (text[copied:at], entry.opening, text[at:stop], "</a>")
                    copied = stop
                found = next(places, None)
            passed += end - begin + len(APART)
            if shut == "h2":
                used = set(own)
            elif shut == "a" and (address := ADDRESS.match(text, end)):
                used.add(self._addresses.get(html.unescape(address[1]), 0))
        done.append(text[copied:])
        return trusted("".join(done).replace("\u00a0", "&nbsp;"))

    def _places(self, text: str) -> Iterator[tuple[int, int, Entry]]:
        """Yield where terms stand, from left to right, the longest at each place."""
        compared = folded(text)
        words = set(compared.translate(NO_WORDS).split())
        beginnings = {
            beginning
            for first in self._beginnings.keys() & words
            for beginning, last in self._beginnings[first]
            if last in words
        }
        places = [(at, -len(part), part) for part in beginnings for at in _all(compared, part)]
        free = 0  # where the words after the last term begin
        for at, _length, beginning in sorted(places):
            if at < free or not WHOLE_BEFORE.match(text, at):
                continue
            if entry := self._longest(text, compared, at, beginning):
                free = at + len(entry.spelling.key)
                yield at, free, entry

    def _longest(self, text: str, compared: str, at: int, beginning: str) -> Entry | None:
        """Return the longest spelling that stands in the text there, as whole words."""
        for length in self._lengths[beginning]:
            for entry in self._entries.get(compared[at : at + length], ()):
                if WHOLE_AFTER.match(text, at + length) and entry.fits(text, at):
                    return entry
        return None


def _all(text: str, part: str) -> Iterator[int]:
    """Yield each place at which a part stands in a text."""
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


def _stretches(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield from where to where words may be linked, and the name of the element that follows."""
    at = 0
    while shut := SHUT.search(text, at):
        name = shut[1] or shut[2] or shut[3] or ""
        yield at, shut.start(), name
        at = _end_of(text, shut.end(), name) if name else shut.end()
    yield at, len(text), ""


def _end_of(text: str, at: int, name: str) -> int:
    """Return where the element ends whose begin was just read; it may hold others of its name."""
    depth = 1
    for tag in re.compile(rf"<(/?){name}\b[^>]*>").finditer(text, at):
        depth += -1 if tag[1] else 1
        if not depth:
            return tag.end()
    return len(text)


def _opening(term: Term) -> str:
    """Return the beginning of a link to the term, with its definition; "" if texts have none."""
    if term.linked == Term.Linked.NO or not term.summary:
        return ""
    say = format_html(' data-say="{}"', term.pronunciation) if term.pronunciation else ""
    return format_html(
        '<a class="term" href="{}" data-word="{}"{} data-means="{}">',
        term.get_absolute_url(),
        term.title,
        say,
        term.summary,
    )


_linkers = Held(TermLinker)
