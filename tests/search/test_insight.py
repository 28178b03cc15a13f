"""Staff learn what is searched for, and nothing about anybody."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from search import insight
from search.models import SearchCount
from tests.builders import make_article, make_clinic

pytestmark = [pytest.mark.django_db, pytest.mark.sql]


def search(client, q: str, times: int = 1, **more) -> None:
    for _each in range(times):
        client.get("/search/", {"q": q, **more})


def rows() -> list[tuple[str, int, int]]:
    insight.write_counts()
    return list(SearchCount.objects.values_list("words", "searches", "found_nothing"))


def test_a_search_is_written_from_the_third_time_on(client):
    make_article(title="Zebra")
    search(client, "Zebra", 2)
    assert rows() == []
    search(client, "zebra!")
    assert rows() == [("zebra", 3, 0)]
    search(client, "zebra")
    assert rows() == [("zebra", 4, 0)]
    assert rows() == [("zebra", 4, 0)]


def test_what_found_nothing_is_told_apart(client):
    search(client, "acupuncture", 3)
    assert rows() == [("acupuncture", 3, 3)]


def test_further_pages_and_kinds_of_one_search_are_not_counted(client):
    search(client, "acupuncture", 2)
    search(client, "acupuncture", 3, page=2)
    search(client, "acupuncture", 3, kind="term")
    assert rows() == []


def test_a_search_writes_nothing_itself(client):
    search(client, "acupuncture")
    with CaptureQueriesContext(connection) as queries:
        search(client, "acupuncture", 5)
    assert not [q for q in queries if not q["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))]


@pytest.mark.parametrize(
    "text",
    [
        "john smith lupus",
        "Dr Okonkwo rash",
        "my number is 5551234",
        "ada@example.org",
        "www.example.com lupus",
        "born 12/03/1980",
        "x" * 61,
        "",
        "   ",
    ],
)
def test_what_may_say_who_somebody_is_is_never_counted(client, text):
    search(client, text, 5)
    assert rows() == []


def test_a_name_that_the_library_uses_is_a_word_like_another(client):
    make_article(title="Hughes syndrome and C3")
    search(client, "Hughes syndrome c3", 3)
    assert rows() == [("hughes syndrome c3", 3, 0)]


def test_capitals_throughout_are_no_name(client):
    search(client, "ACUPUNCTURE HELPS", 3)
    assert rows() == [("acupuncture helps", 3, 3)]


def test_a_clinic_can_switch_it_off_and_what_was_kept_goes(client):
    clinic = make_clinic()
    search(client, "acupuncture", 3)
    assert len(rows()) == 1
    clinic.counts_searches = False
    clinic.save()
    search(client, "acupuncture", 5)
    assert rows() == []


def test_what_was_not_written_is_forgotten_with_the_day(client, monkeypatch):
    search(client, "acupuncture", 2)
    tomorrow = timezone.now() + timedelta(days=1)
    monkeypatch.setattr(insight.timezone, "now", lambda: tomorrow)
    search(client, "acupuncture")
    assert rows() == []


def test_a_beat_with_nothing_to_write_only_reads():
    insight.write_counts()
    with CaptureQueriesContext(connection) as queries:
        insight.write_counts()
    assert {query["sql"].split()[0] for query in queries} == {"SELECT"}


def test_old_counts_go():
    old = timezone.now().date() - timedelta(days=insight.DAYS_KEPT + 1)
    SearchCount.objects.create(day=old, words="old", searches=3)
    assert rows() == []


def test_a_process_counts_a_bounded_number_of_queries(monkeypatch):
    monkeypatch.setattr(insight, "MAX_COUNTED", 2)
    tally = insight.Tally()
    for words in ("a", "b", "c", "a", "a", "c", "c"):
        tally.count(words, found=True)
    assert set(tally.seen) == {("a", True), ("b", True)}


def test_counting_holds_with_many_threads():
    tally = insight.Tally()

    def many() -> None:
        for _each in range(500):
            tally.count("zebra", found=True)

    threads = [threading.Thread(target=many) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert tally.to_write()[1] == {("zebra", True): 2000}


def test_staff_see_the_counts_and_cannot_change_them(signed_in, author, no_group):
    SearchCount.objects.create(day=timezone.now().date(), words="zebra", searches=3)
    address = "/admin/search/searchcount/"
    assert "zebra" in signed_in(author).get(address).content.decode()
    assert signed_in(author).get(f"{address}add/").status_code == 403
    assert signed_in(no_group).get(address).status_code == 403
