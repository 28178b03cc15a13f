"""Articles: the longer reads."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from editorial.models import Page


class Article(Page):
    """A longer read on one subject, with its sources."""

    ROUTES: ClassVar = {"article": "articles:detail"}
    TEMPLATE: ClassVar = "articles/detail.html"
    LIBRARY_FOLDER: ClassVar = "articles"

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["title", "pk"]
