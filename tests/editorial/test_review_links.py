"""A review by an e-mailed link: who is let in, to what, and what the link never tells."""

import re
import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from editorial import publishing, reviewing
from editorial.models import Act, Review, ReviewLink
from editorial.review import links as review_links
from editorial.review.links import CODE_TRIES, CODES_AN_HOUR
from tests.at_once import at_once
from tests.builders import draft_of_kind, edit, make_article, make_clinic, make_user, newest
from tests.editorial.test_review_screen import approval, outcome, read, words

pytestmark = pytest.mark.django_db
TITLE = "Zebrafish and you"


@pytest.fixture
def doctor(db):
    """A reviewer who has never used the desk, and may not even sign in to it."""
    user = make_user("dora", "Reviewer", first_name="Dora", last_name="Doctor")
    user.email, user.is_staff = "dora@clinic.example", False
    user.save()
    return user


@pytest.fixture
def review(author, doctor) -> Review:
    page = draft_of_kind("article", title=TITLE, body="Secret zebra.\n", author=author)
    return reviewing.ask(newest(page), reviewer=doctor, by=author, request="Zebra request")


@pytest.fixture
def link(review, author) -> tuple[ReviewLink, str]:
    return review_links.make(review, by=author)


@pytest.fixture
def door(link) -> str:
    return reverse("review:door", args=[link[1]])


def code_in(message) -> str:
    found = re.search(r"^(\d{6})$", message.body, re.MULTILINE)
    assert found
    return found[1]


def ask_code(client: Client, door: str) -> str:
    client.post(f"{door}code/")
    return code_in(mail.outbox[-1])


def enter(client: Client, door: str):
    return client.post(f"{door}enter/", {"code": ask_code(client, door)})


@pytest.fixture
def inside(client, door) -> Client:
    enter(client, door)
    return client


def later(monkeypatch, **by) -> None:
    now = timezone.now() + timedelta(**by)
    monkeypatch.setattr(timezone, "now", lambda: now)


# --- Making, sending and revoking a link


def change_link(client: Client, review: Review, act: str = "send"):
    address = reverse("admin:editorial_review_link", args=[review.pk])
    return client.post(address, {"act": act}, follow=True)


def test_a_link_goes_to_the_reviewers_own_address_and_opens(signed_in, author, client, review):
    change_link(signed_in(author), review)
    (message,) = mail.outbox
    assert message.to == ["dora@clinic.example"]
    address = re.search(r"http://testserver(/review/\S+)", message.body)
    assert client.get(address[1]).status_code == 200
    assert Act.objects.filter(kind="link", who_id=author.pk, page_id=review.page_id).count() == 1


def test_neither_message_names_a_page_that_readers_cannot_open(signed_in, author, client, review):
    change_link(signed_in(author), review)
    ask_code(client, re.search(r"/review/\S+", mail.outbox[0].body)[0])
    told = "".join(f"{message.subject}{message.body}" for message in mail.outbox)
    assert "ebra" not in told
    assert len(mail.outbox) == 2


def test_only_digests_are_kept(link, door, client):
    code = ask_code(client, door)
    row = str(ReviewLink.objects.values().get())
    assert link[1] not in row
    assert code not in row.replace(str(ReviewLink.objects.get().codes_sent_at), "")


def test_pressing_twice_sends_one_link(signed_in, author, review):
    client = signed_in(author)
    for _each in range(2):
        change_link(client, review)
    assert (ReviewLink.objects.count(), len(mail.outbox)) == (1, 1)


def test_a_newer_link_ends_the_older(author, client, review, link, door, monkeypatch):
    later(monkeypatch, minutes=2)
    review_links.make(review, by=author)
    answer = client.get(door)
    assert answer.status_code == 410
    assert "revoked" in answer.content.decode()


def test_a_link_is_revoked_at_the_desk(signed_in, author, client, review, link, door):
    html = signed_in(author).get(read(review)).content.decode()
    assert "Revoke the link" in html
    change_link(signed_in(author), review, "revoke")
    assert client.get(door).status_code == 410
    assert Act.objects.filter(kind="revoke", who_id=author.pk).count() == 1


def test_links_are_revoked_from_the_list(signed_in, superuser, client, review, door):
    chosen = {"action": "revoke_links", "_selected_action": [review.pk]}
    signed_in(superuser).post("/admin/editorial/review/", chosen)
    assert client.get(door).status_code == 410


