"""Sessions that end."""

import pytest
from django.conf import settings as real
from django.test import Client
from django.urls import resolve, reverse

from desk import sessions
from desk.models import Session
from desk.sign_in import sign_in_of

pytestmark = [pytest.mark.django_db, pytest.mark.sql]


@pytest.fixture
def clock(monkeypatch):
    """Time that a test moves: `clock.add(seconds)`."""

    class Clock:
        now = 1_800_000_000

        def time(self) -> int:
            return self.now

        def add(self, seconds: int) -> None:
            self.now += seconds

    made = Clock()
    monkeypatch.setattr(sessions, "time", made)
    return made


def is_in(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


def test_an_hour_without_a_request_ends_it(clock, signed_in, author):
    client = signed_in(author)
    clock.add(sessions.IDLE + 1)
    assert not is_in(client)
    assert not Session.objects.exists()


def test_use_keeps_it_alive_but_not_for_more_than_twelve_hours(clock, signed_in, author):
    client = signed_in(author)
    for _each in range(14):
        clock.add(50 * 60)
        assert is_in(client)
    clock.add(50 * 60)
    assert not is_in(client)


def test_whose_way_in_is_taken_away_is_out_at_once(signed_in, author):
    client = signed_in(author)
    author.is_staff = False
    author.save()
    assert not is_in(client)


def test_a_row_is_written_at_most_every_five_minutes(clock, signed_in, author):
    client = signed_in(author)

    def written() -> str:
        client.get("/admin/account/")
        return Session.objects.get().session_data

    first = written()
    clock.add(200)
    assert written() == first
    clock.add(200)
    assert written() != first


def test_a_script_that_says_still_open_does_not_keep_it_alive(clock, signed_in, author):
    from desk.sign_in_views import account

    client = signed_in(author)
    account.is_background = True
    try:
        clock.add(40 * 60)
        assert client.get("/admin/account/").status_code == 200
        clock.add(40 * 60)
        assert client.get("/admin/account/").status_code == 302
    finally:
        del account.is_background


def test_a_session_without_a_clock_is_none(signed_in, author):
    client = signed_in(author)
    session = client.session
    del session[sessions.BEGAN]
    session.save()
    assert not is_in(client)


def test_signing_out_everywhere_ends_all_of_ones_own_and_no_other(signed_in, author, publisher):
    first, second, other = signed_in(author), signed_in(author), signed_in(publisher)
    assert first.post("/admin/account/sign-out-everywhere/").status_code == 302
    assert [is_in(first), is_in(second), is_in(other)] == [False, False, True]


def test_a_new_password_ends_all_other_sessions(signed_in, author):
    first, second = signed_in(author), signed_in(author)
    new = {"new_password1": "a brand new one", "new_password2": "a brand new one"}
    old = {"old_password": "long enough to pass"}
    assert first.post("/admin/password_change/", {**old, **new}).status_code == 302
    assert [is_in(first), is_in(second)] == [True, False]


def test_a_password_of_eleven_characters_is_refused(signed_in, author):
    new = {"new_password1": "zq4-vwx-lmo", "new_password2": "zq4-vwx-lmo"}
    answer = signed_in(author).post(
        "/admin/password_change/", {"old_password": "long enough to pass", **new}
    )
    assert b"at least 12 characters" in answer.content


def test_signing_out_leaves_no_session(signed_in, author):
    client = signed_in(author)
    client.get("/admin/")
    client.post("/admin/logout/")
    assert not Session.objects.filter(user_id=author.pk).exists()
    assert not is_in(client)


def test_signing_in_gives_a_new_session_key(client, author):
    client.get("/admin/login/")
    before = client.session.session_key
    client.post("/admin/login/", {"username": "ada", "password": "long enough to pass"})
    assert client.session.session_key != before


def test_the_cookie_ends_with_the_browser_and_scripts_cannot_read_it(client, author):
    client.post("/admin/login/", {"username": "ada", "password": "long enough to pass"})
    cookie = client.cookies[real.SESSION_COOKIE_NAME]
    assert (cookie["max-age"], cookie["expires"]) == ("", "")
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_readers_pages_never_look_at_a_session(signed_in, author, rf):
    request = rf.get("/")
    assert not hasattr(request, "_sign_in")
    answer = signed_in(author).get("/")
    assert "Cookie" not in answer.get("Vary", "")


def test_old_rows_are_dropped(signed_in, author, publisher):
    from datetime import timedelta

    from django.utils import timezone

    signed_in(author), signed_in(publisher)
    past = timezone.now() - timedelta(minutes=1)
    Session.objects.filter(user_id=author.pk).update(expire_date=past)
    sessions.drop_old()
    assert Session.objects.get().user_id == publisher.pk


def test_a_lookup_without_a_session_is_nobody(rf):
    from desk.sessions import SessionStore

    request = rf.get("/")
    request.session = SessionStore()
    assert sign_in_of(request).state.value == "out"


def test_what_an_open_form_asks_by_itself_keeps_nobody_signed_in():
    view = resolve(reverse("editor_open", args=[1])).func
    assert view.is_background
