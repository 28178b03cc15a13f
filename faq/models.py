"""Questions that patients ask."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from editorial.models import Page


class Question(Page):
    """One question: its title asks it, its summary is the short answer, its text the longer one."""

    ROUTES: ClassVar = {"question": "faq:detail"}
    TEMPLATE: ClassVar = "faq/detail.html"
    LIBRARY_FOLDER: ClassVar = "faq"

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["title", "pk"]