def test_who_may_not_write_the_page_neither_sends_nor_revokes(signed_in, reviewer, review, link):
    client = signed_in(reviewer)
    assert "Ask by e-mail" not in client.get(read(review)).content.decode()
    for act in ("send", "revoke"):
        assert change_link(client, review, act).status_code == 403
    chosen = {"action": "revoke_links", "_selected_action": [review.pk]}
    assert client.post("/admin/editorial/review/", chosen).status_code == 403
    assert ReviewLink.objects.alive().count() == 1


def test_without_mail_the_desk_says_how_to_set_it_up(signed_in, author, review, settings):
    settings.HAS_MAIL = False
    html = signed_in(author).get(read(review)).content.decode()
    assert "LUPUSINFO_MAIL_URL" in html
    assert "Send a link by e-mail" not in html
    assert "cannot send mail yet" in change_link(signed_in(author), review).content.decode()
    assert not ReviewLink.objects.exists()


@pytest.mark.parametrize("change", [{"email": ""}, {"is_active": False}])
def test_who_cannot_be_written_to_gets_no_link(signed_in, author, review, doctor, change):
    type(doctor).objects.filter(pk=doctor.pk).update(**change)
    assert "Add the address" in signed_in(author).get(read(review)).content.decode()
    assert (
        "no e-mail address, or may not" in change_link(signed_in(author), review).content.decode()
    )
    assert mail.outbox == []


def test_a_message_that_was_not_taken_leaves_no_link_open(signed_in, author, review, monkeypatch):
    def refuse(_message):
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    assert "did not take the message" in change_link(signed_in(author), review).content.decode()
    assert not ReviewLink.objects.alive().exists()


# --- Before the code


def test_opening_a_link_writes_nothing(client, door):
    with CaptureQueriesContext(connection) as queries:
        for address in (door, f"{door}code/", f"{door}enter/", f"{door}page/"):
            client.get(address)
            client.head(address)
    assert not [
        query for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))
    ]
    assert mail.outbox == []


def test_the_door_says_who_is_asked_but_names_no_draft(client, door, link):
    make_clinic(name="Lupus Clinic")
    html = client.get(door).content.decode()
    assert "Ada Writer asks Dora Doctor to review a page of Lupus Clinic" in html
    assert "d…\u2060@clinic.example" in html
    assert "dora@" not in html
    assert "ebra" not in html


def test_a_page_that_readers_know_is_named(client, author, doctor):
    page = make_article(title="Known")
    edit(page, author, title="Zebra title")
    review = reviewing.ask(newest(page), reviewer=doctor, by=author)
    _link, secret = review_links.make(review, by=author)
    html = client.get(reverse("review:door", args=[secret])).content.decode()
    assert "“Known”" in html
    assert "Zebra" not in html


@pytest.mark.parametrize("path", ["", "page/", "code/", "enter/"])
def test_nobody_may_keep_list_or_tell_of_these_pages(client, door, path):
    answer = client.get(f"{door}{path}")
    html = client.get(door)
    assert "no-store" in answer.headers["Cache-Control"]
    assert html.headers["X-Robots-Tag"] == "noindex"
    assert 'name="robots" content="noindex"' in html.content.decode()
    assert html.headers["Referrer-Policy"] == "same-origin"
    assert "Disallow: /review/" in client.get("/robots.txt").content.decode()


def test_without_the_code_nothing_is_answered_and_words_are_given_back(client, door, review):
    answer = client.post(door, words("send-back", review.revision, "My opinion."))
    assert "My opinion." in answer.content.decode()
    assert "ebra" not in answer.content.decode()
    assert outcome(review) == ("", "")


# --- The code


