"""What a reader asks of the search."""

from django import forms

from editorial.models import page_kinds

MAX_QUERY = 2000  # characters; a pasted message is shorter


class SearchForm(forms.Form):
    """The words, and the kind of page; both may be left out."""

    q = forms.CharField(required=False, max_length=MAX_QUERY)
    kind = forms.ChoiceField(required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        kinds = [(kind, kind) for kind in page_kinds()]
        self.fields["kind"].choices = [("", ""), *kinds]  # type: ignore[attr-defined]
