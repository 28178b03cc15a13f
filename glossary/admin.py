"""The desk for the terms."""

from django.contrib import admin

from editorial.writing.page_admin import PageAdmin
from glossary.models import Term


@admin.register(Term)
class TermAdmin(PageAdmin):
    """Terms, with how to say them and whether texts link them."""

    kind_fields = ("pronunciation", "linked")
