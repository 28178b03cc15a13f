"""The desk for the topics."""

from django.contrib import admin

from topics.models import Topic
from editorial.admin import PageAdmin


@admin.register(Topic)
class TopicAdmin(PageAdmin):
    """Symptoms and topics, with their codes."""

    kind_fields = ("topic_kind", "body_area", "codes")
    list_filter = ("topic_kind", *PageAdmin.list_filter)
