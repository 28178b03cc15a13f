"""What differs between two texts of a page, word by word, for people who read and decide."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.db.models import F, Value
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from editorial.models import Page, Source
from editorial.rendering import trusted

Content = dict[str, Any]
WORD = re.compile(r"\s+|\w+|[^\w\s]")
MAX_LINES = 2000  # of a text; comparing takes time that grows with their square
MAX_WORDS = 4000  # of a changed passage; a longer one is shown as taken out and put in whole
LISTS = {"topics": _("topics"), "picks": _("read next"), "sources": _("further sources")}
KEPT_LINES = 2  # unchanged lines shown around a change


@dataclass(frozen=True)
class Difference:
    """What changed in one part of a page: `html` marks it with <del> and <ins>."""

    name: str
    label: str
    html: SafeString


def differences(page: Page, old: Content, new: Content) -> list[Difference]:
    """Return the parts of a page in which two texts differ, in the order of the form."""
    found = []
    for name in page.EDITED_FIELDS:
        before, after = str(old.get(name, "")), str(new.get(name, ""))
        if before != after:
            label = str(page._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            found.append(Difference(name, label, compare(before, after)))
    return found + _of_lists(old, new)


def in_words(page: Page, content: Content) -> list[tuple[str, str]]:
    """Return a text in its parts as people read them: what each is called, and what it says."""
    found = []
    for name in page.EDITED_FIELDS:
        field: Any = page._meta.get_field(name)
        if value := content.get(name):
            shown = dict(field.flatchoices).get(value, value)
            found.append((str(field.verbose_name), str(shown)))
    ids = {name: content.get(name, []) for name in LISTS}
    names = _names({*ids["topics"], *ids["picks"]}, set(ids["sources"]))
    for name, label in LISTS.items():
        what = "source" if name == "sources" else "page"
        if ids[name]:
            found.append(
                (str(label), "\n".join(str(names.get((what, pk), pk)) for pk in ids[name]))
            )
    return found


def compare(old: str, new: str) -> SafeString:
    """Return both texts in one, as HTML: changed words in <del> and <ins>, the rest shortened."""
    return trusted(
        "".join(
            before if before == after else _marked("del", before) + _marked("ins", after)
            for before, after in _pieces(old, new)
        )
    )


def columns(old: str, new: str) -> tuple[SafeString, SafeString]:
    """Return each text as HTML of its own: what the other lacks in <mark>, the rest shortened."""
    sides: tuple[list[str], list[str]] = ([], [])
    for pair in _pieces(old, new):
        for side, piece in zip(sides, pair, strict=True):
            side.append(piece if pair[0] == pair[1] else _marked("mark", piece))
    return trusted("".join(sides[0])), trusted("".join(sides[1]))


def _pieces(old: str, new: str) -> Iterator[tuple[str, str]]:
    """Give both texts in pieces, escaped: the same twice where nothing changed."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    if max(len(before), len(after)) > MAX_LINES:
        yield escape(old), escape(new)
        return
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for number, (step, i, j, k, m) in enumerate(steps):
        if step == "equal":
            is_first, is_last = number == 0, number == len(steps) - 1
            same = _shortened(before[i:j], is_first=is_first, is_last=is_last)
            yield same, same
        else:
            yield from _in_words("".join(before[i:j]), "".join(after[k:m]))


def _shortened(lines: list[str], *, is_first: bool, is_last: bool) -> str:
    """Return unchanged lines, of a long passage only those beside the changes around it."""
    head = 0 if is_first else KEPT_LINES
    tail = 0 if is_last else KEPT_LINES
    if len(lines) <= head + tail + 1:
        return escape("".join(lines))
    left_out = '<span class="left-out">' + escape(_("…")) + "</span>\n"
    end = lines[len(lines) - tail :] if tail else []
    return escape("".join(lines[:head])) + left_out + escape("".join(end))


def _in_words(old: str, new: str) -> Iterator[tuple[str, str]]:
    before, after = WORD.findall(old), WORD.findall(new)
    if max(len(before), len(after)) > MAX_WORDS:
        yield escape(old), escape(new)
        return
    for _step, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        yield escape("".join(before[i:j])), escape("".join(after[k:m]))


def _marked(tag: str, html: str) -> str:
    return f"<{tag}>{html}</{tag}>" if html else ""


def _of_lists(old: Content, new: Content) -> list[Difference]:
    """Topics, picks and sources: what was taken out and what came in, by name."""
    ids = {name: (old.get(name, []), new.get(name, [])) for name in LISTS}
    changed = {name: pair for name, pair in ids.items() if pair[0] != pair[1]}
    if not changed:
        return []
    pages = {pk for name in ("topics", "picks") for side in changed.get(name, ()) for pk in side}
    keys = {pk for side in changed.get("sources", ()) for pk in side}
    names = _names(pages, keys)
    found = []
    for name, (before, after) in changed.items():
        what = "source" if name == "sources" else "page"
        lines = [
            "".join(f"{names.get((what, pk), pk)}\n" for pk in side) for side in (before, after)
        ]
        found.append(Difference(name, str(LISTS[name]), compare(*lines)))
    return found


def _names(pages: set[int], sources: set[int]) -> dict[tuple[str, int], str]:
    """Return what pages and sources are called, by what they are and their id, with one query."""
    titles = Page.objects.filter(pk__in=pages).order_by()
    keys = Source.objects.filter(pk__in=sources).order_by()
    rows = titles.annotate(what=Value("page"), said=F("title")).values_list("what", "pk", "said")
    named = keys.annotate(what=Value("source"), said=F("key")).values_list("what", "pk", "said")
    return {(what, pk): said for what, pk, said in rows.union(named)}
