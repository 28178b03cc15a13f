"""Mail about reviews: it follows what was done, and never breaks it."""

import pytest
from django.core import mail
from django.db import transaction

from editorial import notices, reviewing
from editorial.models import Review
from editorial.review.addresses import address_of_review
from tests.builders import draft_of_kind, make_user, newest, sign_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(author) -> Review:
    author.email = "ada@clinic.example"
    author.save()
    rosa = make_user("rosa", "Reviewer", first_name="Rosa", email="rosa@clinic.example")
    page = draft_of_kind("article", author=author, title="Rest\nwell")
    return reviewing.ask(newest(page), reviewer=rosa, by=author, request="The doses?")


def test_the_reviewer_is_told_with_words_and_link(review, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert notices.asked(review, "https://clinic.example/x")
    [letter] = mail.outbox
    assert (letter.to, letter.subject) == (["rosa@clinic.example"], "Please review: Rest well")
    for said in ("Ada Writer asks you", "The doses?", "https://clinic.example/x"):
        assert said in letter.body


def test_who_asked_is_told_that_it_was_approved(review, django_capture_on_commit_callbacks):
    sign_off(review.page, review.reviewer)
    review.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        assert notices.answered(review)
    [letter] = mail.outbox
    assert (letter.to, letter.subject) == (["ada@clinic.example"], "Approved: Rest well")


def test_who_asked_is_told_why_it_was_sent_back(review, django_capture_on_commit_callbacks):
    review = reviewing.send_back(review, by=review.reviewer, text="Say which country.")
    with django_capture_on_commit_callbacks(execute=True):
        notices.answered(review)
    [letter] = mail.outbox
    assert letter.subject == "Sent back: Rest well"
    assert "Say which country." in letter.body


@pytest.mark.django_db(transaction=True)
def test_the_answers_mail_leads_to_the_page_and_a_failure_is_said(
    signed_in, review, settings, monkeypatch
):
    settings.SITE_ADDRESS = "https://clinic.example"
    client, page = signed_in(review.reviewer), review.page
    client.post(address_of_review(review), answered(review, act="comment"))
    assert mail.outbox == []
    monkeypatch.setattr(notices, "send_mail", fail)
    said = client.post(address_of_review(review), answered(review), follow=True).content.decode()
    assert "The e-mail to Ada Writer could not be sent" in said
    monkeypatch.undo()
    again = reviewing.ask(newest(page), reviewer=review.reviewer, by=page.owner)
    client.post(address_of_review(again), answered(again))
    assert f"https://clinic.example/admin/articles/article/{page.pk}/change/" in mail.outbox[0].body


def answered(review: Review, act: str = "send-back") -> dict:
    return {"act": act, "revision": review.revision_id, "text": "Say which country."}


def fail(*_args):
    raise OSError("no route")


def test_writer_and_asker_are_both_told_and_the_reviewer_is_not(
    review, django_capture_on_commit_callbacks
):
    review.asked_by = make_user("paul", "Publisher", email="paul@clinic.example")
    with django_capture_on_commit_callbacks(execute=True):
        notices.answered(review)
    assert {letter.to[0] for letter in mail.outbox} == {
        "ada@clinic.example",
        "paul@clinic.example",
    }


@pytest.mark.parametrize("lack", ["no mail server", "no address", "left"])
def test_without_a_way_no_mail_is_promised(review, settings, lack):
    settings.HAS_MAIL = lack != "no mail server"
    review.reviewer.email = "" if lack == "no address" else "rosa@clinic.example"
    review.reviewer.is_active = lack != "left"
    assert not notices.asked(review)


def test_a_mail_that_fails_is_said_and_breaks_nothing(
    review, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(notices, "send_mail", fail)
    said: list[str] = []
    with django_capture_on_commit_callbacks(execute=True):
        notices.asked(review, say=said.append)
    assert said == ["The e-mail to Rosa could not be sent. Tell them yourself."]


def test_nothing_is_sent_when_the_change_itself_fails(review, django_capture_on_commit_callbacks):
    with (
        django_capture_on_commit_callbacks(execute=True),
        pytest.raises(ValueError, match="no"),
        transaction.atomic(),
    ):
        notices.asked(review)
        raise ValueError("no")
    assert mail.outbox == []
