"""The desk for the questions."""

from django.contrib import admin

from editorial.writing.page_admin import PageAdmin
from faq.models import Question


@admin.register(Question)
class QuestionAdmin(PageAdmin):
    """Questions: the title asks, the summary answers briefly."""
