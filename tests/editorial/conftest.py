"""What can be edited at the desk: a page of each kind, and a row of each other form."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db.models import Model
from django.urls import reverse

from editorial import publishing
from editorial.models import Page
from search.models import Pin
from tests.builders import (
    EACH_KIND,
    draft_of_kind,
    make_article,
    make_clinic,
    make_sign,
    make_source,
    make_user,
    newest,
)


@dataclass
class Row:
    """A row that staff edit in a form, and the field that a test writes."""

    held: Model
    name: str
    field: str

    @property
    def address(self) -> str:
        return reverse(f"admin:{self.name}_change", args=[self.held.pk])

    @property
    def text(self) -> str:
        return getattr(type(self.held).objects.get(pk=self.held.pk), self.field)

    def overtake(self) -> None:
        """Save a colleague's text."""
        now = type(self.held).objects.get(pk=self.held.pk)
        setattr(now, self.field, "theirs")
        now.save()


ROWS: dict[str, tuple[str, Callable[[], Any]]] = {
    "clinic_clinic": ("about", lambda: make_clinic(about="Base.")),
    "editorial_source": ("note", lambda: make_source("SRC", note="Base.")),
    "clinic_urgentsign": ("why", lambda: make_sign(why="Base.")),
    "desk_person": ("last_name", lambda: make_user("row", first_name="Some", last_name="Base.")),
    "search_pin": ("words", lambda: Pin.objects.create(words="Base.", page=make_article())),
}


@pytest.fixture(params=ROWS)
def row(request, publisher) -> Row:
    """A row of each other form; `publisher` looks after people, too."""
    publisher.groups.add(Group.objects.get(name="Desk lead"))
    field, make = ROWS[request.param]
    return Row(make(), request.param, field)


@pytest.fixture(params=EACH_KIND)
def subject(request, db) -> Page:
    """A published page of each kind."""
    page = draft_of_kind(request.param, body="Base.\n")
    return publishing.publish(newest(page), by=None)
