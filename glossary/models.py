"""Terms of the glossary."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from editorial.models import Page


class Term(Page):
    """A word explained: its summary is the definition, its text adds to it."""

    ROUTES: ClassVar = {"term": "glossary:detail"}
    LIBRARY_FOLDER: ClassVar = "glossary"

    EDITED_FIELDS: ClassVar = (*Page.EDITED_FIELDS, "pronunciation")

    pronunciation = models.CharField(
        _("how to say it"),
        max_length=120,
        blank=True,
        help_text=_("In plain letters, the stressed part in capitals: PLUR-ih-see."),
    )

    class Meta:
        verbose_name = _("glossary term")
        verbose_name_plural = _("glossary terms")
        ordering = ["title", "pk"]