def test_the_right_code_lets_in_to_this_link_only(client, door, review, author, doctor, link):
    answer = enter(client, door)
    assert answer.headers["Location"] == door
    cookie = answer.cookies["review"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (door, True, "Lax")
    assert "Secret zebra." in client.get(door).content.decode()
    assert client.get("/admin/").status_code == 302
    assert client.get(read(review)).status_code == 302
    other = reviewing.ask(newest(draft_of_kind("term", author=author)), reviewer=doctor, by=author)
    _link, secret = review_links.make(other, by=author)
    elsewhere = reverse("review:door", args=[secret])
    client.cookies["review"]["path"] = "/"  # even if a browser sent it there
    assert "Send me a code" in client.get(elsewhere).content.decode()


@pytest.mark.parametrize(
    "code", ["", "000000", "12345", "zebra", "１２３４５６", "a\0b", "9" * 999]
)
def test_a_wrong_code_lets_nobody_in(client, door, code, monkeypatch):
    monkeypatch.setattr(review_links.secrets, "randbelow", lambda _most: 42)
    ask_code(client, door)
    answer = client.post(f"{door}enter/", {"code": code})
    assert answer.status_code == 403
    assert "review" not in answer.cookies
    assert "ebra" not in client.get(door).content.decode()


def test_a_code_typed_with_spaces_is_right(client, door):
    code = ask_code(client, door)
    client.post(f"{door}enter/", {"code": f" {code[:3]} {code[3:]} "})
    assert "Secret zebra." in client.get(door).content.decode()


def test_after_five_tries_the_right_code_is_refused_too(client, door, monkeypatch):
    code = ask_code(client, door)
    wrong = "000000" if code != "000000" else "111111"
    for _each in range(CODE_TRIES):
        client.post(f"{door}enter/", {"code": wrong})
    answer = client.post(f"{door}enter/", {"code": code})
    assert "Please ask for another" in answer.content.decode()
    later(monkeypatch, minutes=2)
    enter(client, door)
    assert "Secret zebra." in client.get(door).content.decode()


def test_a_code_lasts_twenty_minutes(client, door, monkeypatch):
    code = ask_code(client, door)
    later(monkeypatch, minutes=20, seconds=1)
    answer = client.post(f"{door}enter/", {"code": code})
    assert "Please ask for another" in answer.content.decode()


def test_a_newer_code_ends_the_older(client, door, monkeypatch):
    draw = iter([111111, 222222])
    monkeypatch.setattr(review_links.secrets, "randbelow", lambda _most: next(draw))
    ask_code(client, door)
    later(monkeypatch, minutes=2)
    ask_code(client, door)
    assert client.post(f"{door}enter/", {"code": "111111"}).status_code == 403
    assert client.post(f"{door}enter/", {"code": "222222"}).status_code == 302


def test_one_code_a_minute(client, door):
    ask_code(client, door)
    answer = client.post(f"{door}code/")
    assert answer.status_code == 429
    assert len(mail.outbox) == 1


def test_so_many_codes_an_hour_and_no_more(client, door, monkeypatch):
    for _each in range(CODES_AN_HOUR):
        client.post(f"{door}code/")
        later(monkeypatch, minutes=2)
    assert client.post(f"{door}code/").status_code == 429
    assert len(mail.outbox) == CODES_AN_HOUR
    later(monkeypatch, hours=1)
    client.post(f"{door}code/")
    assert len(mail.outbox) == CODES_AN_HOUR + 1


def test_a_links_codes_have_an_end(link, monkeypatch):
    monkeypatch.setattr(review_links, "CODES_A_LINK", 3)
    for _each in range(3):
        review_links.new_code(link[0])
        later(monkeypatch, hours=2)
    with pytest.raises(review_links.TooManyCodesError):
        review_links.new_code(link[0])


def test_a_code_of_another_link_is_wrong(link, author, doctor, monkeypatch):
    monkeypatch.setattr(review_links.secrets, "randbelow", lambda _most: 42)
    other = reviewing.ask(newest(draft_of_kind("term", author=author)), reviewer=doctor, by=author)
    second, _secret = review_links.make(other, by=author)
    for each in (link[0], second):
        review_links.new_code(each)
    digests = set(ReviewLink.objects.values_list("code_digest", flat=True))
    assert len(digests) == 2


def test_who_entered_a_code_must_again_after_two_hours(inside, door, monkeypatch):
    import time

    now = time.time() + 2 * 3600 + 1
    monkeypatch.setattr("django.core.signing.time.time", lambda: now)
    assert "ebra" not in inside.get(door).content.decode()


def test_without_mail_a_code_is_not_promised(client, door, settings):
    settings.HAS_MAIL = False
    answer = client.post(f"{door}code/")
    assert answer.status_code == 503
    assert "cannot send mail" in answer.content.decode()


def test_forms_of_others_are_refused(door):
    stranger = Client(enforce_csrf_checks=True)
    for path in ("", "code/", "enter/"):
        assert stranger.post(f"{door}{path}").status_code == 403


# --- Answers


def test_approval_by_link_is_recorded_with_who_and_how(inside, door, review, doctor):
    answer = inside.post(door, approval(review.revision))
    assert answer.headers["Location"] == door
    assert outcome(review) == ("approved", "whole")
    assert review.is_by_link
    assert newest(review.page).signed_off_by == doctor
    act = Act.objects.get(kind="approve")
    assert (act.who_id, act.detail) == (doctor.pk, "By an e-mailed link: The whole page")
    assert "Thank you" in inside.get(door).content.decode()


def test_the_same_answer_twice_is_one(inside, door, review):
    for _each in range(3):
        inside.post(door, words("send-back", review.revision))
    assert outcome(review) == ("sent-back", "")
    assert review.remarks.count() == 1
    assert Act.objects.filter(kind="send-back").count() == 1


def test_a_comment_by_link_is_kept_and_shown(inside, door, review, doctor):
    answer = inside.post(door, words("comment", review.revision, "Zebra comment."))
    html = inside.get(answer.headers["Location"]).content.decode()
    assert "Your comment is kept." in html
    assert "Zebra comment." in html
    assert review.remarks.get().author == doctor


def test_an_incomplete_approval_says_what_is_missing(inside, door, review):
    html = inside.post(door, approval(review.revision, has_read_all="")).content.decode()
    assert "This field is required" in html
    assert outcome(review) == ("", "")


def test_the_link_screen_shows_the_page_alone_too_and_no_way_into_the_desk(inside, door):
    html = inside.get(door).content.decode()
    assert "/admin/" not in html
    alone = inside.get(f"{door}page/").content.decode()
    assert "Secret zebra." in alone
    assert "review-answer" not in alone


def test_the_link_screen_needs_few_queries(inside, door):
    inside.get(door)
    with CaptureQueriesContext(connection) as queries:
        inside.get(door)
    assert len(queries) <= 12


# --- Links that open no more


def end(how: str, review: Review, author, doctor, monkeypatch) -> None:
    page = review.page
    acts = {
        "revoked": lambda: review_links.revoke(review, by=author),
        "too old": lambda: later(monkeypatch, days=14, seconds=1),
        "answered": lambda: reviewing.send_back(review, by=doctor, text="No."),
        "changed since": lambda: edit(page, author, body="Newer zebra.\n"),
        "may no longer": lambda: type(doctor).objects.filter(pk=doctor.pk).update(is_active=False),
        "may no longer review": lambda: doctor.groups.clear(),
    }
    acts[how]()


ENDS = ["revoked", "too old", "answered", "changed since", "may no longer", "may no longer review"]


@pytest.mark.parametrize("how", ENDS)
@pytest.mark.parametrize("was_inside", [False, True])
def test_a_dead_link_says_why_names_no_page_and_gives_words_back(
    client, door, review, author, doctor, monkeypatch, how, was_inside
):
    if was_inside:
        enter(client, door)
    end(how, review, author, doctor, monkeypatch)
    answer = client.post(door, words("comment", review.revision, "My opinion."))
    html = answer.content.decode()
    is_thanked = how == "answered" and was_inside
    assert answer.status_code == (200 if is_thanked else 410)
    assert is_thanked or (how in html and "My opinion." in html)
    assert "ebra" not in html
    before = len(mail.outbox)
    for path in ("code/", "enter/", "page/"):
        assert client.post(f"{door}{path}").headers["Location"] == door
    assert len(mail.outbox) == before


@pytest.mark.parametrize("secret", ["zebra", "a" * 43, "a" * 5000, "-"])
def test_an_unknown_link_is_404_and_says_what_to_do(client, secret):
    answer = client.get(f"/review/{secret}/")
    assert answer.status_code == 404
    assert "Copy all of it" in answer.content.decode()


def test_publishing_by_somebody_else_does_not_open_or_close_a_link(client, door, review, publisher):
    publishing.publish(review.revision, by=publisher)
    assert client.get(door).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_many_guesses_at_once_get_no_more_than_five(author, doctor):
    page = draft_of_kind("article", author=author)
    review = reviewing.ask(newest(page), reviewer=doctor, by=author)
    link, _secret = review_links.make(review, by=author)
    review_links.new_code(link)

    def guess() -> bool:
        review_links.try_code(ReviewLink.objects.get(pk=link.pk), "wrong!")
        return True

    answers = at_once(*[guess] * 20)
    assert all(answer is True or isinstance(answer, review_links.NoCodeError) for answer in answers)
    assert answers.count(True) == CODE_TRIES
