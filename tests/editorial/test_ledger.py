"""The log of acts only grows: the database itself says no."""

import pytest
from django.db import Error, connection, transaction
from django.urls import reverse

from editorial import ledger
from editorial.models import Act
from tests.builders import make_article

pytestmark = [pytest.mark.django_db, pytest.mark.sql]
ATTACKS = [
    "UPDATE editorial_act SET who = 'somebody else'",
    "DELETE FROM editorial_act",
    "DELETE FROM editorial_act WHERE id > 0",
]


def refused(statement: str) -> str:
    """Run a statement that must fail, and return what the database said."""
    with pytest.raises(Error) as said, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return str(said.value)


@pytest.mark.parametrize("statement", ATTACKS)
def test_the_database_refuses_to_change_or_delete_an_act(statement):
    make_article()
    assert ledger.WORDS in refused(statement)
    assert Act.objects.get().kind == Act.Kind.PUBLISH


def test_the_database_refuses_to_replace_an_act():
    make_article()
    names = "(id, at, kind, who_id, who, page_id, subject, detail)"
    row = (
        "SELECT id, at, kind, who_id, 'somebody else', page_id, subject, detail FROM editorial_act"
    )
    verb, end = "INSERT", "ON CONFLICT (id) DO UPDATE SET who = 'somebody else'"
    if connection.vendor == "sqlite":
        verb, end = "INSERT OR REPLACE", ""
    assert ledger.WORDS in refused(f"{verb} INTO editorial_act {names} {row} WHERE true {end}")
    assert Act.objects.get().who == ""


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
def test_the_database_refuses_to_empty_the_log():
    make_article()
    assert ledger.WORDS in refused("TRUNCATE editorial_act")


def test_protecting_again_changes_nothing():
    ledger.protect()
    make_article()
    assert ledger.WORDS in refused(ATTACKS[0])


def test_an_act_and_its_entry_are_one_transaction():
    with pytest.raises(RuntimeError), transaction.atomic():
        make_article()
        raise RuntimeError
    assert not Act.objects.exists()


def test_staff_read_the_log_and_nobody_writes_it(signed_in, superuser):
    make_article(title="Subject")
    client, address = signed_in(superuser), reverse("admin:editorial_act_changelist")
    assert b"Subject" in client.get(address).content
    act = Act.objects.get()
    change = reverse("admin:editorial_act_change", args=[act.pk])
    assert client.get(change).status_code == 200
    for what in (change, reverse("admin:editorial_act_delete", args=[act.pk]), f"{address}add/"):
        assert client.post(what, {"post": "yes"}).status_code == 403
