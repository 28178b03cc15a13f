"""Symptoms, by body area and A to Z, and topics of every other kind."""

from textwrap import wrap
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from editorial.letters import by_letter, letter_bar
from editorial.querysets import PageQuerySet
from editorial.views import show_handout, show_page
from topics.models import Topic

LABEL_WIDTH = 12  # characters beside the figure; text in SVG does not wrap by itself


@require_safe
def symptoms(request: HttpRequest) -> HttpResponse:
    """Every symptom, by body area and A to Z."""
    found = list(_listed().filter(kind="symptom"))
    in_areas = [
        (area, [each for each in found if each.body_area == area]) for area in Topic.BodyArea
    ]
    areas = [(area, members) for area, members in in_areas if members]
    groups = by_letter(found)
    context = {
        "areas": areas,
        "spots": {area.name.lower(): _spot(area) for area, _members in areas},
        "groups": groups,
        "letters": letter_bar(groups),
    }
    return render(request, "topics/symptoms.html", context)


@require_safe
def symptom(request: HttpRequest, slug: str) -> HttpResponse:
    """One symptom, and what is about it."""
    pages = Topic.objects.filter(kind="symptom")
    return show_page(request, pages, slug, Topic.TEMPLATE)


@require_safe
def symptom_handout(request: HttpRequest, slug: str, is_pdf: bool = False) -> HttpResponse:
    """One symptom on paper."""
    return show_handout(request, Topic.objects.filter(kind="symptom"), slug, is_pdf)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every topic but symptoms, by kind."""
    found = list(_listed().filter(kind="topic"))
    kinds = [(kind, [topic for topic in found if topic.topic_kind == kind]) for kind in Topic.Kind]
    return render(request, "topics/index.html", {"kinds": [kind for kind in kinds if kind[1]]})


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One topic, and everything about it."""
    return show_page(request, Topic.objects.filter(kind="topic"), slug, Topic.TEMPLATE)


@require_safe
def handout(request: HttpRequest, slug: str, is_pdf: bool = False) -> HttpResponse:
    """One topic on paper."""
    return show_handout(request, Topic.objects.filter(kind="topic"), slug, is_pdf)


def _listed() -> PageQuerySet[Topic]:
    return Topic.objects.published().in_language().for_list().order_by("title")


def _spot(area: Topic.BodyArea) -> dict[str, Any]:
    """What the body map says of an area: its name, and the name in lines that fit beside it."""
    label = str(area.label)
    return {"label": label, "lines": wrap(label, LABEL_WIDTH, break_long_words=False)}
