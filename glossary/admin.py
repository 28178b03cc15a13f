"""The desk for the terms."""

from django.contrib import admin

from glossary.models import Term
from editorial.admin import PageAdmin


@admin.register(Term)
class TermAdmin(PageAdmin):
    """Terms, with how to say them."""

    kind_fields = ("pronunciation",)
