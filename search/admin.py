"""The desk for pinned pages, and for what readers search for."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from editorial.models import Act
from editorial.writing.page_list import ReadOnly
from editorial.writing.stale_forms import RefusesStale
from search.models import Pin, SearchCount


class FoundNothingFilter(admin.SimpleListFilter):
    """Searches that found nothing: what a clinic may want to write about."""

    title = _("what was found")
    parameter_name = "found"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("nothing", _("Nothing"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(found_nothing__gt=0) if self.value() else queryset


@admin.register(Pin)
class PinAdmin(RefusesStale):
    """Pages that staff put first for a query."""

    list_display = ("words", "page", "position")
    list_select_related = ("page",)
    search_fields = ("words", "page__title")
    autocomplete_fields = ("page",)

    def save_model(self, request: HttpRequest, obj: Pin, form: Any, change: bool) -> None:
        before = Pin.objects.select_related("page").filter(pk=obj.pk).first()
        super().save_model(request, obj, form, change)
        if form.changed_data or not change:
            self._record(request, obj, before, obj)

    def delete_model(self, request: HttpRequest, obj: Pin) -> None:
        self._record(request, obj, obj, None)
        super().delete_model(request, obj)

    def _record(self, request: HttpRequest, pin: Pin, was: Pin | None, now: Pin | None) -> None:
        """Note what readers find first, as it was and as it is."""
        said = [f"“{one}”: {one.page} ({one.position})" if one else "–" for one in (was, now)]
        detail = " → ".join(said if was else said[1:])
        Act.record(Act.Kind.PIN, by=request.user, page=pin.page, subject=pin.words, detail=detail)


@admin.register(SearchCount)
class SearchCountAdmin(ReadOnly):
    """How often readers searched for what, by day. Nobody can change it."""

    list_display = ("words", "day", "searches", "found_nothing")
    list_filter = (FoundNothingFilter,)
    search_fields = ("words",)
    date_hierarchy = "day"
    list_display_links = None
