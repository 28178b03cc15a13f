"""A colleague leaves: handed over and switched off in one step."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from desk import leaving, people, two_step
from editorial import publishing, reviewing, scheduling
from editorial.models import Act, Page, Presence, Review, ReviewLink
from tests.builders import (
    draft_of_kind,
    edit,
    make_article,
    make_user,
    newest,
    set_up_two_step,
    sign_off,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def leaver(db) -> User:
    return make_user("len", "Author", "Reviewer", "Publisher", first_name="Len", last_name="Gone")


def let_go(leaver, by, owner=None, reviewer=None) -> leaving.Handed:
    return leaving.leave(leaver, by=by, owner=owner, reviewer=reviewer)


def review_of(text, reviewer, by) -> Review:
    return reviewing.ask(newest(text), reviewer=reviewer, by=by)


def test_pages_go_to_the_successor(leaver, desk_lead, author):
    page = draft_of_kind("article", author=leaver)
    assert let_go(leaver, desk_lead, owner=author).pages == 1
    assert Page.objects.get(pk=page.pk).owner == author


def test_open_reviews_go_to_another_reviewer(leaver, desk_lead, author, reviewer):
    review = review_of(draft_of_kind("article", author=author), leaver, author)
    let_go(leaver, desk_lead, reviewer=reviewer)
    review.refresh_from_db()
    assert (review.reviewer, review.is_open) == (reviewer, True)


def test_a_review_of_ones_own_text_is_not_passed_on_but_closed_and_said(
    leaver, desk_lead, reviewer
):
    page = draft_of_kind("article", author=reviewer, title="Own text")
    review = review_of(page, leaver, reviewer)
    handed = let_go(leaver, desk_lead, reviewer=reviewer)
    review.refresh_from_db()
    assert review.outcome == Review.Outcome.CANCELLED
    assert [one.pk for one in handed.passed.cancelled] == [review.pk]
    assert "Own text" in Act.objects.get(kind=Act.Kind.HAND_OVER).detail


def test_nobody_is_asked_twice_for_one_text(leaver, desk_lead, author, reviewer):
    page = draft_of_kind("article", author=author)
    review_of(page, reviewer, author)
    review_of(page, leaver, author)
    let_go(leaver, desk_lead, reviewer=reviewer)
    assert Review.objects.open().count() == 1


def test_without_a_successor_reviews_are_closed(leaver, desk_lead, author):
    review_of(draft_of_kind("article", author=author), leaver, author)
    let_go(leaver, desk_lead)
    assert not Review.objects.open().exists()


def test_review_links_of_the_leaver_open_nothing(leaver, desk_lead, author, reviewer):
    review = review_of(draft_of_kind("article", author=author), leaver, author)
    link, _secret = ReviewLink.make(review, author, timezone.now())
    let_go(leaver, desk_lead, reviewer=reviewer)
    assert not ReviewLink.objects.get(pk=link.pk).is_alive


def test_each_link_that_ends_is_in_the_log(leaver, desk_lead, author):
    page = draft_of_kind("article", author=author)
    ReviewLink.make(review_of(page, leaver, author), author, timezone.now())
    let_go(leaver, desk_lead)
    act = Act.objects.get(kind=Act.Kind.REVOKE)
    assert (act.page_id, act.who_id) == (page.pk, desk_lead.pk)


def test_a_draft_on_a_page_that_nobody_looks_after_goes_to_the_successor(
    leaver, desk_lead, author, publisher
):
    nobodys, somebodys = make_article(), make_article()
    Page.objects.filter(pk=somebodys.pk).update(owner=publisher)
    for page in (nobodys, somebodys):
        edit(page, leaver, body="Half a thought.")
    let_go(leaver, desk_lead, owner=author)
    assert Page.objects.get(pk=nobodys.pk).owner == author
    assert Page.objects.get(pk=somebodys.pk).owner == publisher


@pytest.mark.django_db(transaction=True)
def test_who_takes_over_a_review_is_asked_by_mail(
    leaver, signed_in, desk_lead, author, reviewer, mailoutbox
):
    User.objects.filter(pk=reviewer.pk).update(email="rosa@clinic.example")
    review = review_of(draft_of_kind("article", author=author, title="Fatigue"), leaver, author)
    address = reverse("admin:desk_person_leave", args=[leaver.pk])
    signed_in(desk_lead).post(address, {"reviewer": reviewer.pk})
    (letter,) = [letter for letter in mailoutbox if letter.to == ["rosa@clinic.example"]]
    assert letter.subject == "Please review: Fatigue"
    assert f"/admin/editorial/review/{review.pk}/" in letter.body


def test_what_waits_for_its_time_stays_and_is_named(leaver, desk_lead):
    page = draft_of_kind("article", title="Planned text")
    at = timezone.now() + timedelta(days=1)
    scheduling.schedule(newest(page), at=at, by=leaver)
    handed = let_go(leaver, desk_lead)
    assert [text.page.title for text in handed.planned] == ["Planned text"]
    text = newest(page)
    assert (text.publish_at, text.scheduled_by) == (at, leaver)
    assert "Planned text" in Act.objects.get(kind=Act.Kind.HAND_OVER).detail
    text.publish_at = timezone.now() - timedelta(seconds=1)
    text.save()
    assert scheduling.publish_due() == 1


def test_every_way_in_is_closed_at_once(leaver, desk_lead, signed_in, mailoutbox):
    client = signed_in(leaver)
    link = people.make_link(leaver, by=desk_lead)
    set_up_two_step(leaver)
    Presence.objects.create(page=make_article(), user=leaver)
    let_go(leaver, desk_lead)
    leaver.refresh_from_db()
    assert (leaver.is_active, leaver.is_staff, leaver.groups.count()) == (False, False, 0)
    assert client.get("/admin/").status_code == 302
    assert not Client().login(username="len", password="long enough to pass")
    assert b"link was invalid" in Client().get(link).content
    assert not two_step.has(leaver)
    assert not Presence.objects.exists()


def test_the_name_stays_on_what_was_reviewed(leaver, desk_lead, author):
    page = draft_of_kind("article", author=author, slug="reviewed")
    sign_off(page, leaver)
    publishing.publish(newest(page), by=None)
    let_go(leaver, desk_lead)
    assert b"Len Gone" in Client().get("/articles/reviewed/").content


def test_both_acts_are_in_the_log(leaver, desk_lead, author):
    let_go(leaver, desk_lead, owner=author)
    over, off = Act.objects.order_by("pk")
    assert (over.kind, off.kind) == (Act.Kind.HAND_OVER, Act.Kind.SWITCH_OFF)
    assert over.subject == off.subject == "Len Gone (len)"
    assert "Roles: Author, Reviewer, Publisher" in off.detail
    assert {over.who, off.who} == {"Lea Lead (lea)"}


def test_a_fault_half_way_changes_nothing(leaver, desk_lead, author, monkeypatch):
    page = draft_of_kind("article", author=leaver)
    monkeypatch.setattr(leaving, "_switch_off", lambda *_given: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        let_go(leaver, desk_lead, owner=author)
    assert Page.objects.get(pk=page.pk).owner == leaver
    assert not Act.objects.exists()


def test_a_superuser_and_oneself_are_refused(leaver, desk_lead, superuser):
    for person in (superuser, desk_lead):
        with pytest.raises(people.NotAllowedError):
            let_go(person, desk_lead)
    assert User.objects.filter(is_active=True).count() == 3


@pytest.fixture
def busy(leaver, author):
    """A leaver with something of each kind."""
    for number in range(3):
        mine = draft_of_kind("article", author=leaver, title=f"Draft {number}")
        edit(mine, leaver, body="Newer.")
        review_of(draft_of_kind("term", author=author), leaver, author)
        planned = draft_of_kind("question", title=f"Planned {number}")
        later = timezone.now() + timedelta(days=1)
        scheduling.schedule(newest(planned), at=later, by=leaver)
    return leaver


def test_the_page_names_what_is_held_and_does_it_in_one_step(
    busy, signed_in, desk_lead, author, reviewer
):
    client = signed_in(desk_lead)
    address = reverse("admin:desk_person_leave", args=[busy.pk])
    html = client.get(address).content.decode()
    for words in (
        "3 pages of their own",
        "3 reviews that they were asked for",
        "3 drafts that are not published",
        "3 texts that they set to be published",
        "Planned 2",
    ):
        assert words in html
    answer = client.post(address, {"owner": author.pk, "reviewer": reviewer.pk}, follow=True)
    html = answer.content.decode()
    assert "Len Gone is signed out everywhere" in html
    assert "Planned 2" in html
    assert Page.objects.filter(owner=author).count() == 6
    assert not User.objects.get(pk=busy.pk).is_active
    assert client.get(address).status_code == 302  # it is done


def test_the_page_needs_few_queries_however_much_is_held(busy, signed_in, desk_lead, author):
    client = signed_in(desk_lead)
    address = reverse("admin:desk_person_leave", args=[busy.pk])
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(20):
        draft_of_kind("article", author=busy, title=f"More {number}")
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(few) == len(many)
    assert len(many) <= 12, [query["sql"] for query in many]


def test_successors_are_colleagues_who_can(busy, signed_in, desk_lead, author, reviewer):
    client = signed_in(desk_lead)
    address = reverse("admin:desk_person_leave", args=[busy.pk])
    for values in ({"owner": busy.pk}, {"reviewer": author.pk}, {"owner": "x"}, {"owner": 9**20}):
        assert client.post(address, values).status_code == 200
    assert User.objects.get(pk=busy.pk).is_active
