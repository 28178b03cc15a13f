"""A save that came too late: both texts side by side, field by field, for their writer to merge.

Whoever comes second loses no word: the form keeps what was typed. A field that only the other one
changed is taken over into the form, and said; a field that both changed waits for a decision.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from editorial.differences import MAX_LINES, columns
from editorial.drafts import Content
from editorial.models import Revision
from editorial.writing.choices import is_id

Value = str | list[str]  # of a field, as a form sends it: rows are chosen by their ids
Marks = dict[str, str]  # a field's name -> a digest of its value, to see whether it was changed


@dataclass(frozen=True)
class Part:
    """A field that two people changed: how each text reads, and what a button puts in the form."""

    name: str
    label: str
    theirs: SafeString
    yours: SafeString
    their_text: str
    your_text: str
    choices: dict[str, Any]

    @property
    def is_shortened(self) -> bool:
        """Whether unchanged passages are left out of what is shown side by side."""
        return "left-out" in self.theirs


@dataclass
class Merge:
    """What a refused save shows. `refused` is the copy that is kept, of a page's text."""

    parts: list[Part] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)  # only they changed it: it stands in the form
    yours_alone: list[str] = field(default_factory=list)
    who: Any = None
    when: datetime | None = None
    is_own: bool = False
    refused: Revision | None = None

    @property
    def choices(self) -> dict[str, Any]:
        """What the buttons put into the form, by field."""
        return {part.name: part.choices for part in self.parts}


def plain(value: Any) -> Value:
    """Return a field's value as it is compared: text with LF, or the ids of chosen rows."""
    if value is None or isinstance(value, str):
        return (value or "").replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(value, Iterable):
        return [str(getattr(row, "pk", row)) for row in value]
    return str(value)


def mark(value: Any) -> str:
    """Return a short digest of a field's value."""
    return hashlib.sha256(repr(plain(value)).encode(errors="replace")).hexdigest()[:16]


def marks_of(values: dict[str, Any]) -> Marks:
    """Return a digest of each value."""
    return {name: mark(value) for name, value in values.items()}


def merge(
    form: Any, *, theirs: dict[str, Any], yours: dict[str, Any], marks: Marks, base: Content
) -> Merge:
    """Compare what a colleague saved with what was typed, and return what is to be shown.

    `marks` tell what each field held when the form was opened, and `base` the values where they
    are known; without them nobody knows who changed what, and every difference is shown. Fields
    that only the colleague changed are put into the form.
    """
    found = Merge()
    form.data = form.data.copy()
    for name in [name for name in form.fields if name in theirs]:
        their, your = plain(theirs[name]), plain(yours.get(name))
        if their == your:
            continue
        label = capfirst(str(form.fields[name].label or name))
        if marks.get(name) == mark(your):
            found.taken.append(label)
            _put(form, name, their)
        elif marks.get(name) == mark(their):
            found.yours_alone.append(label)
        else:
            found.parts.append(_part(form.fields[name], name, label, their, your, base.get(name)))
    return found


def of_page(form: Any, refused: Revision, *, by: Any) -> Merge:
    """Compare a page's newest text with the one that was refused; the next save builds on it."""
    stale = form.stale
    base_id = form.cleaned_data.get("base_revision") or 0
    base = Revision.objects.filter(pk=base_id, page=form.instance).first()
    values = {**base.content, **base.told} if base else {}
    yours = {**form.content(), **{name: form[name].value() for name in stale.told}}
    theirs = {**stale.content, **stale.told}
    found = merge(form, theirs=theirs, yours=yours, marks=marks_of(values), base=values)
    found.who, found.when, found.refused = stale.author, stale.created_at, refused
    found.is_own = stale.author == by
    form.data["base_revision"] = str(stale.pk)  # what the next save is compared to
    return found


def _part(choice: Any, name: str, label: str, their: Value, your: Value, base: Any) -> Part:
    texts = shown(choice, their), shown(choice, your)
    choices = {"theirs": _offered(choice, their), "mine": _offered(choice, your)}
    both = None if base is None else combined(plain(base), their, your)
    if both not in (None, their, your) and not _is_one_choice(choice):
        choices["both"] = _offered(choice, both or "")
    return Part(name, label, *columns(*texts), *texts, choices)


def _put(form: Any, name: str, value: Value) -> None:
    data: QueryDict = form.data
    if isinstance(value, list):
        data.setlist(name, value)
    elif isinstance(form.fields[name], forms.BooleanField):
        data.setlist(name, ["on"] if value == "True" else [])
    else:
        data[name] = value


def shown(choice: Any, value: Value) -> str:
    """Return a field's value as people read it: chosen rows by name, one a line."""
    if isinstance(choice, forms.ModelChoiceField):
        return "".join(f"{label}\n" for _id, label in _rows(choice, value))
    if isinstance(choice, forms.BooleanField):
        return _("Yes") if value == "True" else _("No")
    if isinstance(choice, forms.ChoiceField):
        labels: dict[Any, Any] = dict(choice.choices)  # type: ignore[arg-type]
        return str(labels.get(value, value))
    return value if isinstance(value, str) else " ".join(value)


def typed_in(form: Any) -> list[tuple[str, str]]:
    """Return what stands in a form that was sent: what each field is called, and what it says."""
    rows = [(str(row.label), shown(row.field, plain(row.value()))) for row in form.visible_fields()]
    return [(label, text) for label, text in rows if text.strip()]


def _offered(choice: Any, value: Value) -> Any:
    return _rows(choice, value) if isinstance(choice, forms.ModelChoiceField) else value


def _rows(choice: Any, value: Value) -> list[tuple[str, str]]:
    """Return id and name of chosen rows, in the order of the choice."""
    ids = value if isinstance(value, list) else [value]
    rows = choice.queryset.in_bulk([pk for pk in ids if is_id(pk)])
    return [(pk, str(rows[int(pk)])) for pk in ids if is_id(pk) and int(pk) in rows]


def _is_one_choice(choice: Any) -> bool:
    is_many = isinstance(choice, forms.ModelMultipleChoiceField)
    return isinstance(choice, forms.ChoiceField | forms.BooleanField) and not is_many


def combined(base: Value, theirs: Value, mine: Value) -> Value | None:
    """Return one text with the changes of both, or None where they changed the same lines."""
    if isinstance(base, list) and isinstance(theirs, list) and isinstance(mine, list):
        removed = set(base) - set(theirs)
        kept = [pk for pk in mine if pk not in removed]
        return kept + [pk for pk in theirs if pk not in {*kept, *base}]
    if isinstance(base, list) or isinstance(theirs, list) or isinstance(mine, list):
        return None
    lines = base.splitlines(keepends=True)
    if max(text.count("\n") for text in (base, theirs, mine)) > MAX_LINES:
        return None
    edits = sorted({*_edits(lines, theirs), *_edits(lines, mine)})
    for before, after in pairwise(edits):
        if after[0] <= before[1]:  # neighbours too: what was written for one may not suit both
            return None
    for start, end, put in reversed(edits):
        lines[start:end] = put
    return "".join(lines)


def _edits(base: list[str], text: str) -> list[tuple[int, int, tuple[str, ...]]]:
    new = text.splitlines(keepends=True)
    steps = SequenceMatcher(None, base, new, autojunk=False).get_opcodes()
    return [(i, j, tuple(new[k:m])) for step, i, j, k, m in steps if step != "equal"]
