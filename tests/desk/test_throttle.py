"""Guessing is slow, and locks nobody else out."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connections
from django.test import Client, RequestFactory
from django.utils import timezone

from desk import throttle
from desk.models import Attempts
from tests.builders import letters_are_sent, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.sql]
RIGHT = "long enough to pass"
LOGIN = "/admin/login/"


def attempt(client: Client, name: str, word: str = "wrong", address: str = "192.0.2.1"):
    values = {"username": name, "password": word}
    return client.post(LOGIN, values, REMOTE_ADDR=address)


def guess(client: Client, name: str, times: int = 5, **where) -> None:
    for _each in range(times):
        assert attempt(client, name, **where).status_code == 200


@pytest.mark.parametrize("name", ["ada", "nobody-of-this-name"])
def test_the_sixth_guess_waits_and_says_how_long_whether_the_name_exists_or_not(
    client, author, name
):
    guess(client, name)
    answer = attempt(client, name)
    assert answer.status_code == 429
    assert "There were too many tries. Wait 10 minutes" in answer.content.decode()


def test_even_the_right_password_waits(client, author):
    guess(client, "ada")
    assert attempt(client, "ada", RIGHT).status_code == 429


def test_spaces_and_capitals_make_no_second_name(client, author):
    guess(client, "ada", 3)
    guess(client, " ADA ", 2)
    assert attempt(client, "Ada").status_code == 429


def test_after_the_wait_it_goes_on(client, author):
    guess(client, "ada")
    Attempts.objects.update(began_at=timezone.now() - timedelta(minutes=10))
    assert attempt(client, "ada", RIGHT).status_code == 302


def test_who_hammers_a_name_from_elsewhere_locks_its_owner_out_of_nothing(client, author):
    guess(client, "ada", address="198.51.100.9")
    assert attempt(client, "ada", address="198.51.100.9").status_code == 429
    assert attempt(client, "ada", RIGHT, address="192.0.2.1").status_code == 302


def test_who_hammers_from_the_same_building_does_not_lock_out_a_known_browser(author):
    own, other = Client(), Client()
    assert attempt(own, "ada", RIGHT).status_code == 302
    own.post("/admin/sign-out/")
    guess(other, "ada")
    for number in range(25):
        attempt(other, f"name-{number}")
    assert attempt(other, "somebody").status_code == 429
    assert attempt(own, "ada", RIGHT).status_code == 302


def test_colleagues_share_a_known_browser_up_to_a_bound(author, publisher):
    shared = Client()
    for name in ("ada", "paul"):
        attempt(shared, name, RIGHT)
    for name in ("ada", "paul"):
        guess(Client(), name)
        assert attempt(shared, name, RIGHT).status_code == 302
    for number in range(throttle.KNOWN_PEOPLE):
        make_user(f"more-{number}")
        attempt(shared, f"more-{number}", RIGHT)
    assert attempt(shared, "ada", RIGHT).status_code == 429
    assert len(shared.cookies[throttle.KNOWN].value) < 1000


def test_a_known_browser_is_known_for_its_own_name_only_and_counted_too(author, publisher):
    own = Client()
    attempt(own, "ada", RIGHT)
    guess(own, "paul")
    assert attempt(own, "paul", RIGHT).status_code == 429
    guess(own, "ada")
    assert attempt(own, "ada", RIGHT).status_code == 429


def test_a_forged_mark_of_a_browser_is_none(client, author):
    client.cookies[throttle.KNOWN] = "mark name:forged"
    guess(client, "ada")
    client.cookies[throttle.KNOWN] = "other name:forged"
    assert attempt(client, "ada").status_code == 429


def test_one_network_across_many_names_waits(client, author):
    for number in range(throttle.NETWORK.tries):
        attempt(client, f"name-{number}")
    assert attempt(client, "ada", RIGHT).status_code == 429
    assert attempt(client, "ada", RIGHT, address="198.51.100.9").status_code == 302


def test_success_counts_for_nothing(client, author):
    for _each in range(40):
        assert attempt(Client(), "ada", RIGHT).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_many_guesses_at_once_gain_nothing():
    def one(_number: int) -> bool:
        try:
            return throttle.claim(throttle.SIGN_IN, "ada", "192.0.2.1") is None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(one, range(20))) == throttle.SIGN_IN.tries


@pytest.mark.parametrize(
    ("proxies", "remote", "forwarded", "network"),
    [
        (0, "192.0.2.1", "203.0.113.5", "192.0.2.1/32"),  # nobody of ours wrote that header
        (1, "127.0.0.1", "203.0.113.5, 192.0.2.1", "192.0.2.1/32"),  # the client wrote the first
        (2, "127.0.0.1", "6.6.6.6, 192.0.2.1, 10.0.0.1", "192.0.2.1/32"),
        (2, "127.0.0.1", "192.0.2.1", "192.0.2.1/32"),
        (1, "127.0.0.1", "nonsense", "unknown"),
        (1, "192.0.2.1", None, "192.0.2.1/32"),
        (0, "2001:db8:1:2:3::4", None, "2001:db8:1:2::/64"),
        (0, "::ffff:192.0.2.1", None, "192.0.2.1/32"),
        (0, "", None, "unknown"),
    ],
)
def test_where_a_request_comes_from(settings, proxies, remote, forwarded, network):
    settings.PROXIES = proxies
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    request = RequestFactory().get("/", REMOTE_ADDR=remote, **headers)
    assert throttle.network_of(request) == network


def test_neither_names_nor_addresses_are_kept(client, author):
    attempt(client, "ada")
    for row in Attempts.objects.all():
        assert re.fullmatch(r"[0-9a-f]{64}", row.pk)


@pytest.mark.parametrize("case", ["unknown", "wrong", "off", "not staff"])
def test_every_refusal_says_the_same_and_takes_as_long(client, author, monkeypatch, case):
    """Hashing a password is what takes time: once each, whatever was wrong."""
    off = make_user("off", is_active=False)
    outside = make_user("out")
    outside.is_staff = False
    outside.save()
    calls = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda *given: calls.append(1) or encode(*given)
    )
    name = {"unknown": "none", "wrong": "ada", "off": off.username, "not staff": "out"}[case]
    answer = attempt(client, name, "wrong" if case == "wrong" else RIGHT)
    (said,) = answer.context["form"].non_field_errors()
    assert said == "This name and this password do not belong together. Capitals count."
    assert len(calls) == 1


def test_asking_for_new_passwords_is_slowed_down_too(client, author, mailoutbox):
    ask = "/admin/password_reset/"
    for _each in range(throttle.RESET.tries):
        assert client.post(ask, {"email": "x@clinic.example"}).status_code == 302
    answer = client.post(ask, {"email": "x@clinic.example"})
    assert answer.status_code == 429
    assert "Wait 15 minutes" in answer.content.decode()


def test_a_mailbox_is_not_flooded_and_nobody_is_told(author, mailoutbox):
    author.email = "ada@clinic.example"
    author.save()
    for number in range(5):
        answer = Client().post(
            "/admin/password_reset/", {"email": author.email}, REMOTE_ADDR=f"192.0.2.{number}"
        )
        assert answer.status_code == 302
    letters_are_sent()
    assert len(mailoutbox) == throttle.RESET_MAIL.tries
