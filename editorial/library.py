"""Reads a library folder, and brings the database in line with it.

A folder holds `<language>/<kind>/<slug>.md` (YAML front matter, then Markdown), `sources.yaml`,
`pictures/`, and any file that a room above has registered. Everything is read and checked before
anything is written: a folder with one bad file changes nothing.
"""

import hashlib
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Protocol

import yaml
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation

from editorial import publishing
from editorial.models import LibraryVersion, Page, Revision, Source, page_models
from editorial.rendering import render

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
FRONT_MATTER = re.compile(r"---\n(.*?)^---(?:\n|\Z)", re.DOTALL | re.MULTILINE)
COMMON_KEYS = ("title", "summary", "also", "topics", "related")
SOURCE_KEYS = ("key", "title", "publisher", "date", "url", "seen_on", "note")
Progress = Callable[[str, int, int], None]


class LibraryError(Exception):
    """What is wrong in a file: where, what, and what to do about it."""

    def __init__(self, path: Path, line: int, message: str) -> None:
        super().__init__(f"{path}:{line}: {message}")


class LibraryFile(Protocol):
    """A further data file of a library, read by a room above: it registers its class here."""

    name: ClassVar[str]

    def __init__(self, folder: Path) -> None:
        """Read and check the file of this name in `folder`; raise LibraryError if it is bad."""

    def save(self, version: int) -> int:
        """Bring the database in line, inside the load's transaction; return how many rows changed."""


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
        values = {
            name: _as_text(self.meta.get(_key_of(name), "")) for name in self.model.EDITED_FIELDS
        }
        values.update(title=self.meta["title"].strip(), slug=self.slug, body=self.body)
        return {name: value for name, value in values.items() if value or name in COMMON_KEYS}


@dataclass
class Report:
    """What a load did, page by page, and what deserves a look."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)  # changed or withdrawn by staff: not overwritten
    warnings: list[str] = field(default_factory=list)
    other: int = 0


class Library:
    """A library folder: reading it checks it whole."""

    def __init__(self, folder: Path) -> None:
        """Read the folder. Raises LibraryErrors with everything that is wrong in it."""
        self.folder = folder
        self.errors: list[LibraryError] = []
        self.warnings: list[str] = []
        if not folder.is_dir():
            raise LibraryErrors([LibraryError(folder, 1, "There is no such folder. Name another.")])
        self.sources = self._collect(lambda: read_sources(folder / "sources.yaml")) or []
        self.pages = [page for path in self._paths() if (page := self._read_page(path))]
        self.files = [
            read
            for kind in _registered
            if (folder / kind.name).exists()
            and (read := self._collect(lambda kind=kind: kind(folder)))
        ]
        if self.errors:
            raise LibraryErrors(self.errors)

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
        page: PageFile | None = self._collect(lambda: read_page(path, self.folder))
        if page:
            self.warnings += [
                f"{path}:{page.line_of(key)}: “{key}” is not known here and is left out."
                for key in page.meta
                if key not in known_keys(page.model)
            ]
        return page


class LibraryErrors(Exception):
    """Everything that is wrong in a library folder."""

    def __init__(self, errors: list[LibraryError]) -> None:
        super().__init__("\n".join(str(error) for error in errors))
        self.errors = errors


def known_keys(model: type[Page]) -> tuple[str, ...]:
    """Return the front matter's keys for a kind of page."""
    own = [_key_of(name) for name in model.EDITED_FIELDS if name not in Page.EDITED_FIELDS]
    return (*COMMON_KEYS, *own)


def _key_of(field_name: str) -> str:
    """A topic's kind is `kind` in its file."""
    return "kind" if field_name == "topic_kind" else field_name


def _as_text(value: Any) -> str:
    """Lists stand one entry a line in the database."""
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value).strip()


