"""What a careful editor would put right in one page: the rules of content, each a small function.

They look at a page's text alone, so that a library's file and a draft are told the same.
"""

import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext as _

from editorial.readability import Passage, grade, passages, plain_words, sentence_length
from editorial.rendering import Rendering, render

MAX_GRADE, MAX_MEDIAN_GRADE = 8.0, 6.0
MAX_SENTENCE_WORDS = 20  # on average
MAX_PARAGRAPH_SENTENCES = 3
HEADING = re.compile(r"^(#{1,6})\s+(.*)$")
EMPTY_LINK = re.compile(r"\[(click here|here|this link|read more)\]\(", re.IGNORECASE)
DIGIT = re.compile(r"(?<![\w@/.-])\d+(?:[.,]\d+)*")
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
DATES = re.compile(rf"\b(?:\d{{1,2}} )?(?:{MONTHS}) \d{{4}}\b")  # "as of November 2026"
NAMES_WITH_NUMBERS = re.compile(r"\b(?:C[34]|phase \d|[Pp]hase \d|CD\d+|lupus ?100)\b")
BEGINS, ENDS = "In short", "What to do next"  # headings of an article, in English
LINK = re.compile(r'<a href="(/[^"]*)"')


@dataclass(frozen=True)
class Advice:
    """One thing to put right: the line of the body (0: the page as a whole), and what to do.

    `code` is the rule's name, `quote` the words in question as they stand in the text, `field` the
    page's field that holds them, and `instead` what may stand in their place.
    """

    line: int
    message: str
    code: str = ""
    quote: str = ""
    field: str = "body"
    instead: str = ""
    is_blocking: bool = False


@dataclass(frozen=True)
class Surroundings:
    """What the rules must know of the rest of the library.

    `plain_names` are glossary words and medicines' names; `brands` give a brand's generic name.
    `addresses` say where an address of this site leads readers: to itself, to a page's new address,
    or nowhere (""). None: links are not looked at.
    """

    source_keys: frozenset[str] = frozenset()
    plain_names: frozenset[str] = frozenset()
    brands: dict[str, str] = field(default_factory=dict)
    addresses: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Text:
    """A page as the rules see it."""

    kind: str  # as in Page.kind
    language: str
    title: str
    summary: str
    body: str

    @cached_property
    def rendering(self) -> Rendering:
        """What the body becomes; every source counts as known."""
        return render(self.body)

    @cached_property
    def passages(self) -> list[Passage]:
        """What is read of the body."""
        return passages(self.body)

    def line_of(self, words: str) -> int:
        """Return the line of the body on which `words` first stand; 0 if they do not."""
        at = self.body.find(words)
        return self.body[:at].count("\n") + 1 if at >= 0 else 0


Rule = Callable[[Text, Surroundings], Iterator[Advice]]


def advise(text: Text, around: Surroundings) -> list[Advice]:
    """Return everything that the rules say of a page, in the order of its lines."""
    return sorted(
        (advice for rule in RULES for advice in rule(text, around)), key=lambda advice: advice.line
    )


def grade_of(text: Text, around: Surroundings) -> float:
    """Return the reading grade of a page's summary and text."""
    read = [text.summary, *(passage.text for passage in text.passages)]
    return grade(read, plain_words(around.plain_names))


def reading_grade(text: Text, around: Surroundings) -> Iterator[Advice]:
    """No page is over grade MAX_GRADE."""
    if text.language.startswith("en") and (found := grade_of(text, around)) > MAX_GRADE:
        plain = plain_words(around.plain_names)
        hardest = max(text.passages, key=lambda p: grade([p.text], plain), default=None)
        said = _("The text reads at grade %(found).1f; %(most).0f is the most.")
        said = said % {"found": found, "most": MAX_GRADE} + " " + _("Use shorter, plainer words.")
        if hardest:
            said = f"{said} {_('Begin with: “%s…”') % hardest.text[:60]}"
        yield Advice(hardest.line if hardest else 0, said, "grade")


def sentences(text: Text, around: Surroundings) -> Iterator[Advice]:
    """Sentences have MAX_SENTENCE_WORDS words on average at most."""
    if (mean := sentence_length(text.passages)) > MAX_SENTENCE_WORDS:
        said = _("Sentences have %(mean).0f words on average; %(most)d is the most.")
        said = said % {"mean": mean, "most": MAX_SENTENCE_WORDS}
        yield Advice(0, f"{said} {_('Part the longest.')}", "sentences")


def paragraphs(text: Text, around: Surroundings) -> Iterator[Advice]:
    """A paragraph has MAX_PARAGRAPH_SENTENCES sentences at most."""
    for passage in text.passages:
        count = len(passage.sentences)
        if count > MAX_PARAGRAPH_SENTENCES and not passage.is_in_card and not passage.is_item:
            said = _("This paragraph has %(count)d sentences; %(most)d is the most. Part it.")
            said = said % {"count": count, "most": MAX_PARAGRAPH_SENTENCES}
            yield Advice(passage.line, said, "paragraph")


