"""Two people press buttons of the workflow at the same moment, on the real database."""

import pytest
from django.test import Client

from editorial import reviewing
from editorial.models import Page, Review, Revision
from tests.at_once import at_once
from tests.builders import draft_of_kind, make_article, make_user, newest, sign_off
from tests.editorial.page_form import desk, filled

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sql]


def press(user, address: str, values: dict):
    client = Client()
    client.force_login(user)
    return lambda: client.post(address, values).status_code


def test_a_page_that_is_withdrawn_while_another_publishes_stays_withdrawn_and_no_word_is_lost():
    users = [make_user(name, "Publisher") for name in ("paul", "pia")]
    for _round in range(10):
        page = make_article(body="Base.")
        publish = press(users[0], desk(page), filled(page, body="Typed.", _publish="1"))
        withdraw = press(users[1], desk(page, "withdraw"), {"because": "Wrong"})
        _published, withdrawn = at_once(publish, withdraw)
        assert withdrawn == 302
        assert Page.objects.get(pk=page.pk).status == "withdrawn"
        assert Revision.objects.filter(page=page, content__body="Typed.\n").exists()


def test_of_an_approval_and_a_newer_text_at_once_only_what_was_read_is_approved():
    writes, reads = make_user("ada", "Author"), make_user("rosa", "Reviewer")
    for _round in range(10):
        page = draft_of_kind("article", author=writes, body="Read.\n")
        read = newest(page)
        review = reviewing.ask(read, reviewer=reads, by=writes)
        save = press(writes, desk(page), filled(page, body="Unread.", _save_draft="1"))
        at_once(save, lambda page=page: sign_off(page, reads))
        review.refresh_from_db()
        unread = newest(page)
        assert unread.content["body"] == "Unread.\n"
        assert review.outcome in {Review.Outcome.APPROVED, Review.Outcome.CANCELLED}
        assert not (unread.is_approved and review.outcome == Review.Outcome.APPROVED)


def test_one_reviewer_who_is_asked_twice_at_once_has_one_review():
    users = [make_user(name, "Author") for name in ("ada", "bea")]
    reads = make_user("rosa", "Reviewer")
    for _round in range(5):
        page = draft_of_kind("article")
        values = filled(page, _ask="1", reviewer=reads.pk)
        assert at_once(*[press(user, desk(page), values) for user in users]) == [302, 302]
        assert Review.objects.open().filter(page=page).count() == 1
