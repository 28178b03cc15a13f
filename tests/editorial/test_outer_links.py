"""What is said beside the text of links to other sites: from the table, without asking anybody."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from editorial import heartbeat, publishing
from editorial.links import outer as outer_links
from editorial.links.outer import troubles_at
from editorial.models import LibraryVersion, OuterAddress, Source
from tests.builders import edit, make_article, make_source
from tests.editorial.page_form import desk
from tests.editorial.test_advice import advise
from tests.editorial.test_desk_queries import MOST, busy_page, count

pytestmark = pytest.mark.django_db
SITE = "https://one.example"
SINCE = datetime(2026, 11, 3, 23, 30, tzinfo=UTC)


def known(name: str, outcome: str, leads_to: str = "", **changes) -> OuterAddress:
    """Remember what an address answered."""
    row = OuterAddress(address=f"{SITE}/{name}")
    row.note(outcome, {"gone": 404, "moved": 200}.get(outcome), leads_to)
    for field, value in changes.items():
        setattr(row, field, value)
    row.save()
    outer_links.read_again()  # as at the next beat
    return row


def broken(name: str) -> OuterAddress:
    return known(name, "failed", failures=3, failing_since=SINCE)


def said(body: str) -> list:
    return [each for each in advise(body) if each.code.startswith("outer")]


def test_a_link_that_is_gone_is_named_with_its_line():
    known("a", "gone", failing_since=SINCE)
    (advice,) = said(f"One.\n\n[It]({SITE}/a#part) helps.\n")
    assert (advice.line, advice.quote, advice.is_blocking) == (3, f"{SITE}/a#part", False)
    assert advice.message.startswith(f"The link to {SITE}/a: There is no such page any more")


def test_a_link_that_has_moved_offers_its_new_address():
    known("a", "moved", f"{SITE}/new")
    (advice,) = said(f"[It]({SITE}/a)\n")
    assert (advice.quote, advice.instead) == (f"{SITE}/a", f"{SITE}/new")
    assert f"It has moved to {SITE}/new." in advice.message


def test_days_are_those_of_the_clinic():
    broken("a")
    with timezone.override("Asia/Tokyo"):
        assert "since 4 November 2026" in said(f"[It]({SITE}/a)\n")[0].message


@pytest.mark.parametrize("outcome", ["fine", "unknown", "failed"])
def test_nothing_is_said_of_the_others(outcome):
    known("a", outcome)
    assert said(f"[It]({SITE}/a)\n") == []


def test_a_source_that_is_cited_is_named_by_its_key():
    make_source("DENG", url=f"{SITE}/s")
    broken("s")
    (advice,) = said("It helps [@deng].\n")
    assert advice.message.startswith("The address of the source “DENG”: It has not answered since")
    assert advice.instead == ""
    assert said("It helps.\n") == []


def test_a_source_with_a_new_address_is_no_trouble_any_more():
    source = make_source("DENG", url=f"{SITE}/s")
    broken("s")
    assert said("It helps [@DENG].\n")
    source.url = f"{SITE}/new"
    source.save()
    assert said("It helps [@DENG].\n") == []


def test_advice_asks_nothing_more_for_any_number_of_links():
    sources = [make_source(f"S{number}", url=f"{SITE}/{number}") for number in range(9)]
    body = " ".join(f"[It]({SITE}/l{n}) [@{source.key}]" for n, source in enumerate(sources))

    def asked(text: str) -> int:
        advise(text)
        with CaptureQueriesContext(connection) as queries:
            advise(text)
        return len(queries)

    assert asked(f"{body}\n") == asked("Nothing elsewhere.\n")


def test_a_beat_brings_what_another_process_found():
    assert said(f"[It]({SITE}/a)\n") == []
    known("a", "gone")
    assert heartbeat._tasks.count(outer_links.read_again) == 1
    assert len(said(f"[It]({SITE}/a)\n")) == 1


def test_a_process_in_which_nobody_writes_reads_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        outer_links.read_again()


def test_the_form_of_a_page_with_many_links_stays_within_its_questions(
    signed_in, publisher, reviewer
):
    page = busy_page(reviewer, 3)
    keys = list(Source.objects.values_list("key", flat=True))
    body = "".join(f"[It]({SITE}/{key}) [@{key}]\n" for key in keys)
    edit(page, body=body)
    broken(keys[0])
    client = signed_in(publisher)
    assert f"The link to {SITE}/{keys[0]}" in client.get(desk(page)).content.decode()
    assert count(client, desk(page)) <= MOST


def test_troubles_name_each_place_broken_ones_first():
    source = make_source("DENG", url=f"{SITE}/s")
    make_article(title="Beta", body=f"[It]({SITE}/b)", sources=[source.pk])
    make_article(title="Alpha", body=f"[It]({SITE}/a) [Fine]({SITE}/f)", sources=[source.pk])
    known("a", "moved", f"{SITE}/new")
    known("b", "gone")
    broken("s")
    known("f", "fine")
    found = troubles_at(LibraryVersion.current())
    assert [(link.place.name, link.is_broken, link.place.pages) for link in found] == [
        ("Beta", True, 1),
        ("DENG: Study DENG", True, 2),
        ("Alpha", False, 1),
    ]


def test_a_withdrawn_page_is_no_place():
    page = make_article(body=f"[It]({SITE}/a)")
    known("a", "gone")
    assert troubles_at(LibraryVersion.current())
    publishing.withdraw(page)
    assert troubles_at(LibraryVersion.current()) == []


def test_troubles_take_one_question_once_the_places_are_known():
    for number in range(9):
        make_article(body=f"[It]({SITE}/{number})")
        known(str(number), "gone")
    version = LibraryVersion.current()
    troubles_at(version)
    with CaptureQueriesContext(connection) as queries:
        assert len(troubles_at(version)) == 9
    assert len(queries) == 1


def test_nobody_is_asked_by_readers_or_by_who_writes(client, monkeypatch):
    monkeypatch.setattr("socket.getaddrinfo", lambda *_any, **_how: pytest.fail("asked"))
    page = make_article(body=f"[It]({SITE}/a)")
    assert client.get(page.get_absolute_url()).status_code == 200
    advise(f"[It]({SITE}/b)")
    assert OuterAddress.objects.count() == 0


def test_an_overlong_address_is_left_alone():
    make_article(body=f"[It]({SITE}/{'a' * 600})")
    assert outer_links.places_at(LibraryVersion.current()) == {}
