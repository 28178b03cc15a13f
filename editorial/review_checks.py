"""What the program itself can say of a text that somebody reviews."""

from dataclasses import dataclass

from editorial.content_rules import Surroundings, Text, advise, grade_of
from editorial.models import Page
from editorial.reading import Reading
from editorial.rendering import Problem


@dataclass(frozen=True)
class Checks:
    """`problems` stop publication; `advice` does not. `grade` is 0 where it cannot be computed."""

    problems: tuple[Problem, ...]
    advice: list[tuple[int, str]]
    grade: float


def checks_of(page: Page, reading: Reading) -> Checks:
    """Return what the checks say of the text that is laid over `page`. The only place that asks."""
    text = Text(page.kind, page.language, page.title, page.summary, page.body)
    around = Surroundings(source_keys=frozenset(source.key.lower() for source in reading.sources))
    advice = [(each.line, each.message) for each in advise(text, around)]
    grade = grade_of(text, around) if page.language.startswith("en") else 0.0
    return Checks(reading.problems, advice, grade)
