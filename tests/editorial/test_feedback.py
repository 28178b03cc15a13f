"""Was this page helpful? Counts only, on a page of its own, so that reading sets no cookie."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from editorial import feedback, heartbeat, publishing
from editorial.models import Feedback, LibraryVersion
from tests.at_once import at_once
from tests.builders import (
    EACH_KIND,
    draft_of_kind,
    make_article,
    make_clinic,
    make_question,
    newest,
)

pytestmark = [pytest.mark.django_db, pytest.mark.sql]
ADDRESS = "/feedback/article/rest/"
THANKS = f"{ADDRESS}thanks/"
DESK = "/admin/editorial/feedback/"


@pytest.fixture
def page():
    return make_article(title="Rest", slug="rest")


def counts() -> list[tuple]:
    return list(Feedback.objects.values_list("answer", "times", *Feedback.REASONS))


@pytest.mark.parametrize("kind", EACH_KIND)
def test_each_kind_of_page_leads_to_its_form_and_the_form_back(client, kind):
    page = draft_of_kind(kind, title="Rest", slug="rest")
    publishing.publish(newest(page), by=None)
    assert f'href="/feedback/{kind}/rest/"' in client.get(page.get_absolute_url()).content.decode()
    html = client.get(f"/feedback/{kind}/rest/").content.decode()
    assert f'<a class="way" href="{page.get_absolute_url()}">Rest</a>' in html


def test_an_answer_is_counted_thanked_for_and_leads_back(client, page):
    answer = client.post(ADDRESS, {"answer": "no", "reasons": ["too_long", "wrong"]}, follow=True)
    assert answer.redirect_chain == [(THANKS, 302)]
    assert 'href="/articles/rest/"' in answer.content.decode()
    assert counts() == [("no", 1, 0, 1, 0, 1, 0)]


def test_answers_of_a_day_are_one_row_each(client, page):
    for answer, reasons in [("no", ["hard"]), ("no", []), ("yes", []), ("no", ["hard"])]:
        client.post(ADDRESS, {"answer": answer, "reasons": reasons})
    assert sorted(counts()) == [("no", 3, 2, 0, 0, 0, 0), ("yes", 1, 0, 0, 0, 0, 0)]
    assert {row.day for row in Feedback.objects.all()} == {timezone.localdate()}


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_writes_nothing(client, page, method):
    with CaptureQueriesContext(connection) as queries:
        assert getattr(client, method)(f"{ADDRESS}?answer=no").status_code == 200
        assert getattr(client, method)(THANKS).status_code == 200
    assert {query["sql"].split()[0] for query in queries} == {"SELECT"}


def test_without_an_answer_the_form_says_so_and_keeps_what_was_ticked(client, page):
    html = client.post(ADDRESS, {"reasons": ["wrong"]}).content.decode()
    assert '<fieldset aria-describedby="answer-error">' in html
    assert 'id="answer-error">Choose one of the three answers.' in html
    assert 'value="yes" required autofocus>' in html
    assert 'value="wrong" checked>' in html
    assert counts() == []


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"answer": "maybe"},
        {"answer": "\x00"},
        {"answer": "yes", "reasons": ["other"]},
        {"answer": ["yes"], "reasons": ["times"]},
    ],
)
def test_unknown_choices_are_a_form_error(client, page, sent):
    answer = client.post(ADDRESS, sent)
    assert answer.status_code == 200
    assert "-error" in answer.content.decode()
    assert counts() == []


def test_what_is_typed_into_other_fields_is_kept_nowhere(client, page):
    client.post(ADDRESS, {"answer": "yes", "comment": "My own words"})
    fields = {field.name for field in Feedback._meta.get_fields()}
    assert fields == {"id", "page", "day", "answer", "times", *Feedback.REASONS}


def test_the_form_has_no_field_to_write_in(client, page):
    form = client.get(ADDRESS).content.decode().split('class="choices"')[1].split("</form>")[0]
    assert "<textarea" not in form
    assert 'type="text"' not in form


@pytest.mark.parametrize("address", [ADDRESS, THANKS])
def test_a_draft_is_404_and_a_withdrawn_page_410(client, address):
    draft = draft_of_kind("article", title="Zebrafish", slug="rest")
    assert client.get(address).status_code == 404
    assert client.post(ADDRESS, {"answer": "no"}).status_code == 404
    publishing.publish(newest(draft), by=None)
    assert client.get(address).status_code == 200
    publishing.withdraw(draft)
    gone = client.get(address)
    assert gone.status_code == client.post(ADDRESS, {"answer": "no"}).status_code == 410
    assert "Zebrafish" not in gone.content.decode()
    assert counts() == []


@pytest.mark.parametrize(
    "address",
    ["/feedback/term/rest/", "/feedback/none/rest/", f"/feedback/{'x' * 99}/rest/"],
)
def test_an_unknown_page_or_kind_is_404(client, page, address):
    assert client.get(address).status_code == 404
    assert client.post(address, {"answer": "no"}).status_code == 404


def test_a_draft_preview_has_no_link_to_a_form(signed_in, author):
    draft = draft_of_kind("article", slug="rest")
    html = signed_in(author).get(f"{draft.get_absolute_url()}?draft=1").content.decode()
    assert ADDRESS not in html


def test_the_form_alone_sets_a_cookie_and_it_goes_with_the_browser(client, page):
    assert not client.get("/articles/rest/").cookies
    assert not client.get(THANKS).cookies
    cookies = client.get(ADDRESS).cookies
    assert list(cookies) == ["csrftoken"]
    assert cookies["csrftoken"]["max-age"] == cookies["csrftoken"]["expires"] == ""


def test_a_form_from_elsewhere_is_refused(page):
    assert Client(enforce_csrf_checks=True).post(ADDRESS, {"answer": "no"}).status_code == 403
    assert counts() == []


@pytest.mark.parametrize("address", [ADDRESS, THANKS])
def test_no_robot_lists_it_and_nobody_keeps_it(client, page, address):
    answer = client.get(address)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert '<meta name="robots" content="noindex">' in answer.content.decode()
    assert "Disallow: /feedback/" in client.get("/robots.txt").content.decode()


@pytest.mark.parametrize(
    "sent", [{"answer": "x" * 5_000_000}, {f"f{number}": "x" for number in range(1_001)}]
)
def test_an_oversized_form_is_400(client, page, sent):
    assert client.post(ADDRESS, sent).status_code == 400


def test_other_methods_are_405(client, page):
    assert client.put(ADDRESS).status_code == client.post(THANKS).status_code == 405


def test_words_and_urgent_help_have_a_way_of_their_own(client, page):
    assert "there is nobody to write to" in client.get(ADDRESS).content.decode()
    make_clinic(phone="020 1234", email="help@clinic.example")
    html = client.get(ADDRESS).content.decode()
    assert 'href="tel:0201234"' in html
    assert 'href="mailto:help@clinic.example"' in html
    assert "Nobody reads this as a message" in html
    assert html.split('class="choices"')[1].count('href="/urgent-help/"') >= 1


def test_an_answer_changes_nothing_for_readers(client, page):
    before = LibraryVersion.current().number
    client.post(ADDRESS, {"answer": "no"})
    assert LibraryVersion.current().number == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"answer": "maybe"},
        {"answer": ""},
        {"times": 0},
        {"times": -1},
        *[{name: 2} for name in Feedback.REASONS],
        {"hard": -1},
    ],
    ids=str,
)
def test_the_database_refuses_half_truths(page, wrong):
    row = {"page": page, "day": date(2026, 11, 22), "answer": "no", "times": 1}
    with pytest.raises(IntegrityError), transaction.atomic():
        Feedback.objects.create(**{**row, **wrong})


def test_the_database_refuses_a_second_row_for_one_answer_and_day(page):
    row = {"page": page, "day": date(2026, 11, 22), "answer": "no"}
    Feedback.objects.create(**row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Feedback.objects.create(**row)


@pytest.mark.django_db(transaction=True)
def test_answers_at_the_same_moment_are_all_counted(page):
    def post(reason: str):
        return lambda: Client().post(ADDRESS, {"answer": "no", "reasons": [reason]}).status_code

    assert set(at_once(*[post(name) for name in Feedback.REASONS] * 2)) == {302}
    assert counts() == [("no", 10, 2, 2, 2, 2, 2)]


def test_the_heartbeat_drops_what_is_old(page):
    today = timezone.localdate()
    for days in (feedback.DAYS_KEPT, feedback.DAYS_KEPT + 1):
        Feedback.objects.create(page=page, day=today - timedelta(days), answer="no")
    heartbeat.beat()
    kept = Feedback.objects.values_list("day", flat=True)
    assert list(kept) == [today - timedelta(feedback.DAYS_KEPT)]


def rows_at_the_desk(client) -> list[tuple]:
    return [(page.title, *counts) for _link, page, counts in client.get(DESK).context["rows"]]


def test_staff_see_the_sums_of_90_days_most_no_first(signed_in, author, page):
    other, today = make_question(title="Sun"), timezone.localdate()
    for days in (0, 89):
        day = today - timedelta(days)
        Feedback.objects.create(page=other, day=day, answer="no", times=3, wrong=2)
        Feedback.objects.create(page=page, day=day, answer="yes", times=5)
    Feedback.objects.create(page=page, day=today, answer="partly", times=2, hard=1)
    Feedback.objects.create(page=page, day=today - timedelta(90), answer="no", times=99)
    assert rows_at_the_desk(signed_in(author)) == [
        ("Sun", 0, 0, 6, 0, 0, 0, 4, 0),
        ("Rest", 10, 2, 0, 1, 0, 0, 0, 0),
    ]


def test_a_title_at_the_desk_leads_to_the_edit_form(signed_in, author, page):
    feedback.count(page, "no", [])
    client = signed_in(author)
    address = f"/admin/articles/article/{page.pk}/change/"
    assert f'href="{address}"' in client.get(DESK).content.decode()
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("who", ["author", "reviewer", "publisher", "superuser"])
def test_staff_may_look_and_not_change(request, signed_in, page, who):
    feedback.count(page, "no", [])
    client = signed_in(request.getfixturevalue(who))
    assert client.get(DESK).status_code == 200
    assert f'href="{DESK}"' in client.get("/admin/").content.decode()
    assert client.get(f"{DESK}add/").status_code == 403
    assert client.post(f"{DESK}{Feedback.objects.get().pk}/delete/").status_code == 403


def test_staff_without_the_permission_see_nothing_of_it(client, signed_in, no_group):
    assert signed_in(no_group).get(DESK).status_code == 403
    assert client.get(DESK).status_code == 302


def test_the_desk_list_needs_as_many_queries_for_more_pages(signed_in, author):
    client = signed_in(author)
    feedback.count(make_article(), "no", ["hard"])

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(DESK).status_code == 200
        return len(captured)

    few = queries()
    for _each in range(10):
        feedback.count(make_question(), "partly", [])
    assert queries() == few


def test_the_desk_list_is_paged(signed_in, author, monkeypatch):
    monkeypatch.setattr("editorial.admin.FeedbackAdmin.per_page", 2)
    for _each in range(3):
        feedback.count(make_article(), "no", [])
    client = signed_in(author)
    assert len(rows_at_the_desk(client)) == 2
    assert len(client.get(f"{DESK}?page=2").context["rows"]) == 1
    assert client.get(f"{DESK}?page=x").status_code == 200
