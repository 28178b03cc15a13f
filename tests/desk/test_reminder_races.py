"""Many processes ask at once whether reminders are due: one of them sends them."""

import threading

import pytest
from django.core import mail
from django.db import connection

from desk import reminders
from tests.builders import make_user
from tests.desk.test_reminders import due_page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sql]


def test_one_of_many_processes_sends_them():
    ada = make_user("ada", email="ada@clinic.example")
    due_page(ada, make_user("rosa"), -1)
    sent, at_once = [], threading.Barrier(4)

    def process() -> None:
        at_once.wait()
        sent.append(reminders.send_if_due())
        connection.close()

    threads = [threading.Thread(target=process) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(sent) == [0, 0, 0, 1]
    assert len(mail.outbox) == 1
