"""The desk's home: each person sees what waits for them, and it costs the same at any size."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article
from desk import home, links
from editorial import drafts, feedback, reviewing, scheduling
from editorial.models import Held, Page, Revision
from search.models import SearchCount
from tests.builders import edit, make_article, make_clinic, make_draft, make_sign, newest, sign_off

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _nothing_known():
    links.forget()


def panels(user, rf) -> dict:
    request = rf.get("/admin/")
    request.user = user
    return {panel.name: panel for panel in home.panels_for(request)}


def waits(user, rf) -> dict[str, list[str]]:
    parts = panels(user, rf)["waits"].parts
    return {part.title: [line.text for line in part.lines] for part in parts}


def test_a_review_waits_for_its_reviewer_and_nobody_else(rf, author, reviewer, second_author):
    page = make_draft(Article, author, title="Fresh")
    reviewing.ask(newest(page), reviewer=reviewer, by=author)
    assert waits(reviewer, rf) == {"You are asked to review": ["Fresh"]}
    assert waits(author, rf) == {"Yours, with a reviewer": ["Fresh"]}
    assert waits(second_author, rf) == {}


def test_what_was_sent_back_waits_for_its_author_until_it_is_changed(rf, author, reviewer):
    page = make_draft(Article, author, title="Fresh")
    review = reviewing.ask(newest(page), reviewer=reviewer, by=author)
    reviewing.send_back(review, by=reviewer, text="Please say when.")
    assert waits(author, rf) == {"Sent back to you": ["Fresh"]}
    edit(page, author, body="Now.")
    assert waits(author, rf) == {"Your drafts": ["Fresh"]}


def test_an_approved_text_waits_for_every_publisher_and_its_author(
    rf, author, second_author, reviewer, publisher
):
    page = make_draft(Article, author, title="Fresh")
    sign_off(page, reviewer)
    expected = {"Approved, not yet published": ["Fresh"]}
    assert waits(publisher, rf) == waits(author, rf) == expected
    assert waits(second_author, rf) == waits(reviewer, rf) == {}


def test_a_text_that_was_kept_apart_waits_until_its_author_saves_again(rf, author):
    page = make_article()
    base = newest(page)
    drafts.set_aside(page, {**base.content, "title": "Mine"}, author=author, base_id=base.pk)
    assert waits(author, rf) == {"Kept apart: somebody else saved first": ["Mine"]}
    edit(page, author, title="Both")
    assert waits(author, rf) == {"Your drafts": ["Both"]}


def test_an_overtaken_draft_does_not_wait(rf, author, second_author):
    page = make_draft(Article, author, title="Mine")
    edit(page, second_author, title="Hers")
    assert waits(author, rf) == {}


def test_what_is_set_to_be_published_is_told_to_all(rf, publisher, author):
    page = make_draft(Article, title="Soon")
    scheduling.schedule(newest(page), at=timezone.now() + timedelta(days=1), by=publisher)
    part = panels(author, rf)["planned"].parts[0]
    assert part.lines[0].text == "Soon"
    assert part.lines[0].beside.startswith("to be published ")


def test_five_of_many_are_shown_and_the_rest_is_counted(rf, author):
    for number in range(7):
        make_draft(Article, author, title=f"Draft {number}")
    part = panels(author, rf)["waits"].parts[0]
    assert [line.text for line in part.lines] == [f"Draft {number}" for number in (6, 5, 4, 3, 2)]
    assert (part.count, part.rest) == (7, 2)


def review_until(page: Page, reviewer, days: int) -> None:
    today = timezone.localdate()
    due = {"reviewed_on": today - timedelta(400), "next_review_due": today + timedelta(days)}
    Page.objects.filter(pk=page.pk).update(reviewed_by=reviewer, **due)


def test_reviews_are_counted_as_readers_are_told(rf, reviewer, author):
    for days in (-1, 0, 29, 30, 300):
        review_until(make_article(title=f"Due {days}"), reviewer, days)
    changed = make_article()
    review_until(changed, reviewer, -5)
    Page.objects.filter(pk=changed.pk).update(is_changed_since_review=True)
    make_article()
    make_draft(Article)
    panel = panels(author, rf)["due"]
    figures = {figure.label: figure.number for figure in panel.figures}
    assert figures == {
        "overdue": 1,
        "due within 30 days": 2,
        "changed since review": 1,
        "never reviewed": 1,
    }
    assert panel.note == "4 of 7 published pages have a review that holds."


def test_figures_lead_to_the_pages_that_they_count(rf, signed_in, reviewer, superuser):
    for days in (-1, 5, 300):
        review_until(make_article(title=f"Due {days}"), reviewer, days)
    make_draft(Article)
    Page.objects.filter(pk=make_article().pk).update(owner=reviewer)
    client = signed_in(superuser)
    assert len(panels(superuser, rf)["due"].figures) == 5
    for figure in panels(superuser, rf)["due"].figures:
        shown = client.get(figure.address).context["cl"].result_count
        assert (figure.label, shown) == (figure.label, figure.number)


def test_a_due_page_is_shown_with_its_owner_ones_own_first(rf, reviewer, author, second_author):
    for title, owner, days in (("Hers", second_author, -9), ("Mine", author, 3), ("Lost", None, 1)):
        page = make_article(title=title)
        Page.objects.filter(pk=page.pk).update(owner=owner)
        review_until(page, reviewer, days)
    lines = panels(author, rf)["due"].parts[0].lines
    assert [line.text for line in lines] == ["Mine", "Hers", "Lost"]
    assert lines[0].beside.endswith("; yours")
    assert lines[1].beside.endswith("; owner bea")
    assert lines[2].beside.endswith("; nobody owns it")


def test_whoever_looks_after_accounts_sees_pages_without_an_owner(
    rf, superuser, publisher, second_author
):
    make_article()
    left = make_article()
    second_author.is_active = False
    second_author.save()
    Page.objects.filter(pk=left.pk).update(owner=second_author)
    figures = {figure.label: figure.number for figure in panels(superuser, rf)["due"].figures}
    assert figures["without an owner"] == 2
    labels = [figure.label for figure in panels(publisher, rf)["due"].figures]
    assert "without an owner" not in labels


def test_readers_no_and_the_answers_of_each_week(rf, author):
    page = make_article(title="Hard")
    for answer in ("no", "no", "yes"):
        feedback.count(page, answer, [])
    feedback.count(make_article(title="Good"), "yes", [])
    panel = panels(author, rf)["feedback"]
    assert [(line.text, line.beside) for line in panel.parts[0].lines] == [
        ("Hard", "“No”: 2, “Yes”: 1")
    ]
    assert panel.note == "4 answers in 12 weeks, 2 of them “No”."
    assert panel.picture.words.endswith(" 0, 4.")


def test_searches_that_found_nothing_lead_to_pinning_for_those_who_may(rf, author, publisher):
    today = timezone.localdate()
    SearchCount.objects.create(day=today, words="moon milk", searches=4, found_nothing=4)
    SearchCount.objects.create(day=today, words="rash", searches=9)
    old = today - timedelta(days=40)
    SearchCount.objects.create(day=old, words="old words", searches=9, found_nothing=9)
    lines = panels(author, rf)["searches"].parts[0].lines
    assert [(line.text, line.beside) for line in lines] == [("moon milk", "4 times")]
    assert lines[0].address == "/admin/search/searchcount/?q=moon+milk"
    address = panels(publisher, rf)["searches"].parts[0].lines[0].address
    assert address == "/admin/search/pin/add/?words=moon+milk"
    assert panels(author, rf)["searches"].picture.words.endswith(" 0, 13.")


def test_urgent_help_is_marked_until_every_sign_is_signed(rf, author, reviewer):
    signed, _unsigned = make_sign(), make_sign()
    signed.signed_off_by, signed.signed_off_on = reviewer, timezone.localdate()
    signed.save()
    panel = panels(author, rf)["urgent"]
    assert panel.note == "1 of 2 signs are not signed off by a clinician."
    assert panel.more.text == "See the list"
    assert panels(reviewer, rf)["urgent"].more.text == "Read the signs and sign them off"
    _unsigned.signed_off_by, _unsigned.signed_off_on = reviewer, timezone.localdate()
    _unsigned.save()
    assert "urgent" not in panels(author, rf)


def test_broken_links_are_told_once_somebody_has_looked(rf, author):
    make_article(title="Torn", body="[Gone](/articles/none/)\n")
    make_article(title="Whole", body="[There](/articles/)\n")
    assert "being checked" in panels(author, rf)["links"].note
    links.look()
    lines = panels(author, rf)["links"].parts[0].lines
    assert [(line.text, line.beside) for line in lines] == [("Torn", "/articles/none/")]


def test_nobody_looks_for_broken_links_in_a_process_without_a_desk(rf, author, monkeypatch):
    monkeypatch.setattr(links, "broken_links", lambda _version: pytest.fail("looked"))
    links.look()
    monkeypatch.setattr(links, "broken_links", lambda _version: [])
    panels(author, rf)
    links.look()
    assert panels(author, rf)["links"].is_empty


def test_recent_changes_leave_accounts_to_those_who_look_after_them(rf, author, superuser):
    from editorial.models import Act

    make_article(title="Out now")
    Act.record(Act.Kind.ROLE, by=superuser, subject="bea")
    texts = [line.text for line in panels(author, rf)["lately"].parts[0].lines]
    assert texts == ["Published: Out now"]
    texts = [line.text for line in panels(superuser, rf)["lately"].parts[0].lines]
    assert texts == ["Account or role changed: bea", "Published: Out now"]


def test_an_empty_desk_is_friendly(signed_in, author):
    html = signed_in(author).get("/admin/").content.decode()
    for words in (
        "Nothing waits for you. Well done.",
        "No page is published yet.",
        "No page was called unhelpful in the last 90 days.",
        "Nothing has happened yet.",
        "The urgent-help list is empty.",
    ):
        assert words in html


def test_staff_without_a_role_are_told_whom_to_ask(signed_in, no_group):
    html = signed_in(no_group).get("/admin/").content.decode()
    assert "nobody has given you a role yet" in html
    assert "desk-panel" not in html


@pytest.mark.parametrize(
    ("who", "kinds", "groups"),
    [
        (
            "author",
            ["Topic", "Symptom", "Glossary term", "Question", "Article"],
            ["Pages", "Readers"],
        ),
        ("reviewer", [], ["Pages", "Readers"]),
        (
            "publisher",
            ["Topic", "Symptom", "Glossary term", "Question", "Article"],
            ["Pages", "Readers"],
        ),
    ],
)
def test_everybody_is_offered_what_they_may_do(request, signed_in, who, kinds, groups):
    answer = signed_in(request.getfixturevalue(who)).get("/admin/")
    html = answer.content.decode()
    for kind in kinds:
        assert f">{kind}</a>" in html
    assert ("Write something new" in html) == bool(kinds)
    for group in [*groups, "Settings"]:
        assert f">{group}</h3>" in html


def grow(author, reviewer, publisher, count: int) -> None:
    today = timezone.localdate()
    for number in range(count):
        page = make_article()
        Page.objects.filter(pk=page.pk).update(owner=author)
        review_until(page, reviewer, -number)
        feedback.count(page, "no", [])
        draft = make_draft(Article, author)
        reviewing.ask(newest(draft), reviewer=reviewer, by=author)
        sign_off(make_draft(Article, author), reviewer)
        planned = make_draft(Article, author)
        scheduling.schedule(newest(planned), at=timezone.now() + timedelta(1), by=publisher)
        drafts.set_aside(page, newest(page).content, author=author, base_id=None)
        SearchCount.objects.create(
            day=today, words=f"words {Page.objects.count()}", searches=3, found_nothing=3
        )
        make_sign()


def queries(client) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get("/admin/").status_code == 200
    return len(seen)


@pytest.mark.parametrize(
    "who",
    [
        "publisher",
        *[pytest.param(who, marks=pytest.mark.long) for who in ("author", "reviewer", "superuser")],
    ],
)
def test_the_home_needs_few_queries_and_no_more_for_ten_times_the_pages(
    request, signed_in, author, reviewer, publisher, who
):
    make_clinic()
    client = signed_in(request.getfixturevalue(who))
    grow(author, reviewer, publisher, 2)
    Held.forget_everything()  # as in a process that has just begun
    first, few = queries(client), queries(client)
    grow(author, reviewer, publisher, 18)
    queries(client)
    assert queries(client) == few
    assert few <= first <= MOST_QUERIES


def test_a_plan_that_failed_waits_for_publishers_until_a_newer_text_is_saved(
    rf, author, publisher, reviewer
):
    page = make_article(title="Planned")
    later = scheduling.schedule(edit(page, author), at=timezone.now() + DAY, by=publisher)
    broken = {**later.content, "body": "!!! emergency"}
    Revision.objects.filter(pk=later.pk).update(publish_at=timezone.now(), content=broken)
    scheduling.publish_due()
    assert waits(publisher, rf) == {"Not published at its time": ["Planned"]}
    assert waits(author, rf) == {"Not published at its time": ["Planned"]}
    assert waits(reviewer, rf) == {}
    edit(page, author, body="Right.\n")
    assert waits(publisher, rf) == {}