def numbers(text: Text, around: Surroundings) -> Iterator[Advice]:
    """A statement with a number cites. (Help cards cite together, after the card.)"""
    for passage in text.passages:
        number = _number_in(passage)
        if number and "[@" not in passage.markdown and not _is_urgent(passage, text.body):
            said = _("There is a number here without a source. Write [@KEY] after it.")
            yield Advice(passage.line, said, "number", number)


def _number_in(passage: Passage) -> str:
    """Return the first number that states something; "" if there is none."""
    said = DATES.sub("", NAMES_WITH_NUMBERS.sub("", passage.text))
    found = DIGIT.search(said)
    return found[0] if found else ""


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
                said = _("Headings begin with ##: the title is the only first one.")
                yield Advice(number, said, "heading", line)
            elif level > last + 1:
                said = _("This heading jumps a level: use %s.") % ("#" * (last + 1))
                yield Advice(number, said, "heading", line)
            last = max(level, 2)


def links(text: Text, around: Surroundings) -> Iterator[Advice]:
    """A link's words say where it leads. (Pictures without a description stop publication.)"""
    for number, line in enumerate(text.body.splitlines(), start=1):
        if match := EMPTY_LINK.search(line):
            said = _("Say where the link leads, in place of “here”.")
            yield Advice(number, said, "link-words", match[0])


def inner_links(text: Text, around: Surroundings) -> Iterator[Advice]:
    """A link within the site leads to a page that readers can open, at its own address."""
    if around.addresses is None:
        return
    for target, leads_to in astray(text.rendering.html, around.addresses):
        if leads_to:
            said = _("The page at %(old)s has a new address: %(new)s.")
            said = said % {"old": target, "new": leads_to}
            yield Advice(text.line_of(target), said, "moved", target, instead=leads_to)
        else:
            said = _("The link to %s leads nowhere. Correct it, or write that page.") % target
            yield Advice(text.line_of(target), said, "broken-link", target)


def astray(clean_html: str, addresses: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the links within the site that lead elsewhere: each address, and where it leads now.

    That is "" for one that leads nowhere.
    """
    targets = dict.fromkeys(map(html.unescape, LINK.findall(clean_html)))
    plain = {target: re.split("[#?]", target)[0] for target in targets}
    return [
        (address, addresses.get(address, ""))
        for address in dict.fromkeys(plain.values())
        if not address.startswith("/media/") and addresses.get(address) != address
    ]


def citations(text: Text, around: Surroundings) -> Iterator[Advice]:
    """Every page cites a source, and every citation has its source."""
    cited = text.rendering.cited
    for key in (key for key in cited if key not in around.source_keys):
        found = re.search(rf"@({re.escape(key)})\b", text.body, re.IGNORECASE)
        written = found[1] if found else key
        said = _("There is no source “%s”. Add it to the sources, or correct it.") % written
        yield Advice(text.line_of(f"@{written}"), said, "unknown-source", f"@{written}")
    if all(key not in around.source_keys for key in cited):
        yield Advice(
            0, _("No source is cited. Write [@KEY] after what a source says."), "no-source"
        )


def generic_before_brand(text: Text, around: Surroundings) -> Iterator[Advice]:
    """A medicine's generic name stands before its brand's."""
    read = " ".join([text.title, text.summary, *(p.text for p in text.passages)])
    for brand, generic in around.brands.items():
        if brand not in read:
            continue
        at = re.search(rf"\b{re.escape(brand)}\b", read)
        name = re.search(rf"\b{re.escape(generic)}\b", read, re.IGNORECASE)
        if at and (not name or at.start() < name.start()):
            said = _("Name the medicine before its brand: %(generic)s (%(brand)s).")
            said = said % {"generic": generic, "brand": brand}
            yield Advice(max(1, text.line_of(brand)), said, "brand", brand)


def short_answer(text: Text, around: Surroundings) -> Iterator[Advice]:
    """The short answer to a question has two sentences at most."""
    if text.kind == "question" and len(re.findall(r"[.?!](?:\s|$)", text.summary)) > 2:
        said = _("The short answer (summary) has more than two sentences. Shorten it.")
        yield Advice(0, said, "short-answer", field="summary")


def whole_article(text: Text, around: Surroundings) -> Iterator[Advice]:
    """An article begins with its main points and ends with what to do; every page has a summary."""
    if not text.summary:
        said = _("There is no summary. Write the one main message in a sentence or two.")
        yield Advice(0, said, "no-summary", field="summary")
    if text.kind == "article" and text.language.startswith("en"):
        found = [
            match[2].strip() for line in text.body.splitlines() if (match := HEADING.match(line))
        ]
        if found[:1] != [BEGINS]:
            said = _("An article begins with “## %s” and its main points.") % BEGINS
            yield Advice(1, said, "begins")
        if found[-1:] != [ENDS]:
            yield Advice(0, _("An article ends with “## %s”.") % ENDS, "ends")


RULES: tuple[Rule, ...] = (
    reading_grade,
    sentences,
    paragraphs,
    numbers,
    headings,
    links,
    inner_links,
    citations,
    generic_before_brand,
    short_answer,
    whole_article,
)
