"""What `check_library` finds in a library folder, in words for an editor."""

import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from editorial.content_rules import MAX_MEDIAN_GRADE, Surroundings, Text, advise, grade_of
from editorial.library.exporting import page_text
from editorial.library.folder import Library, PageFile
from editorial.rendering import render
from editorial.surroundings import around_pages, site_pages

MIN_RELATED = 3  # further pages that a page leads on to
PICTURE = re.compile(r'<img src="[^"]*/library/([^"]*)"')


@dataclass(frozen=True)
class Finding:
    """One thing to put right: the file, the line, and what to do."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


Check = Callable[[Library], list[Finding]]
_registered: list[Check] = []


def register(check: Check) -> None:
    """Have a room above look at a library too."""
    _registered.append(check)


def check(library: Library) -> list[Finding]:
    """Return everything in the library that a careful editor would put right."""
    around = surroundings_of(library)
    names = {page.name for page in library.pages}
    findings: list[Finding] = []
    cited: set[str] = set()
    for page in library.pages:
        rendering = render(page.body)
        cited.update(rendering.cited)
        findings += _advice(page, around)
        findings += [*_names(page, names), *_pictures(page, rendering.html, library.folder)]
        findings += _form(page)
    findings += [*_median(library, around), *_sources(library, cited), *_neighbours(library)]
    for further in _registered:
        findings += further(library)
    return findings


def surroundings_of(library: Library) -> Surroundings:
    """Return what the rules of content must know of the whole library."""
    pages = [page.model(**page.content(), language=page.language) for page in library.pages]
    keys = frozenset(source.key.lower() for source in library.sources)
    addresses = {address_of(page): address_of(page) for page in library.pages}
    for language in {page.language for page in library.pages}:
        addresses |= {address: address for address in site_pages(language)}
    return around_pages(keys, pages, addresses)


def text_of(page: PageFile) -> Text:
    """Return a page's file as the rules of content see a page."""
    content = page.content()
    return Text(
        page.model().kind_for(content),
        page.language,
        content["title"],
        content["summary"],
        page.body,
    )


def address_of(page: PageFile) -> str:
    """Return the address that a page's file will have once it is published."""
    kind = text_of(page).kind
    return page.model(language=page.language, slug=page.slug, kind=kind).get_absolute_url()


def _finding(page: PageFile, line: int, message: str) -> Finding:
    return Finding(str(page.path), line, message)


def _line(page: PageFile, text: str) -> int:
    return page.text[: max(0, page.text.find(text))].count("\n") + 1


def _advice(page: PageFile, around: Surroundings) -> Iterator[Finding]:
    before = page.text[: page.text.rfind(page.body.rstrip("\n"))].count("\n") if page.body else 0
    for advice in advise(text_of(page), around):
        yield _finding(page, before + advice.line if advice.line else 1, advice.message)


def _pictures(page: PageFile, html: str, folder: Path) -> Iterator[Finding]:
    for name in PICTURE.findall(html):
        if not (folder / "pictures" / name).is_file():
            message = f"There is no picture {name} in the folder pictures/. Add it."
            yield _finding(page, _line(page, f"pictures/{name}"), message)


def _names(page: PageFile, names: set[str]) -> Iterator[Finding]:
    named = [("topics", f"topics/{topic}") for topic in page.meta.get("topics") or []]
    named += [("related", name) for name in page.meta.get("related") or []]
    for key, name in named:
        if name not in names:
            message = f"There is no page “{name}”. Correct the name under “{key}”."
            yield _finding(page, _line(page, f"- {name.removeprefix('topics/')}"), message)


def _form(page: PageFile) -> Iterator[Finding]:
    """Files are in one form, so that an export gives back the same bytes."""
    meta = page.meta
    expected = page_text(page.model, page.content(), meta.get("topics"), meta.get("related"))
    if page.text != expected:
        pairs = zip(page.text.splitlines(), expected.splitlines(), strict=False)
        at, wanted = next(
            ((n, new) for n, (old, new) in enumerate(pairs, start=1) if old != new),
            (min(page.text.count("\n"), expected.count("\n")), "the end of the file"),
        )
        message = f"This is not the library's form; here should be: {wanted}"
        yield _finding(page, at, f"{message}. (`manage.py export_library` writes it.)")


def _median(library: Library, around: Surroundings) -> Iterator[Finding]:
    """The median page reads at grade MAX_MEDIAN_GRADE at most."""
    grades = [grade_of(text_of(page), around) for page in library.pages if page.language == "en"]
    if grades and (median := statistics.median(grades)) > MAX_MEDIAN_GRADE:
        message = (
            f"The median page reads at grade {median:.1f}; {MAX_MEDIAN_GRADE:.0f} is the most."
        )
        yield Finding(str(library.folder), 1, message)


def _sources(library: Library, cited: set[str]) -> Iterator[Finding]:
    """A source that is cited has a date, or when it was seen, and an address at its publisher."""
    path = library.folder / "sources.yaml"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    for source in library.sources:
        if source.key.lower() not in cited:
            continue
        line = text[: max(0, text.find(f"- key: {source.key}\n"))].count("\n") + 1
        if not source.url:
            message = f"The source {source.key} has no address at its publisher. Add url."
            yield Finding(str(path), line, message)
        if not source.date and not source.seen_on:
            message = f"The source {source.key} has neither date nor seen_on. Add one."
            yield Finding(str(path), line, message)


def _neighbours(library: Library) -> Iterator[Finding]:
    """Each page leads on to others, and others lead to it."""
    under: dict[str, set[str]] = defaultdict(set)  # a topic's name: pages under it
    picked: Counter[str] = Counter()
    for page in library.pages:
        for topic in page.meta.get("topics") or []:
            under[f"topics/{topic}"].add(page.name)
        picked.update(page.meta.get("related") or [])
    for page in library.pages:
        mine = [f"topics/{topic}" for topic in page.meta.get("topics") or []]
        onward = {*mine, *(page.meta.get("related") or []), *under[page.name]}
        onward |= {name for topic in mine for name in under[topic]}
        if len(library.pages) > MIN_RELATED and len(onward - {page.name}) < MIN_RELATED:
            message = (
                f"The page leads on to fewer than {MIN_RELATED} others. Add topics or related."
            )
            yield _finding(page, 1, message)
        if not mine and not picked[page.name] and not under[page.name]:
            yield _finding(page, 1, "No page leads here. Add a topic, or name it under related.")
