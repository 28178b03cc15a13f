"""The database refuses half of a paired fact, whoever writes it."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from clinic.models import Clinic, UrgentSign
from editorial.models import Citation, LibraryVersion, Page, Pick, Revision, Source
from tests.builders import draft_of_kind, make_article, make_sign, make_source, newest

pytestmark = [pytest.mark.django_db, pytest.mark.sql]
TODAY = date(2026, 11, 22)


def refuses(write) -> bool:
    try:
        with transaction.atomic():
            write()
    except IntegrityError:
        return True
    return False


def update(model, row, **values):
    return lambda: model.objects.filter(pk=row.pk).update(**values)


@pytest.mark.parametrize(
    "half",
    [
        {"status": "published"},
        {"published_at": timezone.now()},
        {"changed_at": timezone.now()},
        {"status": "withdrawn"},
        {"status": "nonsense"},
    ],
)
def test_published_and_its_times_come_together(half):
    assert refuses(update(Page, draft_of_kind("article"), **half))


@pytest.mark.parametrize(
    "half",
    [
        {"reviewed_on": TODAY},
        {"next_review_due": TODAY},
        {"is_changed_since_review": True},
        {"reviewed_on": TODAY, "next_review_due": TODAY + timedelta(1)},
    ],
)
def test_a_review_is_whole_or_absent(half):
    assert refuses(update(Page, make_article(), **half))


def test_a_review_without_a_later_due_day_is_refused(reviewer):
    whole = {"reviewed_by": reviewer, "reviewed_on": TODAY}
    page = make_article()
    assert refuses(update(Page, page, **whole, next_review_due=TODAY))
    assert not refuses(update(Page, page, **whole, next_review_due=TODAY + timedelta(1)))


@pytest.mark.parametrize(
    "half",
    [
        {"signed_off_on": TODAY},
        {"publish_at": timezone.now()},
        {"is_set_aside": True},
    ],
)
def test_a_revision_tells_whole_facts(half):
    assert refuses(update(Revision, newest(make_article()), **half))


def test_who_published_needs_when(publisher):
    draft = newest(draft_of_kind("article"))
    assert refuses(update(Revision, draft, published_by=publisher))
    assert refuses(update(Revision, draft, scheduled_by=publisher))


def test_an_address_is_unique_within_kind_and_language():
    make_article(slug="same")
    other = make_article(slug="other")
    assert refuses(update(Page, other, slug="same"))
    assert not refuses(update(Page, other, slug="same", kind="question"))


def test_a_source_key_is_unique_whatever_its_case():
    make_source("Deng")
    assert refuses(lambda: Source.objects.create(key="DENG", title="t", publisher="p"))


def test_a_source_is_listed_once_and_a_number_used_once():
    page = make_article()
    first, second = make_source("A"), make_source("B")
    Citation.objects.create(page=page, source=first, number=1)
    assert refuses(lambda: Citation.objects.create(page=page, source=first, number=2))
    assert refuses(lambda: Citation.objects.create(page=page, source=second, number=1))


def test_a_page_is_not_its_own_pick_and_picked_once():
    page, other = make_article(), make_article()
    assert refuses(lambda: Pick.objects.create(page=page, target=page, position=1))
    Pick.objects.create(page=page, target=other, position=1)
    assert refuses(lambda: Pick.objects.create(page=page, target=other, position=2))


def test_there_is_one_clinic_and_one_version():
    assert refuses(lambda: Clinic.objects.bulk_create([Clinic(pk=2)]))
    assert refuses(lambda: LibraryVersion.objects.create(pk=2))


def test_a_sign_off_of_a_sign_is_whole():
    assert refuses(update(UrgentSign, make_sign(), signed_off_on=TODAY))


def test_a_sign_key_is_unique_within_a_language():
    make_sign(key="fit")
    assert refuses(lambda: make_sign(key="fit"))
    assert not refuses(lambda: make_sign(key="fit", language="es"))
