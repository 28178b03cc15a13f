"""Loads of a small library that change one page or row, as one side of a race."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from editorial.library import loading
from editorial.library.folder import Library
from editorial.models import Page, Revision

FOLDERS = {"article": "articles", "term": "glossary", "question": "faq"}


def load_page(page: Page, number: int) -> Callable[[], Any]:
    """A load of a library whose file for this page has changed since the last load."""
    Revision.objects.filter(page=page).update(library_digest="before")
    folder = Path(tempfile.mkdtemp(prefix="lupusinfo-race-"))
    file = folder / "en" / FOLDERS.get(page.kind, "topics") / f"race-{number}.md"
    file.parent.mkdir(parents=True)
    kind = {"symptom": "kind: symptom\nbody_area: skin\n", "topic": "kind: medicine\n"}
    head = f"title: Race {number}\n{kind.get(page.kind, '')}"
    file.write_text(f"---\n{head}---\nLoaded.\n", encoding="utf-8")
    library = Library(folder)
    return lambda: loading.load(library)


def load_row(kind: str, row: Any) -> Callable[[], Any]:
    """A load of a library in which this row is different."""
    folder = Path(tempfile.mkdtemp(prefix="lupusinfo-race-"))
    files = {
        "source": ("sources.yaml", f"- key: {row.key}\n  title: Loaded\n  publisher: P\n"),
        "urgent sign": (
            "clinic.yaml",
            f"urgent_help:\n  - key: {row.key}\n    level: emergency\n    sign: Loaded\n",
        ),
    }
    name, text = files[kind]
    (folder / name).write_text(text, encoding="utf-8")
    library = Library(folder)
    return lambda: loading.load(library)
