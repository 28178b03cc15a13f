"""Looking at a form takes no lock: SQLite has one for all, and whoever writes may hold it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.builders import make_article, set_up_two_step

pytestmark = pytest.mark.django_db


def begun(client, address: str) -> list[str]:
    """Return the transactions that a GET begins; in a test they are savepoints."""
    assert client.get(address).status_code == 200, address  # a session may be noted the first time
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return [query["sql"] for query in queries if query["sql"].startswith("SAVEPOINT")]


@pytest.mark.parametrize("address", ["/admin/set-up/", "/admin/account/two-step/"])
def test_a_form_that_is_shown_begins_no_transaction(signed_in, publisher, address):
    assert begun(signed_in(publisher), address) == []


def test_the_form_to_withdraw_a_page_begins_none(signed_in, publisher):
    page = make_article()
    address = f"/admin/articles/article/{page.pk}/withdraw/"
    assert begun(signed_in(publisher), address) == []


def test_the_form_for_the_code_begins_none(client, publisher):
    set_up_two_step(publisher)
    client.post("/admin/login/", {"username": "paul", "password": "long enough to pass"})
    assert begun(client, "/admin/code/") == []
