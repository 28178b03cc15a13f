"""The lists of the desk under plain names, by what the user may open."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from editorial.models import name_of, page_models

# Where each list stands. What is registered later and not named here stands at the end.
GROUPS = {
    gettext_lazy("Pages"): [
        *("articles.article", "faq.question", "glossary.term", "topics.topic"),
        *("editorial.page", "editorial.review", "editorial.source"),
    ],
    gettext_lazy("Readers"): ["editorial.feedback", "search.searchcount", "search.pin"],
    gettext_lazy("Settings"): [
        *(
            "clinic.clinic",
            "clinic.urgentsign",
            "editorial.policy",
            "desk.person",
            "auth.group",
        ),
        *("editorial.revision", "editorial.act"),
    ],
}
# What Django calls otherwise; the rest of the lists is named by its own model.
NAMES = {
    "editorial.act": gettext_lazy("Log"),
}


@dataclass(frozen=True)
class Entry:
    """A list: its name and where it is."""

    name: str
    address: str


@dataclass(frozen=True)
class Group:
    """Lists that belong together."""

    title: str
    entries: list[Entry]


def groups(apps: Iterable[dict[str, Any]]) -> list[Group]:
    """Return the lists among the admin's `available_apps`, in groups without empty ones."""
    models = _by_label(apps)
    found = []
    for title, labels in GROUPS.items():
        entries = [_entry(label, models.pop(label)) for label in labels if label in models]
        found.append((title, entries))
    found[-1][1].extend(_entry(label, model) for label, model in sorted(models.items()))
    return [
        Group(str(title), [e for e in listed if e.address]) for title, listed in found if listed
    ]


def kinds_to_write(apps: Iterable[dict[str, Any]]) -> list[tuple[str, str]]:
    """Return the kinds of pages that the user may write: what each is called, and where."""
    models = _by_label(apps)
    kinds = []
    for model in sorted(page_models(), key=lambda each: each._meta.app_label):  # as in the lists
        if address := models.get(model._meta.label_lower, {}).get("add_url"):
            for kind in model.ROUTES:
                asking = "?topic_kind=symptom" if kind == "symptom" else ""
                kinds.append((capfirst(name_of(kind)), f"{address}{asking}"))
    return kinds


def _by_label(apps: Iterable[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {model["model"]._meta.label_lower: model for app in apps for model in app["models"]}


def _entry(label: str, model: dict[str, Any]) -> Entry:
    name = str(NAMES.get(label) or capfirst(model["name"]))
    return Entry(name, model.get("admin_url") or "")
