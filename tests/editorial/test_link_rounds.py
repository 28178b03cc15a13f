"""Which address of another site is visited when, by one process at a time, and what is kept."""

import threading
from datetime import timedelta
from functools import partial
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from editorial import heartbeat, publishing
from editorial.links import rounds as link_rounds
from editorial.links.rounds import BusyError, OfflineError
from editorial.links.visiting import Visit, visit
from editorial.management.commands import check_links
from editorial.models import OuterAddress, Page
from tests.builders import draft_of_kind, edit, make_article, make_source
from tests.editorial.other_site import other_site
from tests.editorial.test_constraints import refuses, update

pytestmark = pytest.mark.django_db
FINE, FAILED, SILENT = Visit("fine", 200), Visit("failed", 503), Visit("failed")
SITE = "https://one.example"


@pytest.fixture(autouse=True)
def _without_pauses(monkeypatch):
    monkeypatch.setattr(link_rounds, "PAUSE", 0)
    monkeypatch.setattr(link_rounds, "_next_at", 0.0)
    monkeypatch.setattr(link_rounds, "_thread", None)


class Web:
    """Other sites, which answer as they are told; it notes who was asked."""

    def __init__(self, **answers: Visit) -> None:
        self.answers, self.asked = answers, []

    def __call__(self, address: str) -> Visit:
        self.asked.append(address)
        return self.answers.get(address.rpartition("/")[2], FINE)


def linked(*addresses: str) -> Page:
    return make_article(body="".join(f"[It]({address})\n\n" for address in addresses))


def go(web: Web, **how) -> list[str]:
    """Make a round, and return what was visited in it."""
    web.asked.clear()
    rows = link_rounds.take(how.pop("most", 40), how.pop("since", None))
    link_rounds.visit_all(rows, web, pause=0, **how)
    return web.asked


def later(**time: float) -> None:
    """Let time pass: what is noted becomes older by it."""
    for row in OuterAddress.objects.all():
        for name in ("checked_at", "failing_since", "in_hand_since"):
            if moment := getattr(row, name):
                setattr(row, name, moment - timedelta(**time))
        row.save()


def row(name: str = "a") -> OuterAddress:
    return OuterAddress.objects.get(address=f"{SITE}/{name}")


def test_links_of_live_pages_and_the_sources_they_cite_are_visited():
    source, uncited = make_source("CITED", url=f"{SITE}/s"), make_source("NOT", url=f"{SITE}/n")
    make_article(body=f"[A]({SITE}/a#x) [B]({SITE}/a#y) [in](/articles/)", sources=[source.pk])
    make_article(body="Cites [@CITED].\n", sources=[source.pk])
    draft_of_kind("article", body=f"[D]({SITE}/draft)", sources=[uncited.pk])
    gone = make_source("GONE", url=f"{SITE}/g")
    publishing.withdraw(make_article(body=f"[W]({SITE}/withdrawn)", sources=[gone.pk]))
    assert sorted(go(Web())) == [f"{SITE}/a", f"{SITE}/s"]


def test_an_address_is_visited_again_after_a_week():
    linked(f"{SITE}/a")
    web = Web()
    assert go(web)
    later(days=6.9)
    assert go(web) == []
    later(days=0.2)
    assert go(web) == [f"{SITE}/a"]


def test_one_that_fails_is_visited_again_after_a_day():
    linked(f"{SITE}/a", f"{SITE}/b")
    web = Web(a=FAILED)
    go(web)
    later(days=1.1)
    assert go(web) == [f"{SITE}/a"]


def test_all_is_all_and_each_but_once():
    linked(f"{SITE}/a", f"{SITE}/b")
    go(Web())
    since = timezone.now()
    assert len(go(Web(), since=since)) == 2
    assert go(Web(), since=since) == []


@pytest.mark.parametrize(
    ("visits", "days", "is_broken"), [(3, 1, False), (2, 3, False), (3, 3, True)]
)
def test_a_failing_address_is_broken_after_three_visits_over_three_days(visits, days, is_broken):
    linked(f"{SITE}/a")
    for number in range(visits):
        if number:
            later(days=days / (visits - 1))
        go(Web(a=FAILED), since=timezone.now())
    assert row().failures == visits
    assert row().is_broken == is_broken
    go(Web(), since=timezone.now())
    assert not row().is_broken


