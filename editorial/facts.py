"""What the log of acts tells of a change: each value by its label, as it was and as it is."""

from collections.abc import Mapping
from typing import Any

from django.forms import Field
from django.utils.text import capfirst

from editorial.writing.merging import plain, shown

Facts = dict[str, str]  # a value's label -> the value, in the words that people read


def facts_of(fields: Mapping[str, Field], values: Mapping[str, Any]) -> Facts:
    """Return the values of these fields of a form."""
    return {
        capfirst(str(field.label or name)): ", ".join(
            shown(field, plain(values.get(name))).splitlines()
        )
        for name, field in fields.items()
    }


def changes(before: Facts, after: Facts) -> str:
    """Return what differs, one a line; "" if nothing does."""
    return "\n".join(
        f"{name}: {before.get(name, '') or '–'} → {now or '–'}"
        for name, now in after.items()
        if now != before.get(name, "")
    )


def changes_of(form: Any) -> str:
    """Return what was changed in a form."""
    fields = {name: form.fields[name] for name in form.changed_data}
    return changes(facts_of(fields, form.initial), facts_of(fields, form.cleaned_data))
