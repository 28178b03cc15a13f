"""Who may see what, said once."""

from typing import TypeVar

from django.db import models
from django.utils.translation import get_language

PageType = TypeVar("PageType", bound=models.Model)


class PageQuerySet(models.QuerySet[PageType]):
    """Pages of any kind. Everything that the public sees starts from `published()`."""

    def published(self) -> "PageQuerySet[PageType]":
        """Keep the pages that the public may read: published, and by the clinic's rules shown."""
        return self.filter(is_public=True)

    def withdrawn(self) -> "PageQuerySet[PageType]":
        """Keep the pages that were published once and that the public may no longer read."""
        return self.filter(published_at__isnull=False, is_public=False)

    def in_language(self, language: str | None = None) -> "PageQuerySet[PageType]":
        """Keep the pages in `language` (a code such as "en"), or in the language in use."""
        return self.filter(language=language or get_language() or "en")

    def for_list(self) -> "PageQuerySet[PageType]":
        """Leave the long texts in the database: a list shows titles and summaries."""
        return self.defer("body", "body_html")

    def changed_after(self, version: int) -> "PageQuerySet[PageType]":
        """Keep the pages that changed for readers after library version `version`."""
        return self.filter(version__gt=version)
