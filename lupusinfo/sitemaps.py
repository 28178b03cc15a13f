"""The sitemap: every published page, and every index."""

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from editorial.models import Page

INDEXES = [
    *("home", "articles:index", "glossary:index", "faq:index", "symptoms:index", "topics:index"),
    *("clinic:urgent_help", "clinic:contact", "about", "how_we_write", "privacy", "accessibility"),
]


class PageSitemap(Sitemap):
    """Published pages of every kind and language."""

    def items(self) -> QuerySet[Page]:
        return (
            Page.objects.published().only("kind", "language", "slug", "changed_at").order_by("pk")
        )

    def lastmod(self, page: Page) -> datetime | None:
        return page.changed_at


class IndexSitemap(Sitemap):
    """The pages that list others, and those about the site."""

    def items(self) -> list[str]:
        return INDEXES

    def location(self, name: str) -> str:
        return reverse(name)


SITEMAPS = {"pages": PageSitemap, "indexes": IndexSitemap}
