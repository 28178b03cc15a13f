"""The screen on which a text is read and answered at the desk, asked for or not."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from editorial import publishing, reviewing
from editorial.models import Act, Page, Policy, Remark, Review, Stage, stage_of
from editorial.review import answers as review_answers
from tests.builders import (
    EACH_KIND,
    draft_of_kind,
    edit,
    make_article,
    make_source,
    make_topic,
    make_user,
    newest,
    sign_off,
)

pytestmark = pytest.mark.django_db


def asked(page: Page, reviewer, by, request: str = "") -> Review:
    return reviewing.ask(newest(page), reviewer=reviewer, by=by, request=request)


def read(review: Review) -> str:
    return reverse("admin:editorial_review_read", args=[review.pk])


def sign_off_address(page: Page) -> str:
    return reverse("admin:articles_article_sign_off", args=[page.pk])


def approval(revision, **changes) -> dict:
    due = timezone.localdate() + timedelta(days=200)
    values = {"act": "approve", "revision": revision.pk, "next_review_due": f"{due}"}
    return {**values, "has_read_all": "on", **changes}


def words(act: str, revision, text: str = "Say which country.") -> dict:
    return {"act": act, "revision": revision.pk, "text": text}


@pytest.fixture
def review(author, reviewer) -> Review:
    page = draft_of_kind("article", title="Resting", body="Rest.\n", author=author)
    return asked(page, reviewer, author, "Is the dose right?")


@pytest.fixture
def desk(signed_in, reviewer) -> Client:
    return signed_in(reviewer)


@pytest.fixture
def reviewed(reviewer) -> Page:
    page = make_article(body="First.\n")
    sign_off(page, reviewer)
    return page


def outcome(review: Review) -> tuple[str, str]:
    review.refresh_from_db()
    return review.outcome, review.scope


@pytest.mark.parametrize("kind", EACH_KIND)
def test_it_shows_the_page_as_readers_will_see_it(desk, reviewer, author, kind):
    page = draft_of_kind(kind, title="Resting", body="**Rest** well.\n", author=author)
    html = desk.get(read(asked(page, reviewer, author))).content.decode()
    assert "<h1>Resting</h1>" in html
    assert "<p><strong>Rest</strong> well.</p>" in html
    assert "site.css" in html


def test_it_tells_who_asks_for_what_and_who_wrote(desk, author, reviewer):
    page = make_article(body="Old.\n")
    about = {"note": "New advice", "matters_to_readers": True, "what_changed": "Rest more."}
    text = edit(page, author, body="New.\n")
    type(text).objects.filter(pk=text.pk).update(**about)
    html = desk.get(read(asked(page, reviewer, author, "Is the dose right?"))).content.decode()
    for told in ("Ada Writer asked Rosa Reader", "Is the dose right?", *map(str, about.values())):
        assert told in html or told == "True"


def test_it_shows_the_difference_to_the_published_text_in_words(desk, author, reviewer):
    page = make_article(body="Take 5 mg.\n")
    edit(page, author, body="Take 10 mg.\n")
    html = desk.get(read(asked(page, reviewer, author))).content.decode()
    assert "Take <del>5</del><ins>10</ins> mg." in html


def test_a_page_never_published_says_so(desk, review):
    assert "was never published" in desk.get(read(review)).content.decode()


def test_sources_are_listed_with_link_date_and_day(desk, author, reviewer):
    source = make_source("KID", title="Kidneys", date="May 2024", url="https://example.org/kid")
    source.seen_on = timezone.localdate()
    source.save()
    page = draft_of_kind("article", body="True [@KID].\n", author=author)
    html = desk.get(read(asked(page, reviewer, author))).content.decode()
    part = html.split('id="review-sources"')[1].split("</section>")[0]
    for told in ("https://example.org/kid", "Kidneys", "May 2024", "Seen on"):
        assert told in part


def test_checks_name_what_stops_publication_and_what_is_advice(desk, author, reviewer):
    page = draft_of_kind("article", body="Take 7 tablets.\n\n[@NONE]\n", author=author)
    html = desk.get(read(asked(page, reviewer, author))).content.decode()
    part = html.split('id="review-checks"')[1].split("</section>")[0]
    assert "There is no source “NONE”" in part
    assert "a number here without a source" in part
    assert "Reading grade" in part


def test_a_source_that_exists_is_no_advice(desk, author, reviewer):
    make_source("KID")
    page = draft_of_kind("article", body="True [@KID].\n", author=author)
    html = desk.get(read(asked(page, reviewer, author))).content.decode()
    assert "There is no source" not in html


def test_approval_of_the_whole_page_is_recorded_with_the_day_chosen(desk, review, reviewer):
    values = approval(review.revision)
    answer = desk.post(read(review), values)
    assert answer.status_code == 302
    assert outcome(review) == ("approved", "whole")
    text = newest(review.page)
    assert text.signed_off_by == reviewer
    assert f"{text.next_review_due}" == values["next_review_due"]
    assert Act.objects.filter(kind="approve", who_id=reviewer.pk).count() == 1


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"has_read_all": ""}, "This field is required"),
        ({"next_review_due": ""}, "This field is required"),
        ({"next_review_due": "2001-01-01"}, "Choose a day after today"),
        ({"next_review_due": "zebra"}, "Enter a valid date"),
    ],
)
def test_an_approval_that_lacks_something_records_nothing(desk, review, changes, told):
    answer = desk.post(read(review), approval(review.revision, **changes))
    assert told in answer.content.decode()
    assert outcome(review) == ("", "")


def test_a_change_alone_is_approved_and_the_date_stays(desk, reviewed, author, reviewer):
    due = Page.objects.get(pk=reviewed.pk).next_review_due
    text = edit(reviewed, author, body="First,\n")
    review = asked(reviewed, reviewer, author)
    assert "Approve this change only" in desk.get(read(review)).content.decode()
    desk.post(read(review), {"act": "approve-change", "revision": text.pk})
    assert outcome(review) == ("approved", "change")
    publishing.publish(text, by=None)
    page = Page.objects.get(pk=reviewed.pk)
    assert (page.next_review_due, page.is_changed_since_review) == (due, False)


def test_a_change_upon_an_unreviewed_page_is_not_offered_and_refused(desk, review):
    assert "Approve this change only" not in desk.get(read(review)).content.decode()
    answer = desk.post(read(review), {"act": "approve-change", "revision": review.revision_id})
    assert "cannot be approved by itself" in answer.content.decode()
    assert outcome(review) == ("", "")


def test_a_comment_leaves_the_review_open_and_is_shown(desk, review):
    desk.post(read(review), words("comment", review.revision, "Good so far."))
    assert outcome(review) == ("", "")
    assert "Good so far." in desk.get(read(review)).content.decode()


def test_sent_back_with_words(desk, review):
    desk.post(read(review), words("send-back", review.revision))
    assert outcome(review) == ("sent-back", "")
    assert stage_of(review.revision) == Stage.SENT_BACK
    assert review.remarks.get().text == "Say which country."


@pytest.mark.parametrize("text", ["", "   ", "a" * 4001])
@pytest.mark.parametrize("act", ["comment", "send-back"])
def test_without_words_or_with_too_many_nothing_is_recorded(desk, review, act, text):
    answer = desk.post(read(review), words(act, review.revision, text))
    assert "Nothing was recorded yet" in answer.content.decode()
    assert outcome(review) == ("", "")
    assert not Remark.objects.exists()


@pytest.mark.parametrize("act", ["approve", "send-back", "comment"])
def test_a_double_submit_is_harmless(desk, review, act):
    values = approval(review.revision) if act == "approve" else words(act, review.revision)
    answers = [desk.post(read(review), values) for _each in range(3)]
    assert {answer.status_code for answer in answers} <= {200, 302}
    assert Act.objects.filter(kind__in=["approve", "send-back"]).count() == (act != "comment")
    assert Remark.objects.count() == (act != "approve")


def test_a_double_sign_off_without_a_review_is_one(desk, reviewer):
    page = make_article()
    for _each in range(2):
        desk.post(sign_off_address(page), approval(newest(page)))
    assert Act.objects.filter(kind="approve").count() == 1
    later = f"{timezone.localdate() + timedelta(days=300)}"
    desk.post(sign_off_address(page), approval(newest(page), next_review_due=later))
    assert f"{newest(page).next_review_due}" == later


@pytest.mark.parametrize("act", ["approve", "approve-change", "send-back", "comment"])
def test_a_stale_text_says_so_shows_the_newer_one_and_keeps_the_words(desk, review, author, act):
    old = review.revision
    edit(review.page, author, body="Newer words.\n")
    values = {**approval(old), **words(act, old, "My long opinion.")}
    html = desk.post(read(review), values).content.decode()
    assert "The page has a newer text now" in html
    assert "Newer words." in html
    assert act.startswith("approve") or "My long opinion." in html
    assert newest(review.page).signed_off_on is None
    assert not Remark.objects.exists()


def test_an_overtaken_review_leads_to_the_newest_text(desk, review, author):
    edit(review.page, author, body="Newer.\n")
    html = desk.get(read(review)).content.decode()
    assert "no longer the page's newest" in html
    assert sign_off_address(review.page) in html
    assert 'value="approve"' not in html


def test_own_review_is_refused_in_plain_words(signed_in):
    both = make_user("bo", "Author", "Reviewer")
    page = draft_of_kind("article", author=both)
    client, sentence = signed_in(both), "You wrote a part of this text. Ask somebody else"
    assert sentence in client.get(sign_off_address(page)).content.decode()
    answer = client.post(sign_off_address(page), approval(newest(page)))
    assert sentence in answer.content.decode()
    assert newest(page).signed_off_on is None


def test_a_clinic_of_one_is_told_that_readers_are_told(signed_in):
    publishing.set_policy(Policy(allows_own_review=True), by=None)
    both = make_user("bo", "Author", "Reviewer")
    page = draft_of_kind("article", author=both)
    client = signed_in(both)
    assert "the page will say so" in client.get(sign_off_address(page)).content.decode()
    client.post(sign_off_address(page), approval(newest(page)))
    assert newest(page).is_own_review


def test_words_without_a_request_open_a_review_of_ones_own(desk, author, reviewer):
    page = draft_of_kind("article", author=author)
    desk.post(sign_off_address(page), words("send-back", newest(page)))
    review = Review.objects.get()
    assert (review.reviewer, review.asked_by, review.outcome) == (reviewer, reviewer, "sent-back")


def test_sign_off_answers_the_review_that_asked_for_it(desk, review):
    html = desk.get(sign_off_address(review.page)).content.decode()
    assert "Is the dose right?" in html
    desk.post(sign_off_address(review.page), approval(review.revision))
    assert outcome(review) == ("approved", "whole")


def test_another_reviewer_reads_but_answers_for_themselves(signed_in, review):
    other = signed_in(make_user("otto", "Reviewer"))
    html = other.get(read(review)).content.decode()
    assert "Answer for yourself" in html
    assert other.post(read(review), approval(review.revision)).status_code == 403
    other.post(sign_off_address(review.page), approval(review.revision))
    assert newest(review.page).signed_off_by.username == "otto"
    assert outcome(review) == ("", "")


def test_the_author_reads_and_comments_but_does_not_answer(signed_in, author, review):
    client = signed_in(author)
    html = client.get(read(review)).content.decode()
    assert 'value="approve"' not in html
    assert 'value="send-back"' not in html
    client.post(read(review), words("comment", review.revision, "Thank you."))
    assert review.remarks.get().author == author
    for values in (approval(review.revision), words("send-back", review.revision)):
        assert client.post(read(review), values).status_code == 403


def test_who_may_not_read_drafts_sees_no_review(client, signed_in, no_group, review):
    assert client.get(read(review)).status_code == 302
    stranger = signed_in(no_group)
    assert stranger.get(read(review)).status_code == 403
    assert stranger.post(read(review), approval(review.revision)).status_code == 403
    alone = reverse("admin:editorial_revision_read", args=[review.revision_id])
    assert stranger.get(alone).status_code == 403


@pytest.mark.parametrize("pk", [0, 999, 10**17, 10**30])
@pytest.mark.parametrize("name", ["editorial_review_read", "articles_article_sign_off"])
def test_what_is_not_there_is_404(desk, name, pk):
    assert desk.get(reverse(f"admin:{name}", args=[pk])).status_code == 404


@pytest.mark.parametrize("act", ["", "zebra", "approve\0"])
def test_an_unknown_act_records_nothing(desk, review, act):
    answer = desk.post(read(review), {**words("x", review.revision, "a\0b"), "act": act})
    assert answer.status_code in {200, 403}
    assert outcome(review) == ("", "")


def test_reading_writes_nothing(desk, review):
    with CaptureQueriesContext(connection) as queries:
        desk.get(read(review))
    assert not [q for q in queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


@pytest.mark.parametrize(
    ("months", "today", "due"),
    [
        (12, (2026, 11, 28), (2027, 11, 28)),
        (1, (2027, 1, 31), (2027, 2, 28)),
        (12, (2028, 2, 29), (2029, 2, 28)),
        (60, (2026, 11, 28), (2031, 11, 26)),  # five years to the day would be refused
    ],
)
def test_the_day_proposed_is_of_the_clinics_rules(monkeypatch, months, today, due):
    day = type(timezone.localdate())
    monkeypatch.setattr(review_answers.timezone, "localdate", lambda: day(*today))
    assert review_answers.proposed_due(Policy(review_months=months)) == day(*due)


def test_the_screen_is_in_the_language_of_the_page_and_kept_by_nobody(desk, review):
    answer = desk.get(read(review))
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Content-Language"] == "en"


def test_the_list_of_reviews_is_filtered_by_whom_it_waits_for(signed_in, desk, review, author):
    other = make_user("otto", "Reviewer")
    theirs = asked(draft_of_kind("article", title="Theirs", author=author), other, author)
    done = asked(draft_of_kind("article", title="Done", author=author), other, author)
    reviewing.send_back(done, by=other, text="No.")
    found = {
        name: desk.get(f"/admin/editorial/review/?answer={name}").content.decode()
        for name in ("mine", "open", "answered")
    }
    shown = {name: [t for t in ("Resting", "Theirs", "Done") if t in found[name]] for name in found}
    assert shown == {"mine": ["Resting"], "open": ["Resting", "Theirs"], "answered": ["Done"]}
    assert read(theirs) in found["open"]


def heavy_review(author, reviewer, count: int) -> Review:
    """A review of a text that differs in everything, of a page with many texts and remarks."""
    sources = [make_source(f"S{number}-{count}") for number in range(count)]
    hubs = [make_topic(title=f"Hub {number}") for number in range(count)]
    page = make_article(body="Old.\n")
    for number in range(count):
        edit(page, author, body=f"Text {number}.\n")
    cited = " ".join(f"[@{source.key}]" for source in sources)
    ids = {"topics": [hub.pk for hub in hubs], "picks": [hub.pk for hub in hubs]}
    edit(page, author, body=f"New {cited}.\n", sources=[s.pk for s in sources], **ids)
    review = asked(page, reviewer, author)
    for number in range(count):
        reviewing.comment(review, by=author, text=f"Comment {number}")
    return review


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_the_screen_needs_at_most_twelve_queries_however_much_there_is(desk, author, reviewer):
    counts = []
    for size in (2, 12):
        review = heavy_review(author, reviewer, size)
        pages = [read(review), sign_off_address(review.page), "/admin/editorial/review/"]
        counts.append([queries_of(desk, address) for address in pages])
    assert counts[0] == counts[1]
    assert max(counts[1]) <= 12


@pytest.mark.parametrize("ask", ["get", "post"])
def test_a_page_is_signed_off_under_its_own_kind_only(signed_in, reviewer, ask):
    page = make_article()
    for kind, status in (("topics/topic", 404), ("articles/article", 200)):
        address = f"/admin/{kind}/{page.pk}/sign-off/"
        assert getattr(signed_in(reviewer), ask)(address).status_code == status
