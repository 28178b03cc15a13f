"""The desk for the questions."""

from django.contrib import admin

from faq.models import Question
from editorial.admin import PageAdmin


@admin.register(Question)
class QuestionAdmin(PageAdmin):
    """Questions: the title asks, the summary answers briefly."""
