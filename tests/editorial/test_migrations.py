"""What a migration tells of the pages that were there before it."""

from importlib import import_module

import pytest
from django.apps import apps

from editorial import publishing
from editorial.models import Page
from tests.builders import edit, make_article

pytestmark = [pytest.mark.django_db, pytest.mark.sql]


def test_origin_is_told_from_who_published_what():
    tell_origin = import_module("editorial.migrations.0002_page_origin").tell_origin
    own, library, adapted = make_article(), make_article(), make_article()
    for page in (library, adapted):
        page.revisions.update(library_digest="digest")
    publishing.publish(edit(adapted, body="Changed.\n"), by=None)
    edit(library, body="Only a draft.\n")
    Page.objects.update(origin="clinic")
    tell_origin(apps, None)
    told = dict(Page.objects.values_list("pk", "origin"))
    assert told == {own.pk: "clinic", library.pk: "library", adapted.pk: "adapted"}