def test_an_address_that_says_so_is_broken_at_once():
    linked(f"{SITE}/a", f"{SITE}/b")
    go(Web(a=Visit("gone", 404), b=Visit("unknown", 403)))
    assert row("a").is_broken
    for _each in range(5):
        later(days=8)
        go(Web(b=Visit("unknown", 403)))
    assert not row("b").is_broken


def test_an_address_that_no_page_uses_any_more_is_forgotten():
    page = linked(f"{SITE}/a", f"{SITE}/b")
    go(Web())
    publishing.publish(edit(page, body=f"[B]({SITE}/b)"), by=None)
    go(Web())
    assert [each.address for each in OuterAddress.objects.all()] == [f"{SITE}/b"]


def test_a_batch_asks_few_pages_of_one_site(monkeypatch):
    linked(*(f"{SITE}/{number}" for number in range(9)), "https://two.example/")
    monkeypatch.setattr(link_rounds, "MOST_OF_A_HOST", 2)
    assert sorted(go(Web())) == [f"{SITE}/0", f"{SITE}/1", "https://two.example/"]
    assert len(go(Web(), most=1)) == 1


def test_a_site_is_asked_for_one_page_at_a_time_and_several_sites_at_once():
    linked(*(f"https://{name}.example/{n}" for name in ("one", "two") for n in range(3)))
    busy, most, lock = [], [], threading.Lock()
    both = threading.Barrier(2)

    def visiting(address: str) -> Visit:
        host = address.split("/")[2]
        with lock:
            busy.append(host)
            most.append(max(busy.count(host), 0))
        if address.endswith("/0"):
            both.wait(3)  # breaks unless two sites are asked at once
        with lock:
            busy.remove(host)
        return FINE

    link_rounds.visit_all(link_rounds.take(40), visiting, at_once=2, pause=0)
    assert most == [1] * 6


def test_there_is_a_pause_between_two_visits_to_a_site(monkeypatch):
    linked(f"{SITE}/a", f"{SITE}/b")
    paused = []
    monkeypatch.setattr(link_rounds.time, "sleep", paused.append)
    link_rounds.visit_all(link_rounds.take(40), Web(), pause=1.5)
    assert paused == [1.5, 1.5]


def test_while_one_process_is_at_it_another_does_nothing():
    linked(f"{SITE}/a", f"{SITE}/b")
    link_rounds.take(1)
    with pytest.raises(BusyError):
        link_rounds.take(1)
    later(minutes=11)  # that process has died
    assert len(link_rounds.take(5)) == 2


