"""What may be asked of the API."""

from django import forms

from search.forms import SearchForm

USUAL, MOST = 10, 50  # results of one answer


class SearchRequest(SearchForm):
    """How many results, and of which kind. The words are taken as they come."""

    limit = forms.IntegerField(required=False, min_value=1, max_value=MOST)

    def clean_limit(self) -> int:
        """Return USUAL where no limit is asked for."""
        limit: int | None = self.cleaned_data["limit"]
        return USUAL if limit is None else limit
