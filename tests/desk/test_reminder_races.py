"""Many processes ask at once whether reminders are due: one of them sends them."""

import pytest
from django.core import mail

from desk import reminders
from tests.at_once import at_once
from tests.builders import make_user
from tests.desk.test_reminders import due_page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sql]


def test_one_of_many_processes_sends_them():
    ada = make_user("ada", email="ada@clinic.example")
    due_page(ada, make_user("rosa"), -1)
    assert sorted(at_once(*[reminders.send_if_due] * 4)) == [0, 0, 0, 1]
    assert len(mail.outbox) == 1
