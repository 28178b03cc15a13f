"""Named people, and a clean slate of what a process holds between requests."""

import os

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.test import Client, TransactionTestCase

from editorial import ledger
from editorial.links import outer as outer_links
from editorial.models import Held
from editorial.paper import pdf
from search import holding, insight
from tests.builders import make_user
from tests.machine import chromium, headless_shell

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs beside the live server


_empty_tables = TransactionTestCase._fixture_teardown


def _empty_even_the_log(case: TransactionTestCase) -> None:
    """A test that commits empties every table; the log of acts is protected against just that.

    Emptying ends with the signal after migrations, which protects the log again.
    """
    ledger.unprotect()
    _empty_tables(case)


TransactionTestCase._fixture_teardown = _empty_even_the_log


@pytest.fixture(autouse=True)
def _nothing_held():
    """Version numbers begin again in each test; what hangs on them must too."""
    Held.forget_everything()
    holding.forget()
    insight.forget()
    pdf.forget()
    outer_links.forget()


@pytest.fixture
def author(db) -> User:
    return make_user("ada", "Author", first_name="Ada", last_name="Writer")


@pytest.fixture
def second_author(db) -> User:
    return make_user("bea", "Author")


@pytest.fixture
def reviewer(db) -> User:
    return make_user("rosa", "Reviewer", first_name="Rosa", last_name="Reader")


@pytest.fixture
def publisher(db) -> User:
    return make_user("paul", "Publisher")


@pytest.fixture
def desk_lead(db) -> User:
    return make_user("lea", "Desk lead", first_name="Lea", last_name="Lead")


@pytest.fixture
def no_group(db) -> User:
    """Staff who may sign in, and nothing else."""
    return make_user("nora")


@pytest.fixture
def superuser(db) -> User:
    """Who runs the site; made without the note of it in the log, where tests look for their own."""
    sue = User(username="sue", password=make_password("long enough to pass"), is_staff=True)
    sue.is_superuser = True
    return User.objects.bulk_create([sue])[0]


@pytest.fixture
def signed_in():
    """Give a client for a user: `signed_in(author)`."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture(scope="session")
def browser_type_launch_args():
    return {
        "executable_path": headless_shell() or chromium(),
        "args": ["--no-sandbox", "--disable-dev-shm-usage"],
    }
