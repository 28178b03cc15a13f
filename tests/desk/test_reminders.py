"""Reminders: each person gets one mail a week with what waits, and nobody one without a reason."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail.backends import locmem
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article
from desk import reminders
from editorial import reviewing
from editorial.models import Page, Policy
from tests.builders import edit, make_article, make_clinic, make_draft, make_user, newest

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _addresses(settings, author, reviewer):
    settings.SITE_ADDRESS = "https://clinic.example"
    for user in (author, reviewer):
        user.email = f"{user.username}@clinic.example"
        user.save()


@pytest.fixture
def lead() -> User:
    return make_user("lea", email="lea@clinic.example", is_superuser=True)


def due_page(owner: User | None, reviewer: User, days: int, **changes) -> Page:
    page = make_article(**changes)
    today = timezone.localdate()
    times = {"reviewed_on": today - timedelta(400), "next_review_due": today + timedelta(days)}
    Page.objects.filter(pk=page.pk).update(owner=owner, reviewed_by=reviewer, **times)
    return page


def by_address() -> dict[str, str]:
    return {letter.address: letter.text for letter in reminders.letters()}


def at(monkeypatch, moment: datetime) -> None:
    monkeypatch.setattr(timezone, "now", lambda: moment.replace(tzinfo=UTC))


def test_an_owner_is_told_of_overdue_and_due_pages_with_their_reviewer(author, reviewer):
    page = due_page(author, reviewer, -1, title="Late")
    due_page(author, reviewer, 29, title="Soon")
    due_page(author, reviewer, 31, title="Far")
    text = by_address()["ada@clinic.example"]
    overdue, soon = text.split("Your pages whose review is due within 30 days:")
    assert "“Late”" in overdue
    assert "last reviewed by Rosa Reader" in overdue
    assert f"https://clinic.example/admin/articles/article/{page.pk}/change/" in overdue
    assert "“Soon”" in soon
    assert "Far" not in text


def test_a_reviewer_is_told_what_was_asked_and_by_whom(author, reviewer):
    review = reviewing.ask(
        newest(make_draft(Article, author, title="Fresh")), reviewer=reviewer, by=author
    )
    assert "“Fresh”, asked by Ada Writer" in by_address()["rosa@clinic.example"]
    assert "ada@clinic.example" not in by_address()
    reviewing.cancel(review, by=author)
    assert by_address() == {}


def test_an_author_is_told_what_was_sent_back_until_it_is_written_anew(author, reviewer):
    page = make_draft(Article, author, title="Fresh")
    review = reviewing.ask(newest(page), reviewer=reviewer, by=author)
    reviewing.send_back(review, by=reviewer, text="Why?")
    assert "Sent back to you:\n- “Fresh”" in by_address()["ada@clinic.example"]
    edit(page, author, body="Because.")
    assert by_address() == {}


def test_leads_get_the_overview_with_pages_that_nobody_looks_after(lead, author, reviewer):
    left = make_user("gus", is_active=False)
    due_page(left, reviewer, -1, title="Orphan")
    make_article(title="Nobody's")
    text = by_address()["lea@clinic.example"]
    assert "On the whole site, review overdue:\n- “Orphan” (owner: gus, who has left), due" in text
    assert "whose owner has left:\n- “Orphan”" in text
    assert "that nobody owns:\n- “Nobody's” (owner: nobody), never reviewed" in text
    assert list(by_address()) == ["lea@clinic.example"]


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_staff": False}, {"email": ""}])
def test_whoever_has_left_or_has_no_address_gets_nothing(author, reviewer, change):
    due_page(author, reviewer, -1)
    User.objects.filter(pk=author.pk).update(**change)
    assert by_address() == {}


def test_a_long_list_is_cut_and_the_rest_counted(author, reviewer):
    for number in range(13):
        due_page(author, reviewer, -1 - number)
    text = by_address()["ada@clinic.example"]
    assert text.count("last reviewed by") == 10
    assert "- and 3 more" in text


def test_it_takes_as_many_queries_for_ten_times_the_pages(lead, author, reviewer):
    def ask(count: int) -> int:
        for number in range(count):
            due_page(author, reviewer, -number)
            draft = make_draft(Article, author)
            review = reviewing.ask(newest(draft), reviewer=reviewer, by=author)
            if number % 2:
                reviewing.send_back(review, by=reviewer, text="No.")
        with CaptureQueriesContext(connection) as queries:
            list(reminders.letters())
        return len(queries)

    assert ask(2) == ask(18)


def test_the_command_sends_once_a_week_unless_told(author, reviewer, capsys):
    due_page(author, reviewer, -1)
    call_command("send_reminders")
    assert [message.to for message in mail.outbox] == [["ada@clinic.example"]]
    assert mail.outbox[0].extra_headers["Auto-Submitted"] == "auto-generated"
    assert "1/1 ada@clinic.example\n1 of 1 mails were sent." in capsys.readouterr().out
    call_command("send_reminders")
    assert "Send them again with --again" in capsys.readouterr().out
    call_command("send_reminders", "--again")
    assert len(mail.outbox) == 2


def test_a_dry_run_prints_and_sends_and_notes_nothing(author, reviewer, capsys):
    due_page(author, reviewer, -1, title="R & D “now”")
    call_command("send_reminders", "--dry-run")
    said = capsys.readouterr().out
    assert "To: ada@clinic.example" in said
    assert "R & D “now”" in said
    assert mail.outbox == []
    assert Policy.current().reminded_on is None


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [("HAS_MAIL", False, "LUPUSINFO_MAIL_URL"), ("SITE_ADDRESS", "", "LUPUSINFO_ADDRESS")],
)
def test_what_is_not_set_up_is_said_in_one_line(settings, name, value, says):
    setattr(settings, name, value)
    with pytest.raises(CommandError, match=says) as refused:
        call_command("send_reminders")
    assert "\n" not in str(refused.value)
    assert reminders.send_if_due() == 0
    assert Policy.current().reminded_on is None


def test_an_address_that_fails_does_not_stop_the_others(author, reviewer, monkeypatch):
    due_page(author, reviewer, -1)
    due_page(reviewer, author, -1)
    deliver = locmem.EmailBackend.send_messages

    def fail_for_ada(backend, messages):
        if messages[0].to == ["ada@clinic.example"]:
            raise OSError("no such mailbox")
        return deliver(backend, messages)

    monkeypatch.setattr(locmem.EmailBackend, "send_messages", fail_for_ada)
    with pytest.raises(CommandError, match=r"Not sent: ada@clinic.example \(no such mailbox\)"):
        call_command("send_reminders")
    assert [message.to for message in mail.outbox] == [["rosa@clinic.example"]]


@pytest.mark.parametrize(
    ("moment", "sent"),
    [
        (datetime(2026, 11, 23, 4, 59), 0),  # Monday 05:59 in Paris
        (datetime(2026, 11, 23, 5, 0), 1),
        (datetime(2026, 11, 26, 1, 0), 1),  # nothing ran on Monday
    ],
)
def test_the_heartbeat_sends_on_monday_morning_in_the_clinics_time(
    author, reviewer, monkeypatch, moment, sent
):
    make_clinic(time_zone="Europe/Paris")
    Policy(pk=1, reminded_on=MONDAY - timedelta(days=5)).save()
    at(monkeypatch, moment)
    due_page(author, reviewer, -1)
    assert reminders.send_if_due() == sent
    assert reminders.send_if_due() == 0
    at(monkeypatch, moment + timedelta(days=7))
    assert reminders.send_if_due() == sent


def test_the_week_is_noted_before_the_first_mail_leaves(author, reviewer, monkeypatch):
    """A process that dies while it sends may leave somebody without; nobody gets it twice."""
    due_page(author, reviewer, -1)
    noted = []
    monkeypatch.setattr(
        reminders, "send", lambda mails: noted.append(Policy.current().reminded_on) or []
    )
    reminders.send_if_due()
    assert noted == [timezone.localdate()]


def test_the_heartbeat_knows_of_it():
    from editorial import heartbeat

    assert reminders.send_if_due in heartbeat._tasks


def test_an_address_with_a_line_break_is_no_way_into_the_head_of_a_mail(author, reviewer):
    make_clinic(name="Clinic\nBcc: x@y.example")
    due_page(author, reviewer, -1)
    assert reminders.send(list(reminders.letters())) == []
    assert mail.outbox[0].subject == "Clinic Bcc: x@y.example: what waits for you at the desk"
