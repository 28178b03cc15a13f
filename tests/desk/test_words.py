"""What the pages of signing in and of people say can be translated, every word of it."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from tests.builders import draft_of_kind, make_user, set_up_two_step
from tests.house.test_language import (  # noqa: F401  (the fixture marks what is translated)
    _translated_text_is_marked,
    forgotten,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    Group.objects.filter(name="Desk lead").update(name="Zxlead")
    person = make_user("zxlea", "Zxlead", first_name="Zxlea", email="zx@zx.zx")
    client = Client()
    client.force_login(person)
    return client


def words_of(answer) -> list[str]:
    assert answer.status_code == 200
    return forgotten(answer.content.decode())


def test_people(lead):
    person = make_user("zxada", first_name="Zxada")
    draft_of_kind("article", title="Zxtitle", author=person)
    assert words_of(lead.get(reverse("admin:desk_person_changelist"))) in ([], ["Search"])
    for step in ("change", "leave"):
        assert words_of(lead.get(reverse(f"admin:desk_person_{step}", args=[person.pk]))) == []
    assert words_of(lead.get(reverse("admin:desk_person_add"))) == []


def test_signing_in(lead, settings):
    assert words_of(Client().get("/admin/login/")) == []
    assert words_of(Client().post("/admin/login/", {"username": "zx", "password": "zx"})) == []
    assert words_of(lead.get("/admin/account/")) == []


def test_the_code(lead):
    set_up_two_step(make_user("zxpaul"))
    client = Client()
    client.post("/admin/login/", {"username": "zxpaul", "password": "long enough to pass"})
    assert words_of(client.get("/admin/code/")) == []
    assert words_of(client.post("/admin/code/", {"code": "000000"})) == []
