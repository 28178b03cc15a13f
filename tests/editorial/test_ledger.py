"""The log of acts only grows: the database itself says no."""

from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db import Error, connection, transaction
from django.urls import reverse

from editorial import ledger, publishing, reviewing, scheduling
from editorial.models import Act, Page, Revision, Source
from tests.builders import draft_of_kind, edit, make_article, newest
from tests.editorial.page_form import desk

pytestmark = [pytest.mark.django_db, pytest.mark.sql]
LATER = datetime(2031, 5, 4, 8, tzinfo=UTC)
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


# --- No act escapes the log


def acts(page: Page, *kinds: str) -> list[tuple[str, str]]:
    found = Act.objects.filter(page_id=page.pk, kind__in=kinds).order_by("pk")
    return list(found.values_list("who", "detail"))


def planned(page: Page, by) -> Revision:
    return scheduling.schedule(edit(page, body="Later.\n"), at=LATER, by=by)


def test_a_request_taken_back_or_overtaken_is_in_the_log(signed_in, author, reviewer):
    page = draft_of_kind("article", author=author)
    reviewing.ask(newest(page), reviewer=reviewer, by=author)
    signed_in(author).post(desk(page), {"_take_back": "1"})
    reviewing.ask(newest(page), reviewer=reviewer, by=author)
    edit(page, author, body="Newer.\n")
    edit(page, author, body="Newest.\n")
    assert acts(page, "ask-ended") == [
        ("Ada Writer (ada)", "Asked was: Rosa Reader. Taken back"),
        ("Ada Writer (ada)", "Asked was: Rosa Reader. A newer text was saved"),
    ]


def test_a_plan_that_something_else_cancels_is_in_the_log(publisher, superuser):
    page = make_article()
    planned(page, publisher)
    planned(page, publisher)
    publishing.publish(edit(page, body="Now.\n"), by=superuser)
    planned(page, publisher)
    publishing.withdraw(page, by=superuser, because="Old")
    assert acts(page, "unschedule") == [
        ("paul", "2031-05-04 08:00 UTC: Another time was set"),
        ("sue", "2031-05-04 08:00 UTC: A newer text was published"),
        ("sue", "2031-05-04 08:00 UTC: The page was withdrawn"),
    ]


def test_sources_that_a_load_brings_are_in_the_log_and_stay_the_librarys(tmp_path):
    for title in ("Base", "Base", "Newer"):
        text = f"- key: SRC\n  title: {title}\n  publisher: P\n"
        (tmp_path / "sources.yaml").write_text(text)
        call_command("load_library", tmp_path, verbosity=0)
    said = Act.objects.filter(kind="source").order_by("pk").values_list("who_id", "detail")
    assert list(said) == [(None, "New: SRC"), (None, "Changed: SRC")]
    assert Source.objects.get().title == "Newer"
