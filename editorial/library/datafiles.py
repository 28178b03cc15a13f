"""Reads text and YAML strictly: what is wrong is told with file, line and remedy."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

NESTS = re.compile(r"[\[{]|[-?:] [-?]|^\s{20}", re.MULTILINE)  # may hold one thing in another
LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # in C, where PyYAML was built with it


class LibraryError(Exception):
    """What is wrong in a file: where, what, and what to do about it."""

    def __init__(self, path: Path, line: int, message: str) -> None:
        super().__init__(f"{path}:{line}: {message}")


def read_text(path: Path) -> str:
    """Return a file's text with LF line endings; raise LibraryError if it is not UTF-8 text."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise LibraryError(path, 1, f"It cannot be read ({error.strerror}).") from error
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
        data = _load(text)
        # Escapes ("\\0", "\\ud800") can make what no database takes as text.
        if "\0" in "".join(_scalars(data)).encode().decode():
            raise LibraryError(path, first_line, "A value holds a NUL character. Delete it.")
        return data
    except RecursionError as error:
        raise LibraryError(path, first_line, "The YAML is nested too deeply.") from error
    except UnicodeEncodeError as error:
        raise LibraryError(path, first_line, "A value holds half a character (\\ud800).") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = first_line + (mark.line if mark else 0)
        what = getattr(error, "problem", None) or "this is not YAML"
        hint = "Put quotes around a value that holds “: ” or begins with a special sign."
        raise LibraryError(path, line, f"The YAML cannot be read: {what}. {hint}") from error


def _load(text: str) -> Any:
    """Read YAML in C, which is ten times as fast, where nothing in it can be nested deeply.

    (Deep nesting ends the process there.) What C refuses, Python reads or explains.
    """
    if not NESTS.search(text):
        try:
            return yaml.load(text, Loader=LOADER)  # noqa: S506  (makes strings, lists, maps only)
        except yaml.YAMLError:
            pass
    return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506


def _scalars(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from (*_scalars(key), *_scalars(value))
    elif isinstance(data, list):
        for value in data:
            yield from _scalars(value)


def text_in(path: Path, line: int, row: dict[str, Any], names: Iterable[str]) -> None:
    """Raise LibraryError unless what `row` says under `names` is text."""
    for name in names:
        if not isinstance(row.get(name, ""), str):
            raise LibraryError(path, line, f"“{name}” must be text.")


def list_in(path: Path, line: int, row: dict[str, Any], name: str) -> list[str]:
    """Return a list of texts; one text counts as a list of one. Raise LibraryError otherwise."""
    value = row.get(name) or []
    entries = value if isinstance(value, list) else [value]
    if not all(isinstance(entry, str) for entry in entries):
        raise LibraryError(path, line, f"“{name}” must be a list of texts.")
    return entries
