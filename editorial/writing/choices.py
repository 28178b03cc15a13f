"""Rows that staff choose by typing: topics, picks and sources, in the editor's order."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat

from editorial.models import Page, Source

RELATED = ("topics", "picks", "sources")


def is_id(value: Any) -> bool:
    """Whether a row could have this id, as an address or a form gives it."""
    text = str(value)
    return text.isascii() and text.isdecimal() and len(text) < 19


class ChosenRows(AutocompleteSelectMultiple):
    """The admin's autocomplete; ids that no row can have are left out.

    `labels` names rows by their id. What is chosen stands in the editor's order, and only a row
    that has no label there is looked up.
    """

    labels: Mapping[str, str] = {}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return [value for value in super().value_from_datadict(data, files, name) if is_id(value)]

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        """Return what is chosen as options."""
        chosen = [str(each) for each in value if is_id(each)]
        labels = dict(self.labels)
        if missing := [each for each in chosen if each not in labels]:
            rows = self.choices.queryset.filter(pk__in=missing)
            labels |= {str(row.pk): str(row) for row in rows}
        known = [each for each in chosen if each in labels]
        options = [
            self.create_option(name, each, labels[each], True, index)
            for index, each in enumerate(known)
        ]
        return [(None, options, 0)]


class ChosenRow(AutocompleteSelect):
    """The same for one row."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        value = super().value_from_datadict(data, files, name)
        return value if is_id(value) else None

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        return super().optgroups(name, [each for each in value if is_id(each)], attrs)


class OrderedChoiceField(forms.ModelMultipleChoiceField):
    """Several rows in the editor's order, which the plain field would forget."""

    def clean(self, value: Any) -> Any:
        chosen = {str(row.pk): row for row in super().clean(value)}
        return [chosen[str(pk)] for pk in dict.fromkeys(map(str, value or [])) if str(pk) in chosen]


def labels_of(pages: Iterable[int], sources: Iterable[int]) -> dict[str, dict[str, str]]:
    """Return the labels of pages and of sources by their ids, in one query for both."""

    def labelled(rows: Any, what: str, label: Any) -> Any:
        columns = {"what": Value(what, CharField()), "label": label}
        return rows.order_by().annotate(**columns).values_list("what", "pk", "label")

    cited = Concat("key", Value(": "), "title", Value(" ("), "publisher", Value(")"))
    titles = Cast(F("title"), CharField())
    rows = labelled(Page.objects.filter(pk__in=list(pages)), "pages", titles).union(
        labelled(Source.objects.filter(pk__in=list(sources)), "sources", cited), all=True
    )
    labels: dict[str, dict[str, str]] = {"pages": {}, "sources": {}}
    for what, pk, label in rows:
        labels[what][str(pk)] = label
    return labels
