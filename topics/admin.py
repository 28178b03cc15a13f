"""The desk for the topics."""

from typing import Any, ClassVar

from django.contrib import admin

from editorial.writing.page_admin import PageAdmin
from topics.models import Topic


@admin.register(Topic)
class TopicAdmin(PageAdmin):
    """Symptoms and topics, with their codes."""

    kind_fields = ("topic_kind", "body_area", "codes")
    list_filter: ClassVar[Any] = ("topic_kind", *PageAdmin.list_filter)
