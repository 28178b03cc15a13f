"""The base of the desk's lists and forms: whatever an address or a browser says is no fault."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.http import HttpRequest, HttpResponse

from editorial.writing.choices import ChosenRow, ChosenRows, is_id


class Sturdy(admin.ModelAdmin):
    """Django's own breaks on ids that no row can have, and on days that no calendar has."""

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        return super().get_object(request, object_id, from_field) if is_id(object_id) else None

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if ACTION_CHECKBOX_NAME in request.POST:
            data: Any = request.POST.copy()
            chosen = data.getlist(ACTION_CHECKBOX_NAME)
            data.setlist(ACTION_CHECKBOX_NAME, [pk for pk in chosen if is_id(pk)])
            request.POST = data
        return super().changelist_view(request, extra_context)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Show the whole list where an address asks for what cannot be."""
        try:
            return super().get_changelist_instance(request)
        except (ValueError, OverflowError) as odd:
            raise IncorrectLookupParameters(odd) from odd

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **how: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            how.setdefault("widget", ChosenRow(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **how)

    def formfield_for_manytomany(self, db_field: Any, request: Any, **how: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            how.setdefault("widget", ChosenRows(db_field, self.admin_site))
        return super().formfield_for_manytomany(db_field, request, **how)
