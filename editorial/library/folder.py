"""Reads and checks a library folder (`loading.py` brings the database in line with it).

A folder holds `<language>/<kind>/<slug>.md` (YAML front matter, then Markdown), `sources.yaml`,
`pictures/`, and any file that a room above has registered. Everything is read and checked before
anything is written: a folder with one bad file changes nothing.
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Protocol

from django.conf import settings
from django.core.exceptions import ValidationError

from editorial.library.datafiles import LibraryError, read_text, read_yaml, text_in
from editorial.models import Page, Source, page_models
from editorial.rendering import render

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
FRONT_MATTER = re.compile(r"---\n(.*?)^---(?:\n|\Z)", re.DOTALL | re.MULTILINE)
COMMON_KEYS = ("title", "summary", "also", "topics", "related")
LISTS = ("also", "topics", "related", "codes")  # a comma-separated line will do for these
SOURCE_KEYS = ("key", "title", "publisher", "date", "url", "seen_on", "note")


class LibraryFile(Protocol):
    """A further data file of a library, read by a room above: it registers its class here."""

    name: ClassVar[str]

    def check(self, source_keys: set[str]) -> list[str]:
        """Return what a careful editor would put right, given the keys of the sources."""

    def __init__(self, folder: Path) -> None:
        """Read and check this file of `folder`; raise LibraryError if it is bad."""

    def save(self) -> int:
        """Bring the database in line, inside the load's transaction; return how many changed.

        The load itself raises the library version then.
        """


_registered: list[type[LibraryFile]] = []


def register(kind: type[LibraryFile]) -> None:
    """Have files of this name read along with the pages."""
    _registered.append(kind)


@dataclass
class PageFile:
    """One page of a library, as its file has it."""

    path: Path
    model: type[Page]
    language: str
    slug: str
    digest: str
    text: str
    meta: dict[str, Any] = field(default_factory=dict)
    body: str = ""
    blank_lines: int = 0  # between front matter and body

    @property
    def name(self) -> str:
        """How other files name this one: `articles/what-is-lupus`."""
        return f"{self.model.LIBRARY_FOLDER}/{self.slug}"

    def line_of(self, key: str) -> int:
        """Return the line on which the front matter sets `key`, or 1."""
        for number, line in enumerate(self.text.splitlines(), start=1):
            if line.startswith(f"{key}:"):
                return number
        return 1

    def content(self) -> dict[str, Any]:
        """Return the page's own fields as a revision's content, without what points elsewhere."""
        blank = self.model()  # each field's own default, where the file says nothing
        values = {
            name: _as_text(self.meta.get(key_of(name), "")) or getattr(blank, name)
            for name in self.model.EDITED_FIELDS
        }
        return {**values, "slug": self.slug, "body": self.body}


class Library:
    """A library folder: reading it checks it whole."""

    def __init__(self, folder: Path) -> None:
        """Read the folder. Raises BadLibraryError with everything that is wrong in it."""
        self.folder = folder
        self.errors: list[LibraryError] = []
        self.warnings: list[str] = []
        if not folder.is_dir():
            raise BadLibraryError(
                [LibraryError(folder, 1, "There is no such folder. Name another.")]
            )
        self.sources = self._collect(partial(read_sources, folder / "sources.yaml")) or []
        self.pages = [page for path in self._paths() if (page := self._read_page(path))]
        self.files = [
            read
            for kind in _registered
            if (folder / kind.name).exists() and (read := self._collect(partial(kind, folder)))
        ]
        if self.errors:
            raise BadLibraryError(self.errors)

    def _collect(self, read: Callable[[], Any]) -> Any:
        """Return what `read` gives; keep its error for the end, so that all are told at once."""
        try:
            return read()
        except LibraryError as error:
            self.errors.append(error)
            return None

    def _paths(self) -> Iterator[Path]:
        return (path for path in sorted(self.folder.glob("*/*/*.md")))

    def _read_page(self, path: Path) -> PageFile | None:
        page: PageFile | None = self._collect(partial(read_page, path, self.folder))
        if page:
            self.warnings += [
                f"{path}:{page.line_of(key)}: “{key}” is not known here and is left out."
                for key in page.meta
                if key not in known_keys(page.model)
            ]
        return page


class BadLibraryError(Exception):
    """Everything that is wrong in a library folder."""

    def __init__(self, errors: list[LibraryError]) -> None:
        super().__init__("\n".join(str(error) for error in errors))
        self.errors = errors


def known_keys(model: type[Page]) -> tuple[str, ...]:
    """Return the front matter's keys for a kind of page."""
    own = [key_of(name) for name in model.EDITED_FIELDS if name not in Page.EDITED_FIELDS]
    return (*COMMON_KEYS, *own)


def key_of(field_name: str) -> str:
    """A topic's kind is `kind` in its file."""
    return "kind" if field_name == "topic_kind" else field_name


