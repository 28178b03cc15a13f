"""Whatever an address or a browser sends to a list or form of the desk, it is no fault."""

import pytest
from django.urls import reverse

from editorial import reviewing
from search.models import Pin
from tests.builders import make_article, make_sign, make_source, newest, opened

pytestmark = pytest.mark.django_db
ODD = ["abc", "9" * 30, "1\0", "-1", "٣", ""]
LISTS = ["search_pin", "clinic_urgentsign", "editorial_review"]


@pytest.fixture
def client(signed_in, superuser, author):
    page = make_article()
    Pin.objects.create(words="zebra", page=page)
    make_sign()
    reviewing.ask(newest(page), reviewer=superuser, by=superuser)
    return signed_in(superuser)


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("chosen", ODD)
@pytest.mark.parametrize("action", ["delete_selected", "revoke_links", "sign_off", "zebra"])
def test_chosen_rows_that_no_list_has(client, name, chosen, action):
    values = {"action": action, "_selected_action": [chosen], "index": "0"}
    answer = client.post(reverse(f"admin:{name}_changelist"), values)
    assert answer.status_code in {200, 302, 400}


@pytest.mark.parametrize("value", [odd for odd in ODD if odd != "1\0"])
def test_rows_that_no_form_can_propose_or_be_sent(client, value):
    for name, field in (("search_pin", "page"), ("clinic_urgentsign", "sources")):
        address = reverse(f"admin:{name}_add")
        assert client.get(address, {field: value}).status_code == 200
        assert client.post(address, {field: value}).status_code == 200


@pytest.mark.parametrize("year", ["-1", "0", "9999", "9" * 30, "abc", "٣"])
@pytest.mark.parametrize(
    ("address", "field"),
    [("editorial_act", "at"), ("editorial_revision", "created_at"), ("search_searchcount", "day")],
)
def test_days_that_no_calendar_has(client, address, field, year):
    for asked in ({f"{field}__year": year}, {f"{field}__gte": year}):
        answer = client.get(reverse(f"admin:{address}_changelist"), asked)
        assert answer.status_code in {200, 302, 400}


@pytest.mark.parametrize("pk", ["٣", "9" * 30, "abc"])
@pytest.mark.parametrize("name", ["editorial_review", "articles_article", "search_pin"])
def test_ids_in_other_digits_are_no_ids(client, name, pk):
    for ask in (client.get, client.post):
        assert ask(reverse(f"admin:{name}_change", args=[pk])).status_code in {200, 302, 403, 404}


def test_a_digest_nested_without_end_counts_as_stale(client):
    address = reverse("admin:editorial_source_change", args=[make_source().pk])
    form = opened(client, address, title="Yours") | {"opened_with": "[" * 100_000}
    assert "Somebody else saved this" in client.post(address, form).content.decode()


@pytest.mark.parametrize("name", ["search_pin", "clinic_urgentsign"])
def test_rows_are_deleted_one_by_one_each_as_it_was_shown(client, name):
    assert b"delete_selected" not in client.get(reverse(f"admin:{name}_changelist")).content
