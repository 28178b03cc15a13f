"""Who reviews a text, what a review says, and what it does not say."""

from datetime import timedelta

import pytest
from django.utils import timezone

from editorial import drafts, history, publishing, reviewing
from editorial.models import Act, Page, Policy, Review, Stage, stage_of
from editorial.writing.colleagues import colleagues
from tests.builders import draft_of_kind, edit, make_article, make_user, newest, sign_off

pytestmark = [pytest.mark.django_db, pytest.mark.sql]


@pytest.fixture
def reviewed(reviewer) -> Page:
    page = make_article(body="First.")
    sign_off(page, reviewer)
    return page


def live(page: Page) -> Page:
    return Page.objects.get(pk=page.pk)


def allow_own_review():
    publishing.set_policy(Policy(allows_own_review=True), by=None)


def test_a_text_goes_from_draft_to_review_to_approval_to_readers(author, reviewer, publisher):
    page = draft_of_kind("article", author=author)
    stages = [stage_of(newest(page))]
    reviewing.ask(newest(page), reviewer=reviewer, by=author)
    stages.append(stage_of(newest(page)))
    sign_off(page, reviewer)
    stages.append(stage_of(newest(page)))
    publishing.publish(newest(page), by=publisher)
    stages.append(stage_of(newest(page)))
    assert stages == [Stage.DRAFT, Stage.IN_REVIEW, Stage.APPROVED, Stage.PUBLISHED]
    assert live(page).reviewed_by == reviewer


def test_sent_back_with_words_and_written_again(author, reviewer):
    page = draft_of_kind("article", author=author)
    review = reviewing.ask(newest(page), reviewer=reviewer, by=author)
    reviewing.send_back(review, by=reviewer, text="Say which country.")
    assert stage_of(newest(page)) == Stage.SENT_BACK
    assert review.remarks.get().text == "Say which country."
    edit(page, author, body="In the UK.\n")
    assert stage_of(newest(page)) == Stage.DRAFT


def test_a_writer_cannot_be_asked_nor_sign_off(author):
    page = draft_of_kind("article", author=author)
    with pytest.raises(reviewing.OwnReviewError):
        reviewing.ask(newest(page), reviewer=author, by=author)
    with pytest.raises(reviewing.OwnReviewError):
        sign_off(page, author)
    assert newest(page).signed_off_on is None


def test_who_wrote_before_the_last_word_is_a_writer_too(author, second_author):
    page = draft_of_kind("article", author=author)
    edit(page, second_author, body="A comma,\n")
    with pytest.raises(reviewing.OwnReviewError):
        sign_off(page, author)


def test_a_whole_review_by_another_makes_earlier_writers_free(author, second_author, reviewer):
    page = draft_of_kind("article", author=author)
    sign_off(page, reviewer)
    edit(page, second_author, body="New.\n")
    assert sign_off(page, author).signed_off_by == author


def test_a_clinic_of_one_may_allow_it_and_readers_are_told(client, author):
    allow_own_review()
    page = draft_of_kind("article", author=author)
    sign_off(page, author)
    page = publishing.publish(newest(page), by=author)
    assert page.is_own_review
    assert b"The reviewer also wrote the text." in client.get(page.get_absolute_url()).content


def test_a_review_by_another_takes_that_notice_away(author, reviewer):
    allow_own_review()
    page = draft_of_kind("article", author=author)
    sign_off(page, author)
    publishing.publish(newest(page), by=author)
    sign_off(page, reviewer)
    assert not live(page).is_own_review


def test_a_small_edit_keeps_the_date_and_says_changed(reviewed):
    before = reviewed.reviewed_on, live(reviewed).next_review_due
    publishing.publish(edit(reviewed, body="First,\n"), by=None)
    after = live(reviewed)
    assert after.review_state == Page.ReviewState.CHANGED
    assert (after.reviewed_on, after.next_review_due) == (live(reviewed).reviewed_on, before[1])


def test_an_approved_change_of_a_reviewed_page_keeps_its_date_and_state(reviewed, reviewer):
    due = live(reviewed).next_review_due
    change = edit(reviewed, body="First,\n")
    reviewing.approve_change(change, by=reviewer)
    publishing.publish(change, by=None)
    assert live(reviewed).review_state == Page.ReviewState.REVIEWED
    assert live(reviewed).next_review_due == due


def test_a_change_upon_an_unreviewed_text_cannot_be_approved_alone(reviewed, reviewer):
    publishing.publish(edit(reviewed, body="Unread.\n"), by=None)
    with pytest.raises(ValueError, match="reviewed page"):
        reviewing.approve_change(edit(reviewed, body="More.\n"), by=reviewer)