def _as_text(value: Any) -> str:
    """Lists stand one entry a line in the database."""
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value).strip()


def read_page(path: Path, folder: Path) -> PageFile:
    """Read and check one page's file; raise LibraryError with what is wrong in it."""
    language, kind = path.relative_to(folder).parts[:2]
    models = {model.LIBRARY_FOLDER: model for model in page_models()}
    if language not in dict(settings.LANGUAGES):
        known = ", ".join(dict(settings.LANGUAGES))
        raise LibraryError(path, 1, f"The language “{language}” is not switched on ({known} are).")
    if kind not in models:
        known = ", ".join(models)
        raise LibraryError(path, 1, f"There is no kind “{kind}”. Use one of the folders {known}.")
    if not SLUG.fullmatch(path.stem) or len(path.stem) > 100:
        hint = "Use lower-case letters, digits and single hyphens, such as lupus-rash.md."
        raise LibraryError(path, 1, f"The name “{path.stem}” cannot be an address. {hint}")
    text = read_text(path)
    digest = hashlib.sha256(text.encode()).hexdigest()
    page = PageFile(path, models[kind], language, path.stem, digest, text)
    match = FRONT_MATTER.match(text)
    if not match:
        hint = "Begin the file with a line ---, then title: …, then another line ---."
        raise LibraryError(path, 1, f"There is no front matter. {hint}")
    page.meta = read_yaml(path, match[1], first_line=2) or {}
    rest = text[match.end() :]
    page.body = rest.strip("\n") + "\n"
    page.blank_lines = len(rest) - len(rest.lstrip("\n"))
    _check_page(page, text[: match.end()].count("\n"))
    return page


def _check_page(page: PageFile, lines_before: int) -> None:
    """Raise LibraryError unless the file can become a published page as it is."""
    _check_front_matter(page)
    try:
        page.model(**page.content()).clean_fields(exclude=["kind", "slug"])
    except ValidationError as error:
        name, said = next(iter(error.message_dict.items()))
        raise LibraryError(page.path, page.line_of(key_of(name)), f"{name}: {said[0]}") from error
    for problem in render(page.body).problems:
        line = lines_before + page.blank_lines + problem.line
        raise LibraryError(page.path, max(1, line), problem.message)


def _check_front_matter(page: PageFile) -> None:
    """Raise LibraryError unless the front matter has a title, text and lists of text."""
    if not isinstance(page.meta, dict):
        raise LibraryError(page.path, 2, "The front matter must be lines of “key: value”.")
    title = page.meta.get("title", "")
    if not isinstance(title, str) or not title.strip():
        raise LibraryError(page.path, 1, "There is no title. Add a line such as title: Fatigue.")
    for key, value in page.meta.items():
        entries = value if isinstance(value, list) else [value]
        if not all(isinstance(entry, str) for entry in entries):
            raise LibraryError(page.path, page.line_of(key), f"“{key}” must be text or a list.")
        if key in LISTS and isinstance(value, str):
            page.meta[key] = [word.strip() for word in value.split(",") if word.strip()]
    if isinstance(page.meta.get("kind"), str):
        kind = re.sub(r"[\s_]+", "-", page.meta["kind"].strip().lower())
        page.meta["kind"] = kind.removesuffix("-with-lupus")


def read_sources(path: Path) -> list[Source]:
    """Read `sources.yaml`: a list of maps with key, title and publisher at least."""
    if not path.exists():
        return []
    text = read_text(path)
    rows = read_yaml(path, text) or []
    if not isinstance(rows, list):
        raise LibraryError(path, 1, "This must be a list: each source begins with “- key: …”.")
    sources = [_read_source(path, text, row) for row in rows]
    seen: set[str] = set()
    for source in sources:
        if source.key.lower() in seen:
            line = text.rfind(source.key)
            message = f"The source “{source.key}” stands here twice. Delete one."
            raise LibraryError(path, text[:line].count("\n") + 1, message)
        seen.add(source.key.lower())
    return sources


def _read_source(path: Path, text: str, row: Any) -> Source:
    key = row.get("key", "") if isinstance(row, dict) else ""
    before = re.search(rf"^- key:\s*[\"']?{re.escape(str(key))}[\"']?\s*$", text, re.MULTILINE)
    line = text[: before.start()].count("\n") + 1 if before else 1
    if not isinstance(row, dict) or set(row) - set(SOURCE_KEYS):
        known = ", ".join(SOURCE_KEYS)
        raise LibraryError(path, line, f"The source “{key}” has an unknown key. Known: {known}.")
    text_in(path, line, row, SOURCE_KEYS)
    source = Source(**{name: value for name, value in row.items() if value != ""})
    try:
        source.clean_fields()
    except ValidationError as error:
        name, said = next(iter(error.message_dict.items()))
        raise LibraryError(path, line, f"The source “{key}”: {name}: {said[0]}") from error
    return source
