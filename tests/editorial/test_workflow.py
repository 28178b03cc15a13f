"""The page's form leads a text from its first draft to its readers."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from editorial import publishing, reviewing, scheduling
from editorial.models import Act, Page, Policy, Review, Stage, stage_of
from editorial.review.addresses import address_of_review
from tests.builders import draft_of_kind, edit, make_article, make_user, newest, sign_off
from tests.editorial.page_form import at, desk, filled

pytestmark = pytest.mark.django_db


def form(client, page):
    return client.get(desk(page)).context["standing"]


def text_of(answer) -> str:
    return answer.content.decode()


def only_approved():
    publishing.set_policy(Policy(readers_see="reviewed"), by=None)


def current(standing) -> str:
    return next(step.label for step in standing.steps if step.state == "current")


@pytest.fixture
def draft(author) -> Page:
    return draft_of_kind("article", author=author, title="Rest")


def test_steps_show_where_the_text_stands(signed_in, draft, author, reviewer, publisher):
    client = signed_in(author)
    labels = [current(form(client, draft))]
    review = reviewing.ask(newest(draft), reviewer=reviewer, by=author)
    labels.append(current(form(client, draft)))
    reviewing.send_back(review, by=reviewer, text="Say more.")
    labels.append(current(form(client, draft)))
    sign_off(draft, reviewer)
    labels.append(current(form(client, draft)))
    later = timezone.now() + timedelta(days=1)
    scheduling.schedule(newest(draft), at=later, by=publisher)
    labels.append(current(form(client, draft)))
    publishing.publish(newest(draft), by=publisher)
    labels.append(current(form(client, draft)))
    publishing.withdraw(draft, by=publisher)
    labels.append(current(form(client, draft)))
    assert labels == [
        *("Draft", "In review", "Sent back", "Approved"),
        *("Waits for its time", "Published", "Withdrawn"),
    ]


def test_current_step_is_told_to_screen_readers(signed_in, draft, author):
    html = text_of(signed_in(author).get(desk(draft)))
    assert '<li class="step-current" aria-current="step"><span>Draft</span>' in html
    assert html.count('aria-current="step"') == 1


def test_a_step_that_was_left_out_does_not_look_done(signed_in, author):
    steps = form(signed_in(author), make_article()).steps
    assert [step.state for step in steps] == ["done", "skipped", "skipped", "current"]


def test_saved_and_sent_to_review_in_one_step_and_the_reviewer_gets_a_mail(
    signed_in, draft, author, django_capture_on_commit_callbacks
):
    rosa = make_user("r", "Reviewer", first_name="Rosa", email="rosa@clinic.example")
    values = filled(draft, body="New.", _ask="1", reviewer=rosa.pk, request="The doses, please")
    with django_capture_on_commit_callbacks(execute=True):
        answer = signed_in(author).post(desk(draft), values, follow=True)
    review = Review.objects.get()
    assert (review.reviewer, review.revision.content["body"]) == (rosa, "New.\n")
    assert "Sent to Rosa for review" in text_of(answer)
    [letter] = mail.outbox
    assert letter.to == ["rosa@clinic.example"]
    assert "The doses, please" in letter.body
    assert f"http://testserver{address_of_review(Review.objects.get())}" in letter.body


def test_a_new_page_can_be_sent_to_review_at_once(signed_in, author, reviewer):
    values = filled(title="Fresh", body="x", _ask="1", reviewer=reviewer.pk)
    signed_in(author).post(desk(None, "add"), values)
    assert stage_of(newest(Page.objects.get(title="Fresh"))) == Stage.IN_REVIEW


def test_nobody_chosen_is_a_form_error_and_nothing_is_saved(signed_in, draft, author):
    answer = signed_in(author).post(desk(draft), filled(draft, body="New.", _ask="1"))
    assert "Choose who should review the text." in text_of(answer)
    assert "New." in text_of(answer)
    assert newest(draft).content["body"] != "New.\n"


def test_writers_are_not_offered_as_reviewers_nor_accepted(signed_in, draft, author, reviewer):
    both = make_user("both", "Author", "Reviewer")
    edit(draft, both, body="Hers.")
    client = signed_in(author)
    assert [one.pk for one in form(client, draft).reviewers] == [reviewer.pk]
    for forged in (both.pk, author.pk, "9" * 30, "x"):
        answer = client.post(desk(draft), filled(draft, _ask="1", reviewer=forged))
        assert answer.context["adminform"].form.errors["reviewer"]
    assert not Review.objects.exists()


def test_people_who_left_or_may_not_review_are_not_offered(signed_in, draft, author, publisher):
    make_user("gone", "Reviewer", is_active=False)
    assert form(signed_in(author), draft).reviewers == []


def test_a_clinic_of_one_may_ask_itself(signed_in, superuser):
    publishing.set_policy(Policy(allows_own_review=True), by=None)
    page = draft_of_kind("article", author=superuser)
    client = signed_in(superuser)
    client.post(desk(page), filled(page, body="Mine.", _ask="1", reviewer=superuser.pk))
    assert form(client, page).my_review.reviewer == superuser


def test_the_last_reviewer_is_proposed_else_the_only_one(signed_in, author, reviewer):
    client = signed_in(author)
    page = make_article()
    assert client.get(desk(page)).context["adminform"].form.initial["reviewer"] == str(reviewer.pk)
    other = make_user("other", "Reviewer")
    assert client.get(desk(page)).context["adminform"].form.initial["reviewer"] == ""
    sign_off(page, other)
    assert client.get(desk(page)).context["adminform"].form.initial["reviewer"] == str(other.pk)


def test_form_tells_who_asked_whom_and_what_was_said(signed_in, draft, author, reviewer):
    review = reviewing.ask(newest(draft), reviewer=reviewer, by=author, request="Doses?")
    reviewing.comment(review, by=reviewer, text="I am looking.")
    reviewing.send_back(review, by=reviewer, text="Say which country.")
    edit(draft, author, body="In the UK.\n")
    html = text_of(signed_in(author).get(desk(draft)))
    for said in ("Ada Writer asked Rosa Reader", "Doses?", "I am looking.", "Say which country."):
        assert said in html
    assert "It is about an earlier text." in html


def test_a_request_can_be_taken_back_and_what_was_typed_is_kept(signed_in, draft, author, reviewer):
    reviewing.ask(newest(draft), reviewer=reviewer, by=author)
    client = signed_in(author)
    values = filled(draft, body="Not saved.", _take_back="1")
    assert "is kept" in text_of(client.post(desk(draft), values, follow=True))
    assert stage_of(newest(draft)) == Stage.DRAFT
    assert draft.revisions.get(is_set_aside=True).content["body"] == "Not saved.\n"
    assert "Nobody was asked any more" in text_of(client.post(desk(draft), values, follow=True))


def test_likely_next_step_is_put_forward(signed_in, draft, author, reviewer, publisher):
    writes, reads, shows = signed_in(author), signed_in(reviewer), signed_in(publisher)
    assert form(writes, draft).next_card == form(shows, draft).next_card == "ask"
    reviewing.ask(newest(draft), reviewer=reviewer, by=author)
    assert (form(writes, draft).next_card, form(reads, draft).next_card) == ("draft", "review")
    sign_off(draft, reviewer)
    assert (form(writes, draft).next_card, form(shows, draft).next_card) == ("draft", "publish")
    publishing.publish(newest(draft), by=publisher)
    assert form(writes, draft).next_card == "draft"


def test_a_reviewer_comes_to_the_review_also_unasked(signed_in, draft, reviewer):
    client = signed_in(reviewer)
    assert b"Read and answer" in client.get(desk(draft)).content
    answer = client.post(desk(draft), {"_review": "1"})
    assert answer.headers["Location"] == address_of_review(Review.objects.get())
    client.post(desk(draft), {"_review": "1"})
    assert Review.objects.get().reviewer == reviewer


def test_own_review_is_refused_plainly(signed_in, superuser):
    page = draft_of_kind("article", author=superuser)
    client = signed_in(superuser)
    html = text_of(client.get(desk(page)))
    assert "You wrote a part of this text, so somebody else has to review it." in html
    assert "Read and answer" not in html
    answer = client.post(desk(page), {"_review": "1"}, follow=True)
    assert "somebody else has to review it" in text_of(answer)
    assert not Review.objects.exists()


@pytest.mark.parametrize("is_reviewed", [False, True])
def test_publishing_unread_says_first_what_readers_then_read(
    client, signed_in, publisher, reviewer, is_reviewed
):
    page = make_article(slug="one")
    if is_reviewed:
        sign_off(page, reviewer)
    edit(page, body="Unread.\n")
    told = "The text was changed after this review." if is_reviewed else "Not yet reviewed by"
    desk_client = signed_in(publisher)
    html = text_of(desk_client.get(desk(page)))
    assert f"Readers will then read: “{told}" in html
    desk_client.post(desk(page), filled(page, _publish="1"))
    assert told in text_of(client.get("/articles/one/"))


def test_only_approved_texts_are_published_where_the_rules_say_so(signed_in, draft, reviewer):
    only_approved()
    client = signed_in(make_user("p", "Publisher"))
    assert b'name="_publish"' not in client.get(desk(draft)).content
    for button in ({"_publish": "1"}, {"_schedule": "1", **at(3)}):
        answer = client.post(desk(draft), filled(draft, **button))
        assert "Your clinic publishes only approved texts" in text_of(answer)
    sign_off(draft, reviewer)
    assert b'name="_publish"' in client.get(desk(draft)).content
    client.post(desk(draft), filled(draft, _publish="1"))
    assert Page.objects.get(pk=draft.pk).is_public


def test_an_approved_text_that_is_changed_in_the_form_needs_a_review_again(
    signed_in, draft, reviewer
):
    only_approved()
    sign_off(draft, reviewer)
    client = signed_in(make_user("p", "Publisher"))
    answer = client.post(desk(draft), filled(draft, body="One word more.", _publish="1"))
    assert "Your clinic publishes only approved texts" in text_of(answer)
    assert "One word more." in text_of(answer)
    assert not Page.objects.get(pk=draft.pk).is_published


def test_the_same_text_with_a_note_keeps_its_approval_and_its_request(
    signed_in, author, reviewer, publisher
):
    page = make_article()
    edit(page, author, body="Read.\n")
    review = reviewing.ask(newest(page), reviewer=reviewer, by=author)
    signed_in(author).post(desk(page), filled(page, note="Checked", _save_draft="1"))
    review.refresh_from_db()
    assert review.is_open
    assert review.revision == newest(page)
    sign_off(page, reviewer)
    told = {"matters_to_readers": "on", "what_changed": "Doses were updated."}
    signed_in(publisher).post(desk(page), filled(page, **told, _publish="1"))
    assert Page.objects.get(pk=page.pk).review_state == Page.ReviewState.REVIEWED
    assert newest(page).what_changed == "Doses were updated."


def test_what_changed_stays_with_the_text_until_it_is_live_and_is_then_public(
    client, signed_in, author, publisher
):
    page = make_article(slug="one")
    told = {"matters_to_readers": "on", "what_changed": "A warning was added."}
    writes = signed_in(author)
    writes.post(desk(page), filled(page, body="Warning.", **told, _save_draft="1"))
    initial = writes.get(desk(page)).context["adminform"].form.initial
    assert initial["what_changed"] == "A warning was added."
    signed_in(publisher).post(desk(page), filled(page, body="Warning!", **told, _publish="1"))
    assert "A warning was added." in text_of(client.get("/articles/one/"))
    assert writes.get(desk(page)).context["adminform"].form.initial["what_changed"] == ""


@pytest.mark.parametrize(
    "told", [{"matters_to_readers": "on"}, {"what_changed": "Something."}], ids=["tick", "words"]
)
def test_what_matters_is_said_and_what_is_said_matters(signed_in, author, told):
    page = make_article()
    answer = signed_in(author).post(desk(page), filled(page, **told, _save_draft="1"))
    assert answer.context["adminform"].form.errors["what_changed"]


def test_publishing_does_not_silently_bring_back_what_a_colleague_withdrew(signed_in, publisher):
    page = make_article()
    typed = filled(page, body="Every word.", _publish="1")
    publishing.withdraw(page, because="A wrong dose")
    client = signed_in(publisher)
    answer = client.post(desk(page), typed)
    html = text_of(answer)
    assert "A colleague withdrew this page after you opened it." in html
    assert "Every word." in html
    assert "A wrong dose" in html
    assert not Page.objects.get(pk=page.pk).is_public
    again = {**typed, "opened": answer.context["adminform"].form["opened"].value()}
    client.post(desk(page), again)
    assert Page.objects.get(pk=page.pk).body == "Every word.\n"


@pytest.mark.parametrize("opened", ["", "x", "draft"])
def test_a_form_that_hides_how_it_was_opened_brings_nothing_back(signed_in, publisher, opened):
    page = make_article()
    publishing.withdraw(page)
    values = filled(page, _publish="1", opened=opened)
    assert signed_in(publisher).post(desk(page), values).status_code == 200
    assert not Page.objects.get(pk=page.pk).is_published


def test_publishing_is_refused_once_when_rules_or_address_changed_meanwhile(signed_in, publisher):
    page = make_article(slug="one")
    later = edit(page, slug="two")
    typed = filled(page, _publish="1")
    publishing.publish(later, by=None)
    client = signed_in(publisher)
    assert "The address of this page was changed" in text_of(client.post(desk(page), typed))
    typed = filled(page, body="More.", _publish="1")
    only_approved()
    assert "The rules of review were changed" in text_of(client.post(desk(page), typed))


def test_a_withdrawn_page_says_when_by_whom_and_why_and_can_be_brought_back(signed_in, publisher):
    page = make_article()
    publishing.withdraw(page, by=publisher, because="A wrong dose", notice="Ask us.")
    client = signed_in(publisher)
    html = text_of(client.get(desk(page)))
    for said in ("by paul.", "The reason: A wrong dose", "Ask us.", 'value="Publish again"'):
        assert said in html
    client.post(desk(page), filled(page, _publish="1"))
    assert Page.objects.get(pk=page.pk).is_public


def test_a_page_that_the_rules_hide_says_so(signed_in, author):
    page = make_article()
    only_approved()
    html = text_of(signed_in(author).get(desk(page)))
    assert "your clinic shows only pages whose text was approved" in html


def test_the_owner_is_changed_and_logged_and_only_if_it_was_chosen_here(
    signed_in, author, publisher
):
    page = draft_of_kind("article", author=author)
    client = signed_in(publisher)
    opened = {"initial-new_owner": author.pk}
    Page.objects.filter(pk=page.pk).update(owner=publisher)  # by a colleague, meanwhile
    unchanged = filled(page, new_owner=author.pk, **opened, body="x", _save_draft="1")
    client.post(desk(page), unchanged)
    assert Page.objects.get(pk=page.pk).owner == publisher
    client.post(desk(page), filled(page, new_owner="", **opened, _save_draft="1"))
    assert Page.objects.get(pk=page.pk).owner is None
    assert Act.objects.get(kind=Act.Kind.HAND_OVER).detail == "paul → –"


def test_an_owner_who_left_is_still_named(signed_in, author, publisher):
    page = draft_of_kind("article", author=author)
    author.is_active = False
    author.save()
    assert "Ada Writer</option>" in text_of(signed_in(publisher).get(desk(page)))


def test_choices_keep_the_editors_order_when_the_form_is_shown_again(signed_in, author):
    friends = [make_article(title=title) for title in ("Zebra", "Apple", "Mango")]
    page = draft_of_kind("article", picks=[friend.pk for friend in friends])
    html = text_of(signed_in(author).get(desk(page)))
    picks = html[html.index('name="picks"') :]
    assert picks.index("Zebra") < picks.index("Apple") < picks.index("Mango")
