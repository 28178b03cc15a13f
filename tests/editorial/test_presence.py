"""Colleagues see who else has a page open; nobody else does, and reading writes nothing."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from editorial import drafts, publishing
from editorial.admin import edit_address
from editorial.models import Presence
from tests.builders import draft_of_kind, edit, make_article, make_user, newest

pytestmark = pytest.mark.django_db


def say(client: Client, page, **about):
    return client.post(reverse("editor_open", args=[page.pk]), about)


def test_two_writers_see_each_other(subject, signed_in, author, second_author):
    base = newest(subject).pk
    assert say(signed_in(author), subject, base=base).json() == {"others": "", "newer": ""}
    answer = say(signed_in(second_author), subject, base=base)
    assert answer.json() == {"others": "Ada Writer has this page open too.", "newer": ""}
    html = signed_in(second_author).get(edit_address(subject)).content.decode()
    assert "Ada Writer has this page open too." in html
    assert (
        "has this page open"
        not in signed_in(author).get(edit_address(make_article())).content.decode()
    )


def test_whether_somebody_types_is_told(signed_in, author, second_author):
    page = make_article()
    say(signed_in(author), page, typing="1")
    assert say(signed_in(second_author), page).json()["others"].endswith("and is typing.")


def test_many_are_counted(signed_in, author):
    page = make_article()
    for number in range(5):
        say(signed_in(make_user(f"writer{number}", "Author")), page)
    assert "and 2 more have this page open too." in say(signed_in(author), page).json()["others"]


def test_a_newer_text_is_told_with_who_saved_it(signed_in, author, second_author):
    page = make_article()
    base = newest(page).pk
    edit(page, author, body="New.")
    assert (
        "Ada Writer saved a newer text"
        in say(signed_in(second_author), page, base=base).json()["newer"]
    )
    assert "You saved a newer text" in say(signed_in(author), page, base=base).json()["newer"]
    assert say(signed_in(author), page, base=newest(page).pk).json()["newer"] == ""


def test_a_text_set_aside_is_no_newer_text(signed_in, author, second_author):
    page = make_article()
    base = newest(page)
    drafts.set_aside(page, {**base.content, "body": "x"}, author=author, base_id=base.pk)
    assert say(signed_in(second_author), page, base=base.pk).json()["newer"] == ""


@pytest.mark.parametrize("base", ["", "x", "-1", "9" * 40, "\x00", "²"])
def test_a_broken_base_is_no_fault(signed_in, author, base):
    assert say(signed_in(author), make_article(), base=base).status_code == 200


def test_after_a_minute_somebody_is_gone_and_so_is_the_row(signed_in, author, second_author):
    page = make_article()
    say(signed_in(author), page)
    Presence.objects.update(seen_at=timezone.now() - timedelta(seconds=61))
    assert say(signed_in(second_author), page).json()["others"] == ""
    assert [row.user for row in Presence.objects.all()] == [second_author]


@pytest.mark.parametrize("who", ["reviewer", "no_group"])
def test_who_may_not_write_is_neither_told_nor_noted(request, signed_in, author, who):
    page = make_article()
    say(signed_in(author), page)
    assert say(signed_in(request.getfixturevalue(who)), page).status_code == 403
    assert Presence.objects.count() == 1


def test_who_lost_the_right_to_write_is_named_no_more(signed_in, author, second_author):
    page = make_article()
    say(signed_in(author), page)
    author.groups.clear()
    assert say(signed_in(second_author), page).json()["others"] == ""


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_staff": False}])
def test_who_left_the_staff_is_named_no_more(signed_in, author, second_author, change):
    page = make_article()
    say(signed_in(author), page)
    type(author).objects.filter(pk=author.pk).update(**change)
    assert say(signed_in(second_author), page).json()["others"] == ""


def test_strangers_are_sent_to_sign_in_and_a_reader_of_an_address_gets_nothing(
    client, signed_in, author
):
    page = make_article()
    assert say(client, page).status_code == 302
    assert signed_in(author).get(reverse("editor_open", args=[page.pk])).status_code == 405
    assert signed_in(author).post(reverse("editor_open", args=[999])).status_code == 404
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(author)
    assert say(strict, page).status_code == 403
    assert not Presence.objects.exists()


def test_opening_the_form_writes_nothing(subject, signed_in, author):
    client = signed_in(author)
    client.get(edit_address(subject))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(edit_address(subject))
    assert [row["sql"] for row in queries if not row["sql"].startswith("SELECT")] == []
    assert not Presence.objects.exists()


def test_queries_do_not_grow_with_colleagues_and_stay_below_twelve(signed_in, author):
    page = publishing.publish(newest(draft_of_kind("topic")), by=None)
    client, base = signed_in(author), newest(page).pk
    say(client, page)
    counts = []
    for number in range(6):
        with CaptureQueriesContext(connection) as queries:
            say(client, page, base=base)
        counts.append(len(queries))
        say(signed_in(make_user(f"writer{number}", "Author")), page)
    assert len(set(counts[1:])) == 1
    assert max(counts) <= 12
