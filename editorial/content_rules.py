"""What a careful editor would put right in one page: the rules of content, each a small function.

They look at a page's text alone, so that a library's file and a draft are told the same.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from editorial.readability import Passage, grade, passages, plain_words, sentence_length
from editorial.rendering import render

MAX_GRADE, MAX_MEDIAN_GRADE = 8.0, 6.0
MAX_SENTENCE_WORDS = 20  # on average
MAX_PARAGRAPH_SENTENCES = 3
HEADING = re.compile(r"^(#{1,6})\s+(.*)$")
EMPTY_LINK = re.compile(r"\[(click here|here|this link|read more)\]\(", re.IGNORECASE)
DIGIT = re.compile(r"(?<![\w@/.-])\d")
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
DATES = re.compile(rf"\b(?:\d{{1,2}} )?(?:{MONTHS}) \d{{4}}\b")  # "as of November 2026"
NAMES_WITH_NUMBERS = re.compile(r"\b(?:C[34]|phase \d|[Pp]hase \d|CD\d+|lupus ?100)\b")
BEGINS, ENDS = "In short", "What to do next"  # headings of an article, in English


@dataclass(frozen=True)
class Advice:
    """One thing to put right: the line of the body (0: the page as a whole), and what to do."""

    line: int
    message: str


@dataclass(frozen=True)
class Surroundings:
    """What the rules must know of the rest of the library.

    `plain_names` are glossary words and medicines' names; `brands` give a brand's generic name.
    """

    source_keys: frozenset[str] = frozenset()
    plain_names: frozenset[str] = frozenset()
    brands: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Text:
    """A page as the rules see it."""

    kind: str  # as in Page.kind
    language: str
    title: str
    summary: str
    body: str


Rule = Callable[[Text, Surroundings], Iterator[Advice]]


def advise(text: Text, around: Surroundings) -> list[Advice]:
    """Return everything that the rules say of a page, in the order of its lines."""
    return sorted(
        (advice for rule in RULES for advice in rule(text, around)), key=lambda advice: advice.line
    )


def grade_of(text: Text, around: Surroundings) -> float:
    """Return the reading grade of a page's summary and text."""
    read = [text.summary, *(passage.text for passage in passages(text.body))]
    return grade(read, plain_words(around.plain_names))


def reading_grade(text: Text, around: Surroundings) -> Iterator[Advice]:
    """No page is over grade MAX_GRADE."""
    if text.language.startswith("en") and (found := grade_of(text, around)) > MAX_GRADE:
        plain = plain_words(around.plain_names)
        hardest = max(passages(text.body), key=lambda p: grade([p.text], plain), default=None)
        where = f" Begin with: “{hardest.text[:60]}…”" if hardest else ""
        said = f"The text reads at grade {found:.1f}; {MAX_GRADE:.0f} is the most."
        yield Advice(hardest.line if hardest else 0, f"{said} Use shorter, plainer words.{where}")


def sentences(text: Text, around: Surroundings) -> Iterator[Advice]:
    """Sentences have MAX_SENTENCE_WORDS words on average at most."""
    found = passages(text.body)
    if (mean := sentence_length(found)) > MAX_SENTENCE_WORDS:
        said = f"Sentences have {mean:.0f} words on average; {MAX_SENTENCE_WORDS} is the most."
        yield Advice(0, f"{said} Part the longest.")


def paragraphs(text: Text, around: Surroundings) -> Iterator[Advice]:
    """A paragraph has MAX_PARAGRAPH_SENTENCES sentences at most."""
    for passage in passages(text.body):
        count = len(passage.sentences)
        if count > MAX_PARAGRAPH_SENTENCES and not passage.is_in_card and not passage.is_item:
            most = f"{MAX_PARAGRAPH_SENTENCES} is the most"
            yield Advice(passage.line, f"This paragraph has {count} sentences; {most}. Part it.")


