"""What a reader asks of the search."""

from typing import Any

from django import forms

from editorial.models import page_kinds


class SearchForm(forms.Form):
    """The kind of page; it may be left out. The words themselves are never refused."""

    kind = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.choices = [("", ""), *((name, name) for name in page_kinds())]
