"""The desk for the articles."""

from django.contrib import admin

from articles.models import Article
from editorial.writing.page_admin import PageAdmin


@admin.register(Article)
class ArticleAdmin(PageAdmin):
    """Articles, written as any page."""