def numbers(text: Text, around: Surroundings) -> Iterator[Advice]:
    """A statement with a number cites. (Help cards cite together, after the card.)"""
    for passage in passages(text.body):
        if not _is_urgent(passage, text.body) and _has_number(passage):
            message = "There is a number here without a source. Write [@KEY] after it."
            yield Advice(passage.line, message)


def _has_number(passage: Passage) -> bool:
    said = DATES.sub("", NAMES_WITH_NUMBERS.sub("", passage.text))
    return bool(DIGIT.search(said)) and "[@" not in passage.markdown


def _is_urgent(passage: Passage, body: str) -> bool:
    """Whether a passage stands in a card that says how fast to act."""
    if not passage.is_in_card:
        return False
    before = body.splitlines()[: passage.line]
    card = next((line for line in reversed(before) if line.startswith("!!!")), "")
    return card.split()[1:2] in (["emergency"], ["same-day"], ["self-care"])


def headings(text: Text, around: Surroundings) -> Iterator[Advice]:
    """Headings go down one level at a time, below the title."""
    last = 1
    for number, line in enumerate(text.body.splitlines(), start=1):
        if match := HEADING.match(line):
            level = len(match[1])
            if level == 1:
                yield Advice(number, "Headings begin with ##: the title is the only first one.")
            elif level > last + 1:
                yield Advice(number, f"This heading jumps a level: use {'#' * (last + 1)}.")
            last = max(level, 2)


def links(text: Text, around: Surroundings) -> Iterator[Advice]:
    """A link's words say where it leads. (Pictures without a description stop publication.)"""
    for number, line in enumerate(text.body.splitlines(), start=1):
        if EMPTY_LINK.search(line):
            yield Advice(number, "Say where the link leads, in place of “here”.")


def citations(text: Text, around: Surroundings) -> Iterator[Advice]:
    """Every page cites a source, and every citation has its source."""
    rendering = render(text.body, around.source_keys)
    for key in dict.fromkeys(rendering.unknown):
        line = text.body[: max(0, text.body.find(f"@{key}"))].count("\n") + 1
        yield Advice(line, f"There is no source “{key}”. Add it to the sources, or correct it.")
    if not rendering.cited:
        yield Advice(0, "No source is cited. Write [@KEY] after what a source says.")


def generic_before_brand(text: Text, around: Surroundings) -> Iterator[Advice]:
    """A medicine's generic name stands before its brand's."""
    read = " ".join([text.title, text.summary, *(p.text for p in passages(text.body))])
    for brand, generic in around.brands.items():
        at = re.search(rf"\b{re.escape(brand)}\b", read)
        name = re.search(rf"\b{re.escape(generic)}\b", read, re.IGNORECASE)
        if at and (not name or at.start() < name.start()):
            line = text.body[: max(0, text.body.find(brand))].count("\n") + 1
            yield Advice(line, f"Name the medicine before its brand: {generic} ({brand}).")


def short_answer(text: Text, around: Surroundings) -> Iterator[Advice]:
    """The short answer to a question has two sentences at most."""
    if text.kind == "question" and len(re.findall(r"[.?!](?:\s|$)", text.summary)) > 2:
        yield Advice(0, "The short answer (summary) has more than two sentences. Shorten it.")


def whole_article(text: Text, around: Surroundings) -> Iterator[Advice]:
    """An article begins with its main points and ends with what to do; every page has a summary."""
    if not text.summary:
        yield Advice(0, "There is no summary. Write the one main message in a sentence or two.")
    if text.kind == "article" and text.language.startswith("en"):
        found = [
            match[2].strip() for line in text.body.splitlines() if (match := HEADING.match(line))
        ]
        if found[:1] != [BEGINS]:
            yield Advice(1, f"An article begins with “## {BEGINS}” and its main points.")
        if found[-1:] != [ENDS]:
            yield Advice(0, f"An article ends with “## {ENDS}”.")


RULES: tuple[Rule, ...] = (
    reading_grade,
    sentences,
    paragraphs,
    numbers,
    headings,
    links,
    citations,
    generic_before_brand,
    short_answer,
    whole_article,
)
