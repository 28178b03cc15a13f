"""How hard a text is to read: Flesch-Kincaid grade, lengths of sentences and paragraphs.

Grade 6 is what an eleven-year-old reads with ease, and what health services aim at. Glossary words
and medicines' names count as plain words: readers must meet them, and each is explained.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import textstat

from editorial.rendering import CITATION, NUMBER

PLAIN = "word"  # stands for a glossary word or a medicine's name
PICTURES = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)")
LINKS = re.compile(r"\[([^\]\n]*)\]\([^)\n]*\)")
ITEM = re.compile(r"\A\s*(?:[-*+]|\d+[.)])\s+")
LABEL = re.compile(r"\A\s*\*\*([^*\n]+)\.\*\*(?=\s)")  # "**Note.** Text": it labels what follows
ENDS = re.compile(r"(?<=[.?!])[\"”’)]*\s+")


@dataclass(frozen=True)
class Passage:
    """A paragraph or list item of a Markdown text, as it is read: its first line and its words."""

    line: int
    text: str
    markdown: str
    is_item: bool
    is_in_card: bool

    @property
    def sentences(self) -> list[str]:
        """The passage's sentences."""
        return [sentence for sentence in ENDS.split(self.text) if sentence.strip()]


@dataclass(frozen=True)
class Hard:
    """A sentence that makes a text harder to read, and how many words it has."""

    passage: Passage
    sentence: str
    words: int


def passages(markdown: str) -> list[Passage]:
    """Return what is read of a text, without headings, tables, card titles and marks."""
    return [
        Passage(first, _spoken(text), text, is_item, is_in_card)
        for first, text, is_item, is_in_card in _blocks(markdown)
        if _spoken(text)
    ]


def _blocks(markdown: str) -> Iterator[tuple[int, str, bool, bool]]:
    """Give each paragraph and list item: its first line, text, whether an item, whether in a card.

    Lines that belong together are joined.
    """
    lines: list[str] = []
    first, is_item, is_in_card = 1, False, False
    for number, line in enumerate([*markdown.splitlines(), ""], start=1):
        is_card_title = line.startswith("!!!")
        apart = not line.strip() or line.lstrip().startswith(("#", "|", "!!!", "---"))
        if lines and (apart or ITEM.match(line)):
            yield first, " ".join(lines), is_item, is_in_card
            lines = []
        if is_card_title:
            is_in_card = True
        elif line.strip() and not line.startswith("    "):
            is_in_card = False
        if not apart:
            if not lines:
                first, is_item = number, bool(ITEM.match(line))
            lines.append(line.strip())


def _spoken(text: str) -> str:
    """Return Markdown as it is read aloud, ending like a sentence."""
    plain = PICTURES.sub("", CITATION.sub("", LABEL.sub(r"\1:", text)))
    plain = NUMBER.sub(PLAIN, LINKS.sub(r"\1", plain))
    plain = re.sub(r"[*_`>#]", "", ITEM.sub("", plain, count=1)).strip(" ;,")
    return plain if not plain or plain.endswith((".", "?", "!", ":")) else f"{plain}."


@lru_cache(8)
def plain_words(names: frozenset[str]) -> re.Pattern[str]:
    """Return a pattern for words that count as plain: names in any number, the longest first."""
    forms = {form for name in names if len(name) > 2 for form in (name, f"{name}s")}
    by_beginning: dict[str, list[str]] = defaultdict(list)  # so that most words are passed at once
    for form in sorted(forms, key=len, reverse=True):
        by_beginning[form[:2].lower()].append(re.escape(form[2:]))
    parts = [f"{re.escape(two)}(?:{'|'.join(ends)})" for two, ends in by_beginning.items()]
    return re.compile(rf"\b(?:{'|'.join(parts) or '(?!)'})\b", re.IGNORECASE)


def grade(texts: Iterable[str], plain: re.Pattern[str]) -> float:
    """Return the Flesch-Kincaid grade of running text; 0 for none, and for the very easiest."""
    running = plain.sub(PLAIN, " ".join(texts).replace(": ", ". "))
    return max(0.0, textstat.flesch_kincaid_grade(running)) if running.strip() else 0.0


def raising(found: Iterable[Passage], plain: re.Pattern[str], most: int) -> list[Hard]:
    """Return the sentences without which a text would read most easily, the worst first."""
    pairs = [(passage, sentence) for passage in found for sentence in passage.sentences]
    if not pairs:
        return []
    plainer = plain.sub(PLAIN, "\n".join(sentence for _passage, sentence in pairs)).split("\n")
    counted = [(*pair, *_counts(text)) for pair, text in zip(pairs, plainer, strict=True)]
    words = sum(row[2] for row in counted)
    syllables = sum(row[3] for row in counted)

    def gain(row: tuple[Passage, str, int, int]) -> float:
        return _flesch_kincaid(len(counted) - 1, words - row[2], syllables - row[3])

    whole = _flesch_kincaid(len(counted), words, syllables)
    worst = sorted((row for row in counted if gain(row) < whole), key=gain)
    return [Hard(passage, sentence, count) for passage, sentence, count, _s in worst[:most]]


@lru_cache(4096)
def _counts(sentence: str) -> tuple[int, int]:
    """Return how many words and syllables a sentence has."""
    return textstat.lexicon_count(sentence), textstat.syllable_count(sentence)


def _flesch_kincaid(sentences: int, words: int, syllables: int) -> float:
    if not sentences or not words:
        return 0.0
    return 0.39 * words / sentences + 11.8 * syllables / words - 15.59


def sentence_length(found: Iterable[Passage]) -> float:
    """Return the mean number of words a sentence has; 0 without sentences."""
    lengths = [len(sentence.split()) for passage in found for sentence in passage.sentences]
    return sum(lengths) / len(lengths) if lengths else 0.0
