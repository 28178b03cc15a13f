"""Topics: what pages are about."""

import re
from typing import Any, ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from editorial.models import Page

CODE_LINES = r"^(?:(?:ICD-10-CM|SNOMED CT|MeSH|Mondo|HPO|RxNorm|LOINC) [A-Za-z0-9.:-]+\s*)*\Z"


class Topic(Page):
    """What pages are about: a symptom, a condition, a medicine. Its page gathers everything on it.

    Symptoms live at /symptoms/, every other kind at /topics/.
    """

    class Kind(models.TextChoices):
        SYMPTOM = "symptom", _("Symptom")
        CONDITION = "condition", _("Condition")
        MEDICINE = "medicine", _("Medicine or treatment")
        TEST = "test", _("Test")
        BODY_SYSTEM = "body-system", _("Part of the body")
        LIVING = "living", _("Living with lupus")

    class BodyArea(models.TextChoices):
        WHOLE_BODY = "whole-body", _("Whole body")
        HEAD = "head", _("Head and thinking")
        EYES = "eyes", _("Eyes")
        MOUTH = "mouth", _("Mouth and nose")
        SKIN = "skin", _("Skin and hair")
        CHEST = "chest", _("Chest, heart and lungs")
        TUMMY = "tummy", _("Tummy")
        KIDNEYS = "kidneys", _("Kidneys and bladder")
        JOINTS = "joints", _("Joints, muscles and bones")
        HANDS_AND_FEET = "hands-and-feet", _("Hands, feet and legs")
        BLOOD = "blood", _("Blood")
        MIND = "mind", _("Mood and mind")

    ROUTES: ClassVar = {"symptom": "symptoms:detail", "topic": "topics:detail"}
    KIND_NAMES: ClassVar = {"symptom": _("symptom"), "topic": _("topic")}
    TEMPLATE: ClassVar = "topics/detail.html"
    LIBRARY_FOLDER: ClassVar = "topics"
    EXPLAINS: ClassVar = True
    EDITED_FIELDS: ClassVar = (*Page.EDITED_FIELDS, "topic_kind", "body_area", "codes")

    topic_kind = models.CharField(
        _("kind of topic"), max_length=16, choices=Kind, default=Kind.CONDITION
    )
    body_area = models.CharField(
        _("body area"),
        max_length=16,
        choices=BodyArea,
        blank=True,
        help_text=_("For a symptom: where readers look for it."),
    )
    codes = models.TextField(
        _("medical codes"),
        blank=True,
        validators=[RegexValidator(CODE_LINES, _("Write one code a line: ICD-10-CM M32.9."))],
        help_text=_("One a line, system first: ICD-10-CM M32.9. Only codes that were verified."),
    )
    pages = models.ManyToManyField(Page, related_name="topics", blank=True, editable=False)

    class Meta:
        verbose_name = _("topic or symptom")
        verbose_name_plural = _("topics and symptoms")
        ordering = ["title", "pk"]

    @property
    def is_symptom(self) -> bool:
        return self.topic_kind == self.Kind.SYMPTOM

    @property
    def plain_names(self) -> set[str]:
        """A medicine's names have no plainer ones; what other topics are called may have."""
        return super().plain_names if self.topic_kind == self.Kind.MEDICINE else set()

    @property
    def brand_names(self) -> dict[str, str]:
        """A medicine's brands, as far as the page is about one medicine."""
        name = self.title.split(" (")[0].lower()
        is_one = len(name.split()) == 1 and not name.endswith("s")
        if self.topic_kind != self.Kind.MEDICINE or not is_one:
            return {}
        return {word: name for word in self.also_lines if re.fullmatch("[A-Z][a-z]+", word)}

    def kind_for(self, values: dict[str, Any]) -> str:
        """A symptom has an address of its own, so it is a kind of its own."""
        topic_kind = values.get("topic_kind", self.topic_kind)
        return "symptom" if topic_kind == self.Kind.SYMPTOM else "topic"
