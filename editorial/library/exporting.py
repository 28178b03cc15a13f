"""Writes the published library back into files, in the one form that the library's files have."""

import re
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from editorial.library.datafiles import LOADER
from editorial.library.folder import LISTS, SOURCE_KEYS, key_of, known_keys
from editorial.models import Page, Source, model_of, page_models

Progress = Callable[[str, int, int], None]
SOURCES_HEAD = "# Every source that a page may cite: [@KEY]. `note` is for editors, never shown.\n"


Writer = Callable[[Path], None]
_writers: list[Writer] = []  # of further data files of a library


def register(writer: Writer) -> None:
    """Have a room above write its file of a library too."""
    _writers.append(writer)


def export(folder: Path, progress: Progress = lambda *_step: None) -> int:
    """Write every published page, the sources and the pictures to `folder`; return how many pages.

    Files of the same names are replaced; nothing else in the folder is touched.
    """
    names = {page.pk: _name(page) for page in Page.objects.for_list()}
    count, total = 0, Page.objects.published().count()
    for model in page_models():
        pages = model.objects.published().prefetch_related("topics", "picks").order_by("pk")
        for page in pages:
            path = folder / page.language / page.LIBRARY_FOLDER / f"{page.slug}.md"
            picks = [names[pick.target_id] for pick in page.picks.all()]
            content = {name: getattr(page, name) for name in page.EDITED_FIELDS}
            path.parent.mkdir(parents=True, exist_ok=True)
            slugs = [topic.slug for topic in page.topics.all()]
            path.write_text(page_text(model, content, slugs, picks), encoding="utf-8")
            count += 1
            progress("Writing", count, total)
    sources = [{name: getattr(source, name) for name in SOURCE_KEYS} for source in _sources()]
    text = SOURCES_HEAD + "".join(yaml_item(source) for source in sources)
    (folder / "sources.yaml").write_text(text, encoding="utf-8")
    pictures = Path(settings.MEDIA_ROOT) / "library"
    if pictures.is_dir():
        shutil.copytree(pictures, folder / "pictures", dirs_exist_ok=True)
    for write in _writers:
        write(folder)
    return count


def page_text(
    model: type[Page],
    content: dict[str, Any],
    topics: Iterable[str] | None = None,
    related: Iterable[str] | None = None,
) -> str:
    """Return a page as its file has it: keys in order, empty ones left out, one blank line."""
    values = {key_of(name): content.get(name) for name in model.EDITED_FIELDS}
    values |= {"topics": sorted(topics or []), "related": list(related or [])}
    lines = []
    for key in known_keys(model):
        value = values.get(key) or ""
        if key in LISTS and isinstance(value, str):
            value = [line.strip() for line in value.splitlines() if line.strip()]
        if isinstance(value, list):
            lines += [f"{key}:", *(f"  - {_scalar(entry)}" for entry in value)] if value else []
        elif value:
            lines.append(f"{key}: {_scalar(value)}")
    front_matter = "\n".join(["---", *lines, "---"])
    body = str(content["body"]).strip("\n")
    return f"{front_matter}\n\n{body}\n" if body else f"{front_matter}\n"


def yaml_item(values: dict[str, Any]) -> str:
    """Return a map as an item of a YAML list, lists within it indented, empty values left out."""
    lines = []
    for key, value in values.items():
        if isinstance(value, list):
            lines += [f"{key}:", *(f"  - {_scalar(entry)}" for entry in value)] if value else []
        elif value not in (None, ""):
            lines.append(f"{key}: {_scalar(str(value))}")
    return "- " + "\n  ".join(lines) + "\n"


def _scalar(text: str) -> str:
    """Return a text as YAML: plain where it reads back the same, else in double quotes."""
    is_plain = not re.search(r"\n|^\s|\s$", text) and bool(text)
    try:
        is_same = is_plain and yaml.load(f"k: {text}\n", Loader=LOADER) == {"k": text}  # noqa: S506
    except yaml.YAMLError:
        is_same = False
    if is_same:
        return text
    quoted = yaml.safe_dump(text, default_style='"', allow_unicode=True, width=10**6)
    return quoted.strip()


def _name(page: Page) -> str:
    """Return how a library's files name a page: articles/what-is-lupus."""
    return f"{model_of(page.kind).LIBRARY_FOLDER}/{page.slug}"


def _sources() -> Iterable[Source]:
    return sorted(Source.objects.all(), key=lambda source: source.key)  # not as a database sorts
