"""A forgotten password: the letter, and what is told when a new one was chosen."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from desk import people
from editorial.models import Act
from tests.builders import letters_are_sent

CHOSEN = {"new_password1": "four words of mine", "new_password2": "four words of mine"}


@pytest.fixture
def ada(author) -> User:
    author.email = "ada@clinic.example"
    author.save()
    return author


@pytest.mark.django_db(transaction=True)
def test_a_forgotten_password_gets_a_letter_in_the_desks_own_words(client, ada, mailoutbox):
    client.post("/admin/password_reset/", {"email": ada.email})
    letters_are_sent()
    (letter,) = mailoutbox
    assert letter.subject == "A new password for the desk of LupusInfo"
    assert letter.body.startswith("Hello Ada,\n")
    assert "http://testserver/admin/reset/" in letter.body
    assert "team" not in letter.body


@pytest.mark.django_db(transaction=True)
def test_a_password_set_by_a_link_is_noted_and_told_to_the_person(ada, mailoutbox):
    own = Client()
    where = own.get(people.link_for(ada)).headers["Location"]
    own.post(where, {**CHOSEN, "new_password2": "other"})
    assert not Act.objects.exists()
    own.post(where, CHOSEN)
    act = Act.objects.get(kind=Act.Kind.ROLE)
    assert (act.who, act.subject) == ("Ada Writer (ada)", "Ada Writer (ada)")
    assert act.detail == "A new password was set by a link"
    assert [letter.to for letter in mailoutbox] == [["ada@clinic.example"]]
    assert "A new password was set for your account" in mailoutbox[0].body