def test_what_was_in_hand_is_let_go_when_a_round_breaks():
    linked(f"{SITE}/a")
    with pytest.raises(ZeroDivisionError):
        link_rounds.visit_all(link_rounds.take(1), lambda _address: 1 // 0, pause=0)
    assert len(link_rounds.take(1)) == 1


def test_a_machine_without_a_way_out_calls_nothing_broken():
    linked(f"{SITE}/a", "https://two.example/a")
    web = Web(a=SILENT)
    with pytest.raises(OfflineError):
        go(web)
    assert set(OuterAddress.objects.values_list("outcome", "in_hand_since")) == {("", None)}


def test_silence_counts_when_another_site_answers():
    linked(f"{SITE}/a", f"{SITE}/b")
    go(Web(a=SILENT))
    assert row().failures == 1
    later(days=1.1)
    assert go(Web(a=SILENT)) == [f"{SITE}/a", f"{SITE}/b"]  # the second tells that the web is there
    assert row().failures == 2


def test_the_heartbeat_visits_only_where_the_clinic_wants_it(settings, monkeypatch):
    began = []
    monkeypatch.setattr(link_rounds.threading, "Thread", lambda **how: began.append(how) or _Thread)
    link_rounds.in_passing()
    assert began == []
    settings.CHECKS_LINKS = True
    link_rounds.in_passing()
    assert [how["daemon"] for how in began] == [True]
    assert link_rounds.in_passing in heartbeat._tasks


def test_the_heartbeat_rests_between_two_batches_and_waits_for_the_first(settings, monkeypatch):
    began = []
    monkeypatch.setattr(link_rounds.threading, "Thread", lambda **how: began.append(how) or _Thread)
    settings.CHECKS_LINKS = True
    for is_alive, rested, count in [(0, 0, 1), (0, 0, 1), (1, 1, 1), (0, 1, 2)]:
        _Thread.is_alive = staticmethod(lambda is_alive=is_alive: is_alive)
        if rested:
            monkeypatch.setattr(link_rounds, "_next_at", 0.0)
        link_rounds.in_passing()
        assert len(began) == count


class _Thread:
    start = staticmethod(lambda: None)


def run(web: Web, monkeypatch, *arguments: str, **how) -> str:
    out = StringIO()
    monkeypatch.setattr(link_rounds, "go_round", partial(link_rounds.go_round, visiting=web))
    call_command("check_links", *arguments, stdout=out, **how)
    return out.getvalue()


def test_the_command_shows_how_far_it_is_and_sums_up(monkeypatch):
    linked(f"{SITE}/a", f"{SITE}/b", f"{SITE}/c")
    web = Web(a=Visit("gone", 404), b=Visit("moved", 200, f"{SITE}/new"))
    said = run(web, monkeypatch).splitlines()
    assert said == [
        f"1/3 {SITE}/a The page is not there (404)",
        f"2/3 {SITE}/b It has moved for good (200): {SITE}/new",
        f"3/3 {SITE}/c It answers (200)",
        "3 addresses visited. Of all links to other sites 1 are broken, 1 moved.",
    ]
    assert run(web, monkeypatch).startswith("0 addresses visited.")
    assert run(web, monkeypatch, "--all").count(SITE) >= 3
    assert run(web, monkeypatch, "--all", verbosity=0) == ""


def test_the_command_goes_on_until_everything_was_visited(monkeypatch):
    linked(*(f"{SITE}/{number}" for number in range(9)))
    web = Web()
    monkeypatch.setattr(link_rounds, "BATCH", 2)
    assert "9/9" in run(web, monkeypatch)
    assert len(set(web.asked)) == len(web.asked) == 9


def test_the_command_says_in_one_line_that_no_site_can_be_reached(monkeypatch):
    linked(f"{SITE}/a")
    with pytest.raises(CommandError, match="No other site can be reached from here"):
        run(Web(a=SILENT), monkeypatch)


def test_the_command_waits_for_another_process(monkeypatch):
    linked(f"{SITE}/a")
    link_rounds.take(1)
    monkeypatch.setattr(check_links.time, "sleep", lambda _seconds: later(minutes=11))
    said = run(Web(), monkeypatch)
    assert said.startswith("Another process is checking links; waiting for it.\n1/1 ")


def test_a_round_asks_a_real_site():
    with other_site() as site:
        linked(site.address("/old"), site.address("/gone"), site.address("/fine"))
        visiting = partial(visit, allowed=site.allowed)
        link_rounds.go_round(lambda _row: None, visiting=visiting)
        said = OuterAddress.objects.order_by("pk").values_list("outcome", "status", "leads_to")
        assert list(said) == [
            ("moved", 200, site.address("/fine")),
            ("gone", 404, ""),
            ("fine", 200, ""),
        ]


@pytest.mark.parametrize(
    "half",
    [
        {"outcome": "fine"},
        {"checked_at": None},
        {"outcome": "moved"},
        {"leads_to": f"{SITE}/b"},
        {"failing_since": timezone.now()},
        {"failures": 1},
        {"outcome": "failed"},
        {"outcome": "failed", "failures": 3},
        {"outcome": "gone", "failures": 1, "failing_since": timezone.now(), "status": 500},
        {"outcome": "nonsense"},
    ],
)
def test_the_database_refuses_half_of_what_an_address_answered(half):
    fresh = OuterAddress(address=f"{SITE}/a")
    if half != {"outcome": "fine"}:
        fresh.note("fine", 200)
    fresh.save()
    assert refuses(update(OuterAddress, fresh, **half))


def test_an_address_is_remembered_once():
    OuterAddress.objects.create(address=f"{SITE}/a")
    assert refuses(lambda: OuterAddress.objects.create(address=f"{SITE}/a"))
