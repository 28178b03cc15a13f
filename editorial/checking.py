"""What `check_library` finds in a library folder, in words for an editor."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from editorial.library import Library, PageFile
from editorial.rendering import render

LINK = re.compile(r'<a href="(/[^"]*)"')
PICTURE = re.compile(r'<img src="[^"]*/library/([^"]*)"')
SITE_PAGES = {
    *("/", "/articles/", "/glossary/", "/faq/", "/symptoms/", "/topics/", "/urgent-help/"),
    *("/about/", "/contact/", "/how-we-write/", "/privacy/", "/accessibility/", "/search/"),
}


@dataclass(frozen=True)
class Finding:
    """One thing to put right: the file, the line, and what to do."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


def check(library: Library) -> list[Finding]:
    """Return everything in the library that a careful editor would put right."""
    addresses = {address_of(page) for page in library.pages} | SITE_PAGES
    names = {page.name for page in library.pages}
    keys = {source.key.lower() for source in library.sources}
    findings = []
    for page in library.pages:
        findings += [*_citations(page, keys), *_links(page, addresses), *_names(page, names)]
        findings += _pictures(page, library.folder)
    return findings


def address_of(page: PageFile) -> str:
    """Return the address that a page's file will have once it is published."""
    instance = page.model(language=page.language, slug=page.slug)
    instance.kind = instance.kind_for(page.content())
    return instance.get_absolute_url()


def _finding(page: PageFile, line: int, message: str) -> Finding:
    return Finding(str(page.path), line, message)


def _line(page: PageFile, text: str) -> int:
    return page.text[: max(0, page.text.find(text))].count("\n") + 1


def _citations(page: PageFile, keys: set[str]) -> Iterator[Finding]:
    rendering = render(page.body, keys)
    for key in dict.fromkeys(rendering.unknown):
        message = f"There is no source “{key}”. Add it to sources.yaml, or correct the key."
        yield _finding(page, _line(page, f"@{key}"), message)
    if not rendering.cited:
        yield _finding(page, 1, "No source is cited. Write [@KEY] after what a source says.")


def _links(page: PageFile, addresses: set[str]) -> Iterator[Finding]:
    for target in LINK.findall(render(page.body).html):
        if target.split("#")[0] not in addresses and not target.startswith("/media/"):
            message = f"The link to {target} leads nowhere. Correct it, or write that page."
            yield _finding(page, _line(page, target), message)


def _pictures(page: PageFile, folder: Path) -> Iterator[Finding]:
    for name in PICTURE.findall(render(page.body).html):
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
