"""What the desk says of a text while it is written: what stops publishing, and what to put right.

The rules are those of `check_library`, asked against the library as it is live. Rooms above
register further advisers. Nothing here is in an editor's way: a draft can always be saved.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from editorial import publishing
from editorial.content_rules import (
    MAX_GRADE,
    MAX_MEDIAN_GRADE,
    Advice,
    Surroundings,
    Text,
    advise,
    grade_of,
)
from editorial.drafts import Content
from editorial.links import outer as outer_links
from editorial.models import LibraryVersion, Page
from editorial.readability import plain_words, raising
from editorial.rendering import MAX_CHARACTERS
from editorial.surroundings import surroundings_at

HARDEST = 3  # sentences that are named
HARD_SENTENCE = "hard-sentence"
SAID_BY_PUBLISHING = {"unknown-source"}  # what stops publication is said once, as such
FIELDS = ["title", "slug", "summary", "also", "body"]  # in the order of the form


@dataclass(frozen=True)
class Asked:
    """A text that advice is asked for, and the library around it.

    `live_also` are the patients' words that readers' searches know today.
    """

    page: Page
    content: Content
    text: Text
    around: Surroundings
    version: LibraryVersion
    live_also: str = ""


Adviser = Callable[[Asked], Iterable[Advice]]
_registered: list[Adviser] = []


def register(adviser: Adviser) -> None:
    """Have a room above advise too."""
    _registered.append(adviser)


@dataclass(frozen=True)
class Findings:
    """What is said of one text. `grade` is its reading grade, None where it cannot be told."""

    stops: list[Advice]
    hints: list[Advice]
    hard: list[Advice]
    grade: float | None
    aim: float = MAX_MEDIAN_GRADE
    most: float = MAX_GRADE


def findings(
    page: Page, content: Content, version: LibraryVersion, live_also: str = ""
) -> Findings:
    """Return what is said of a text, in its parts; nothing is saved."""
    if len(content.get("body", "")) > MAX_CHARACTERS:
        return Findings([_too_long(content)], [], [], None)
    asked = _ask(page, content, version, live_also)
    advice = list(_advice(asked))
    is_english = asked.text.language.startswith("en") and bool(asked.text.passages)
    return Findings(
        stops=[each for each in advice if each.is_blocking],
        hints=[each for each in advice if not each.is_blocking],
        hard=list(_hard_sentences(asked)) if is_english else [],
        grade=grade_of(asked.text, asked.around) if is_english else None,
    )


def advice_for(
    page: Page, content: Content, version: LibraryVersion, live_also: str = ""
) -> list[Advice]:
    """Return everything that is said of a text: first what stops publishing, then by field."""
    found = findings(page, content, version, live_also)
    return [*found.stops, *found.hints, *found.hard]


def _ask(page: Page, content: Content, version: LibraryVersion, live_also: str) -> Asked:
    body, summary = content.get("body", ""), content.get("summary", "")
    text = Text(page.kind_for(content), page.language, content.get("title", ""), summary, body)
    return Asked(page, content, text, surroundings_at(version, page.language), version, live_also)


def _advice(asked: Asked) -> list[Advice]:
    hints = [
        *(a for a in advise(asked.text, asked.around) if a.code not in SAID_BY_PUBLISHING),
        *outer_links.advise(asked.text, asked.version),
        *(advice for adviser in _registered for advice in adviser(asked)),
    ]
    found = [*_stops(asked), *dict.fromkeys(hints)]
    return sorted(found, key=lambda a: (not a.is_blocking, FIELDS.index(a.field), a.line))


def _stops(asked: Asked) -> Iterator[Advice]:
    """What stops publication, as publishing itself finds it."""
    if not asked.text.title.strip():
        yield Advice(0, _("There is no title."), "no-title", field="title", is_blocking=True)
    for problem in publishing.problems_of(asked.page, asked.content, asked.around.source_keys):
        field = problem.field if problem.field in FIELDS else "body"
        quote = problem.quote if field == "body" else ""
        line = problem.line or asked.text.line_of(quote) if quote else problem.line
        yield Advice(line, problem.message, "stops", quote, field, is_blocking=True)


def _too_long(content: Content) -> Advice:
    said = _("A text may have %(most)d characters; this one has %(count)d. Part it in two.")
    said = said % {"most": MAX_CHARACTERS, "count": len(content["body"])}
    return Advice(0, said, "too-long", is_blocking=True)


def _hard_sentences(asked: Asked) -> Iterator[Advice]:
    """The sentences that raise the reading grade most, where it is over what is aimed at."""
    if grade_of(asked.text, asked.around) <= MAX_MEDIAN_GRADE:
        return
    plain = plain_words(asked.around.plain_names)
    for hard in raising(asked.text.passages, plain, HARDEST):
        said = _("“%(sentence)s” (%(count)d words)")
        said = said % {"sentence": hard.sentence, "count": hard.words}
        quote = as_written(asked.text.body, hard.passage.line, hard.sentence)
        yield Advice(hard.passage.line, said, HARD_SENTENCE, quote)


def as_written(body: str, line: int, said: str) -> str:
    """Return the longest beginning of `said`, in whole words, that stands so in the text.

    It is looked for from `line` on: marks, links and citations are in a text, not in what is said.
    """
    rest = "\n".join(body.splitlines()[line - 1 :])
    words = said.split()
    found = ""
    for count in range(1, len(words) + 1):
        beginning = " ".join(words[:count])
        if beginning not in rest:
            break
        found = beginning
    return found
