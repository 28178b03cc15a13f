"""Terms of the glossary."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from editorial.models import Page


class Term(Page):
    """A word explained: its summary is the definition, its text adds to it."""

    ROUTES: ClassVar = {"term": "glossary:detail"}
    TEMPLATE: ClassVar = "glossary/detail.html"
    LIBRARY_FOLDER: ClassVar = "glossary"
    EXPLAINS: ClassVar = True

    class Linked(models.TextChoices):
        YES = "", _("Yes: where it first stands in a section")
        NO = "no", _("No: the word is too common, or has other senses")

    EDITED_FIELDS: ClassVar = (*Page.EDITED_FIELDS, "pronunciation", "linked")

    pronunciation = models.CharField(
        _("how to say it"),
        max_length=120,
        blank=True,
        help_text=_("In plain letters, the stressed part in capitals: PLUR-ih-see."),
    )
    linked = models.CharField(
        _("explain it in other pages"),
        max_length=2,
        choices=Linked,
        default=Linked.YES,
        blank=True,
        help_text=_("Readers tap the word in a text and its summary opens."),
    )

    class Meta:
        verbose_name = _("glossary term")
        verbose_name_plural = _("glossary terms")
        ordering = ["title", "pk"]