def test_a_change_approved_before_an_unread_text_went_live_hides_nothing(reviewed, reviewer):
    change = edit(reviewed, body="Read.\n")
    reviewing.approve_change(change, by=reviewer)
    publishing.publish(edit(reviewed, body="Unread.\n"), by=None)
    publishing.publish(change, by=None)
    assert live(reviewed).review_state == Page.ReviewState.CHANGED


@pytest.mark.parametrize(
    ("days", "state"),
    [(31, "reviewed"), (30, "reviewed"), (29, "due-soon"), (0, "due-soon"), (-1, "overdue")],
)
def test_review_state_computes_itself(reviewed, days, state):
    today = timezone.localdate()
    reviewed.reviewed_on, reviewed.next_review_due = today, today + timedelta(days=days)
    assert reviewed.review_state == state


def test_a_newer_draft_ends_what_was_asked(author, reviewer):
    page = draft_of_kind("article", author=author)
    review = reviewing.ask(newest(page), reviewer=reviewer, by=author)
    edit(page, author, body="Newer.\n")
    review.refresh_from_db()
    assert review.outcome == Review.Outcome.CANCELLED
    with pytest.raises(reviewing.NotOpenError):
        reviewing.send_back(review, by=reviewer, text="Late.")


def test_asking_for_an_older_text_is_refused(author, reviewer):
    page = draft_of_kind("article", author=author)
    older = newest(page)
    edit(page, author, body="Newer.\n")
    with pytest.raises(drafts.StaleDraftError):
        reviewing.ask(older, reviewer=reviewer, by=author)


def test_asking_twice_is_one_review(author, reviewer):
    page = draft_of_kind("article", author=author)
    first = reviewing.ask(newest(page), reviewer=reviewer, by=author)
    assert reviewing.ask(newest(page), reviewer=reviewer, by=author) == first
    assert Act.objects.filter(kind=Act.Kind.ASK).count() == 1


def test_every_step_is_in_the_log(author, reviewer, publisher):
    page = draft_of_kind("article", author=author)
    review = reviewing.ask(newest(page), reviewer=reviewer, by=author)
    reviewing.send_back(review, by=reviewer, text="No.")
    sign_off(page, reviewer)
    publishing.publish(newest(page), by=publisher)
    publishing.withdraw(page, by=publisher, because="Outdated")
    acts = Act.objects.filter(page_id=page.pk).order_by("pk").values_list("kind", "who_id")
    people = (author.pk, reviewer.pk, reviewer.pk, publisher.pk, publisher.pk)
    kinds = ("ask", "send-back", "approve", "publish", "withdraw")
    assert list(acts) == list(zip(kinds, people, strict=True))


def bring_back(text, by):
    page = text.page
    return history.bring_back(text, by=by, base_id=newest(page).pk, said="")


def test_who_wrote_a_text_that_is_brought_back_is_its_writer_still(author, reviewer):
    page = draft_of_kind("article", author=reviewer)
    hers = newest(page)
    edit(page, author, body="His.\n")
    sign_off(page, make_user("cleo", "Reviewer"))
    bring_back(hers, author)
    with pytest.raises(reviewing.OwnReviewError):
        sign_off(page, reviewer)
    edit(page, author, body=f"{hers.content['body']}A comma,\n")
    assert [one.pk for one in colleagues(newest(page)) if one.has_written] == [
        author.pk,
        reviewer.pk,
    ]


def test_so_is_who_wrote_one_that_was_set_aside_or_brought_back_twice(author, reviewer):
    page = draft_of_kind("article", author=author)
    content = {**newest(page).content, "body": "Hers.\n"}
    aside = drafts.set_aside(page, content, author=reviewer, base_id=None)
    again = bring_back(aside, author)
    edit(page, author, body="His.\n")
    sign_off(page, make_user("cleo", "Reviewer"))
    assert reviewer.pk in reviewing.writers_of(bring_back(again, author))


def test_a_whole_review_of_a_text_brought_back_makes_its_writers_free(author, reviewer):
    page = draft_of_kind("article", author=reviewer)
    hers = newest(page)
    edit(page, author, body="His.\n")
    bring_back(hers, author)
    sign_off(page, make_user("cleo", "Reviewer"))
    edit(page, author, body="More.\n")
    assert sign_off(page, reviewer).signed_off_by == reviewer


def test_a_writer_cannot_approve_the_change_alone_even_where_own_reviews_are_allowed(
    reviewed, reviewer
):
    """Nobody would tell readers: only a review of the whole page says who wrote it."""
    allow_own_review()
    change = edit(reviewed, reviewer, body="Hers.\n")
    with pytest.raises(ValueError, match="whole"):
        reviewing.approve_change(change, by=reviewer)
    assert sign_off(reviewed, reviewer).is_own_review