def read_text(path: Path) -> str:
    """Return a file's text with LF line endings; raise LibraryError if it is not UTF-8 text."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise LibraryError(path, line, "This is not UTF-8. Save the file as UTF-8.") from error
    bad = re.search(r"[\x00-\x08\x0b-\x1f\x7f]", text)
    if bad:
        line = text[: bad.start()].count("\n") + 1
        raise LibraryError(path, line, "There is a control character here. Delete it.")
    return text


def read_yaml(path: Path, text: str, first_line: int = 1) -> Any:
    """Return YAML with every scalar as a string; `first_line` is where it begins in the file."""
    try:
        return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  (strings, lists, maps only)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = first_line + (mark.line if mark else 0)
        what = getattr(error, "problem", None) or "this is not YAML"
        hint = "Put quotes around a value that holds “: ” or begins with a special sign."
        raise LibraryError(path, line, f"The YAML cannot be read: {what}. {hint}") from error


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
    page.body = text[match.end() :].strip("\n") + "\n"
    _check_page(page, text[: match.end()].count("\n"))
    return page


def _check_page(page: PageFile, lines_before: int) -> None:
    if not isinstance(page.meta, dict):
        raise LibraryError(page.path, 2, "The front matter must be lines of “key: value”.")
    title = page.meta.get("title", "")
    if not isinstance(title, str) or not title.strip():
        raise LibraryError(page.path, 1, "There is no title. Add a line such as title: Fatigue.")
    for key in ("also", "topics", "related", "codes"):
        if isinstance(page.meta.get(key), str):
            page.meta[key] = [word.strip() for word in page.meta[key].split(",") if word.strip()]
    for key, value in page.meta.items():
        if isinstance(value, dict) or (
            isinstance(value, list) and not all(isinstance(entry, str) for entry in value)
        ):
            raise LibraryError(page.path, page.line_of(key), f"“{key}” must be text or a list.")
    if "kind" in page.meta:
        page.meta["kind"] = re.sub(r"[\s_]+", "-", page.meta["kind"].strip().lower())
        page.meta["kind"] = page.meta["kind"].removesuffix("-with-lupus")
    try:
        page.model(**page.content()).clean_fields(exclude=["kind", "slug"])
    except ValidationError as error:
        name, said = next(iter(error.message_dict.items()))
        raise LibraryError(page.path, page.line_of(_key_of(name)), f"{name}: {said[0]}") from error
    for problem in render(page.body).problems:
        line = lines_before + 1 + problem.line if problem.line else lines_before + 1
        raise LibraryError(page.path, line, problem.message)


def read_sources(path: Path) -> list[Source]:
    """Read `sources.yaml`: a list of maps with key, title and publisher at least."""
    if not path.exists():
        return []
    text = read_text(path)
    rows = read_yaml(path, text) or []
    if not isinstance(rows, list):
        raise LibraryError(path, 1, "This must be a list: each source begins with “- key: …”.")
    return [_read_source(path, text, row) for row in rows]


def _read_source(path: Path, text: str, row: Any) -> Source:
    key = row.get("key", "") if isinstance(row, dict) else ""
    before = re.search(rf"^- key:\s*[\"']?{re.escape(str(key))}[\"']?\s*$", text, re.MULTILINE)
    line = text[: before.start()].count("\n") + 1 if before else 1
    if not isinstance(row, dict) or set(row) - set(SOURCE_KEYS):
        known = ", ".join(SOURCE_KEYS)
        raise LibraryError(path, line, f"The source “{key}” has an unknown key. Known: {known}.")
    source = Source(**{name: value for name, value in row.items() if value != ""})
    try:
        source.clean_fields()
    except ValidationError as error:
        name, said = next(iter(error.message_dict.items()))
        raise LibraryError(path, line, f"The source “{key}”: {name}: {said[0]}") from error
    return source


def load(library: Library, progress: Progress = lambda *_step: None) -> Report:
    """Bring the database in line with the library, in one transaction, and say what was done.

    New pages are published, marked as not reviewed. A page whose file changed is published anew,
    unless staff have changed or withdrawn it: then it is left alone and named in `kept`. Loading
    the same folder again changes nothing.
    """
    report = Report(warnings=list(library.warnings))
    with transaction.atomic():
        loader = _Loader(library, report)
        loader.sources()
        for number, page in enumerate(library.pages, start=1):
            loader.place(page)
            progress("Reading", number, len(library.pages))
        for number, page in enumerate(loader.to_publish, start=1):
            loader.publish(page)
            progress("Publishing", number, len(loader.to_publish))
        for file in library.files:
            report.other += file.save(loader.version)
    _copy_pictures(library.folder / "pictures")
    return report


class _Loader:
    """The steps of one load, and what they know in common."""

    def __init__(self, library: Library, report: Report) -> None:
        self.library = library
        self.report = report
        self.to_publish: list[PageFile] = []
        self._version: int | None = None
        self.held: dict[tuple[str, str], Page] = {}
        for model in page_models():
            for page in model.objects.defer("body", "body_html"):
                self.held[page.language, f"{model.LIBRARY_FOLDER}/{page.slug}"] = page
        newest = Revision.objects.filter(is_set_aside=False).defer("content").order_by("pk")
        self.newest = {revision.page_id: revision for revision in newest}

    @property
    def version(self) -> int:
        """One library version for the whole load, raised when the first thing changes."""
        if self._version is None:
            self._version = LibraryVersion.bump()
        return self._version

    def sources(self) -> None:
        held = Source.objects.by_key(source.key for source in self.library.sources)
        for source in self.library.sources:
            old = held.get(source.key.lower())
            if old is None:
                Source.objects.bulk_create([source])
                self.report.other += 1
            elif any(_differs(getattr(old, name), getattr(source, name)) for name in SOURCE_KEYS):
                source.pk = old.pk
                Source.objects.bulk_update([source], SOURCE_KEYS)
                self.report.other += 1
        if self.report.other:
            _ = self.version

    def place(self, file: PageFile) -> None:
        """Decide what becomes of a file, and make a draft of a page that is new."""
        page = self.held.get((file.language, file.name))
        newest = self.newest.get(page.pk) if page else None
        if page and newest and newest.library_digest == file.digest:
            withdrawn = page.status == Page.Status.WITHDRAWN
            (self.report.kept if withdrawn else self.report.unchanged).append(file.name)
        elif page and not self._is_ours(page, newest):
            self.report.kept.append(file.name)
        else:
            (self.report.changed if page else self.report.new).append(file.name)
            self.to_publish.append(file)
            if not page:
                new = file.model(language=file.language)
                page = publishing.create_page(new, file.content(), author=None)
                self.held[file.language, file.name] = page

    def _is_ours(self, page: Page, newest: Revision | None) -> bool:
        """Whether the page is still as a load left it: nobody wrote, reviewed or withdrew it."""
        return bool(
            newest and newest.is_from_library and not newest.signed_off_on and page.is_published
        )

    def publish(self, file: PageFile) -> None:
        page = self.held[file.language, file.name]
        newest = self.newest.get(page.pk)
        content = {
            **file.content(),
            "topics": self._ids(file, "topics", "topics/"),
            "picks": self._ids(file, "related", ""),
            "sources": [],
        }
        revision = publishing.save_draft(
            page,
            content,
            author=None,
            base_id=newest.pk if newest else None,
            library_digest=file.digest,
        )
        with translation.override(file.language):
            publishing.publish(revision, by=None, version=self.version, is_strict=False)

    def _ids(self, file: PageFile, key: str, prefix: str) -> list[int]:
        """Return the ids of the pages that a list of names means; an unknown name is a warning."""
        ids = []
        for name in file.meta.get(key) or []:
            page = self.held.get((file.language, f"{prefix}{name}"))
            if page is None:
                where = f"{file.path}:{file.line_of(key)}"
                self.report.warnings.append(f"{where}: there is no page “{prefix}{name}”.")
            else:
                ids.append(page.pk)
        return ids


def _differs(old: Any, new: Any) -> bool:
    return str(old or "") != str(new or "")


def _copy_pictures(folder: Path) -> None:
    """Put the library's own pictures where pages show them."""
    if folder.is_dir():
        target = Path(settings.MEDIA_ROOT) / "library"
        shutil.copytree(folder, target, dirs_exist_ok=True)
