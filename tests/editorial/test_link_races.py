"""Many processes are about to ask other sites: one of them does."""

import pytest

from editorial.links import rounds as link_rounds
from editorial.links.visiting import Visit
from editorial.models import OuterAddress
from tests.at_once import at_once
from tests.builders import make_article

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sql]


def test_one_of_many_processes_takes_the_addresses_in_hand():
    make_article(body="".join(f"[It](https://{n}.example/)\n" for n in range(9)))
    answers = at_once(*[lambda: len(link_rounds.take(3))] * 4)
    busy = [answer for answer in answers if isinstance(answer, link_rounds.BusyError)]
    assert [answer for answer in answers if answer not in busy] == [3]
    assert OuterAddress.objects.filter(in_hand_since__isnull=False).count() == 3


def test_the_heartbeats_thread_visits_and_ends(settings, monkeypatch):
    make_article(body="[It](https://one.example/)\n")
    settings.CHECKS_LINKS = True
    monkeypatch.setattr(link_rounds, "_next_at", 0.0)
    monkeypatch.setattr(link_rounds, "_thread", None)
    monkeypatch.setattr(link_rounds, "PAUSE", 0)
    monkeypatch.setattr(link_rounds, "visit_all", _visiting(lambda _address: Visit("fine", 200)))
    link_rounds.in_passing()
    link_rounds._thread.join(10)
    assert OuterAddress.objects.get().outcome == "fine"


def _visiting(visiting):
    visit_all = link_rounds.visit_all
    return lambda rows: visit_all(rows, visiting, pause=0)
