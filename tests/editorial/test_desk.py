"""The desk: who may do what, what a save does, and that nothing is lost."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from editorial import publishing, reviewing, scheduling
from editorial.models import Page, Policy, Review, Revision, Source
from editorial.rendering import MAX_CHARACTERS
from tests.builders import (
    KINDS,
    draft_of_kind,
    edit,
    make_article,
    make_source,
    make_topic,
    make_user,
    newest,
    opened,
)

pytestmark = pytest.mark.django_db
WHO = ["anonymous", "no_group", "author", "reviewer", "publisher", "superuser"]
WRITERS = {"author", "publisher", "superuser"}
PUBLISHERS = {"publisher", "superuser"}
# action -> who may do it; everybody else is refused
TABLE = {
    "list": {"author", "reviewer", "publisher", "superuser"},
    "read": {"author", "reviewer", "publisher", "superuser"},
    "add": WRITERS,
    "save draft": WRITERS,
    "send to review": WRITERS,
    "take back the request": WRITERS,
    "publish": PUBLISHERS,
    "publish later": PUBLISHERS,
    "choose who looks after it": PUBLISHERS,
    "withdraw": PUBLISHERS,
    "begin a review": {"reviewer", "superuser"},
    "sign off": {"reviewer", "superuser"},
    "delete": set(),
}


@pytest.fixture
def as_who(request, signed_in, db):
    def client(who: str) -> Client:
        return Client() if who == "anonymous" else signed_in(request.getfixturevalue(who))

    return client


def desk(page: Page | None, action: str = "change", kind: str = "article") -> str:
    model = {"article": "articles_article", "term": "glossary_term", "question": "faq_question"}
    name = model.get(page.kind if page else kind, "topics_topic")
    return reverse(f"admin:{name}_{action}", args=[page.pk] if page else [])


def form_of(client: Client, address: str) -> dict:
    """Return what a browser would send back from the form at `address`."""
    return dict(client.get(address).context["adminform"].form.initial)


def filled(page: Page | None = None, **changes) -> dict:
    """Return a form's fields, as a browser sends them."""
    revision = newest(page) if page else None
    content = revision.content if revision else {}
    values = {name: content.get(name, "") for name in ("title", "slug", "summary", "also", "body")}
    values |= {name: content.get(name, []) for name in ("topics", "picks", "sources")}
    values |= {"topic_kind": content.get("topic_kind", "condition"), "note": ""}
    values |= {"body_area": content.get("body_area", ""), "codes": "", "pronunciation": ""}
    values["base_revision"] = revision.pk if revision else ""
    if page:
        live = Page.objects.get(pk=page.pk)
        values["opened"] = f"{live.status} {Policy.current().readers_see} {live.slug}"
    return {**values, **changes}


def attempt(client: Client, action: str, kind: str) -> bool:
    """Try an action on a page of a kind, and return whether it happened."""
    page = draft_of_kind(kind, title="Subject")
    if action == "withdraw":
        publishing.publish(newest(page), by=None)
    if action == "list":
        return client.get(desk(None, "changelist", kind)).status_code == 200
    if action == "read":
        return client.get(desk(page)).status_code == 200
    if action == "delete":
        client.post(desk(page, "delete"), {"post": "yes"})
        return not Page.objects.filter(pk=page.pk).exists()
    if action == "sign off":
        client.post(desk(page, "sign_off"), sign_off_form(page))
        return newest(page).signed_off_on is not None
    if action == "add":
        new = {**filled(page, title="New", slug="new-page"), "base_revision": ""}
        client.post(desk(None, "add", kind), {**new, "_save_draft": "1"})
        return Page.objects.filter(title="New").exists()
    if action == "withdraw":
        client.post(desk(page, "withdraw"), {"because": "Outdated"})
        return Page.objects.get(pk=page.pk).status == "withdrawn"
    return press(client, action, page)


def press(client: Client, action: str, page: Page) -> bool:
    """Press the button of an action in the page's form, and return whether that happened."""
    colleague = make_user(f"reader of {page.pk}", "Reviewer")
    reviews = Review.objects.filter(page=page)
    if action == "take back the request":
        reviewing.ask(newest(page), reviewer=colleague, by=colleague)
    owner = {"new_owner": colleague.pk, "initial-new_owner": ""}
    button = {
        "save draft": {"_save_draft": "1", "body": "Changed."},
        "send to review": {"_ask": "1", "reviewer": colleague.pk},
        "take back the request": {"_take_back": "1"},
        "begin a review": {"_review": "1"},
        "publish": {"_publish": "1", "body": "Changed."},
        "publish later": {"_schedule": "1", **at(3)},
        "choose who looks after it": {"_save_draft": "1", **owner},
    }[action]
    client.post(desk(page), filled(page, **button))
    now = Page.objects.get(pk=page.pk)
    return {
        "save draft": newest(page).content["body"] == "Changed.\n",
        "send to review": reviews.open().filter(reviewer=colleague).exists(),
        "take back the request": not reviews.open().exists(),
        "begin a review": reviews.exists(),
        "publish": now.status == "published",
        "publish later": newest(page).publish_at is not None,
        "choose who looks after it": now.owner == colleague,
    }[action]


def sign_off_form(page: Page) -> dict:
    return {
        "revision": newest(page).pk,
        "next_review_due": f"{timezone.localdate() + timedelta(days=365)}",
        "has_read_all": "on",
    }


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("action", TABLE)
@pytest.mark.parametrize("who", WHO)
def test_role_and_action(as_who, who, action, kind):
    assert attempt(as_who(who), action, kind) == (who in TABLE[action])


def test_the_whole_loop_from_writing_to_withdrawing(client, signed_in, publisher):
    desk_client = signed_in(publisher)
    answer = desk_client.post(
        desk(None, "add"), filled(title="Fresh words", body="Hello.", _save_draft="1")
    )
    page = Page.objects.get(title="Fresh words")
    assert answer.headers["Location"] == desk(page)
    assert client.get("/articles/fresh-words/").status_code == 404
    desk_client.post(desk(page), filled(page, _publish="1"))
    assert b"Hello." in client.get("/articles/fresh-words/").content
    assert b"Fresh words" in client.get("/search/?q=fresh").content
    answer = desk_client.post(desk(page), filled(page, _withdraw="1"), follow=True)
    assert answer.redirect_chain[-1][0] == desk(page, "withdraw")
    desk_client.post(desk(page, "withdraw"), {"because": "Outdated"})
    assert client.get("/articles/fresh-words/").status_code == 410
    assert not Revision.objects.filter(is_set_aside=True).exists()
    assert b"Fresh words" not in client.get("/search/?q=words").content


def test_form_opens_with_the_newest_text_and_the_page_keeps_the_live_one(signed_in, author):
    page = make_article(title="Live", body="Live.")
    edit(page, title="Draft", body="Draft.")
    initial = form_of(signed_in(author), desk(page))
    assert (initial["title"], initial["body"]) == ("Draft", "Draft.")
    assert Page.objects.get(pk=page.pk).title == "Live"


def test_saving_a_draft_puts_no_related_row_live(signed_in, author):
    page, topic = make_article(), make_topic()
    friend, source = make_article(), make_source("A")
    related = {"topics": [topic.pk], "picks": [friend.pk], "sources": [source.pk]}
    signed_in(author).post(desk(page), filled(page, **related, _save_draft="1"))
    live = Page.objects.get(pk=page.pk)
    assert not live.topics.exists()
    assert not live.picks.exists()
    assert not live.citations.exists()
    assert newest(page).content["topics"] == [topic.pk]


def test_saving_without_a_change_adds_no_revision(signed_in, author):
    page = make_article()
    signed_in(author).post(desk(page), filled(page, _save_draft="1"))
    assert Revision.objects.filter(page=page).count() == 1


def test_line_endings_become_lf(signed_in, author):
    page = make_article()
    signed_in(author).post(desk(page), filled(page, body="One\r\n\r\nTwo\rThree", _save_draft="1"))
    assert newest(page).content["body"] == "One\n\nTwo\nThree\n"


def test_order_of_picks_is_the_editors(signed_in, publisher):
    page, first, second = make_article(), make_article(), make_article()
    picks = [second.pk, first.pk]
    signed_in(publisher).post(desk(page), filled(page, picks=picks, _publish="1"))
    assert [pick.target_id for pick in page.picks.all()] == picks


def test_stale_save_is_refused_with_both_texts_kept_and_shown(signed_in, author, second_author):
    page = make_article(body="Base.")
    first = filled(page, body="Hers.", _save_draft="1")
    second = filled(page, body="His.", _save_draft="1")
    signed_in(author).post(desk(page), first)
    answer = signed_in(second_author).post(desk(page), second)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Somebody else saved this page" in html
    assert "Hers." in html
    assert "His." in html
    assert newest(page).content["body"] == "Hers.\n"
    assert Revision.objects.filter(page=page, is_set_aside=True, content__body="His.\n").exists()


def test_after_a_stale_save_the_merged_text_can_be_saved(signed_in, author, second_author):
    page = make_article(body="Base.")
    stale = filled(page, body="His.", _save_draft="1")
    edit(page, author, body="Hers.")
    client = signed_in(second_author)
    html = client.post(desk(page), stale).content.decode()
    base = re.search(r'name="base_revision" value="(\d+)"', html)[1]
    client.post(desk(page), {**stale, "body": "Both.", "base_revision": base})
    assert newest(page).content["body"] == "Both.\n"


def test_stale_text_is_not_published(signed_in, publisher, author):
    page = make_article(body="Base.")
    stale = filled(page, body="His.", _publish="1")
    edit(page, author, body="Hers.")
    signed_in(publisher).post(desk(page), stale)
    assert Page.objects.get(pk=page.pk).body == "Base."


@pytest.mark.parametrize("changes", [{"body": "Half a sen"}, {"title": "", "body": "x" * 70_000}])
def test_withdrawing_always_works_and_keeps_what_was_typed(signed_in, publisher, author, changes):
    page = make_article(body="Base.")
    typed = filled(page, **changes, _withdraw="1")
    edit(page, author, body="Hers.")
    client = signed_in(publisher)
    assert client.post(desk(page), typed).headers["Location"] == desk(page, "withdraw")
    client.post(desk(page, "withdraw"), {"because": "Outdated"})
    assert Page.objects.get(pk=page.pk).status == "withdrawn"
    assert newest(page).content["body"] == "Hers."
    kept = Revision.objects.get(page=page, is_set_aside=True)
    assert kept.content["body"].strip() == changes["body"]


def test_a_stale_save_that_is_also_invalid_loses_nothing(signed_in, author, second_author):
    page = make_article(body="Base.")
    typed = filled(page, title="", body="y" * 70_000, note="Why", _save_draft="1")
    edit(page, author, body="Hers.")
    client = signed_in(second_author)
    for _twice in range(2):
        assert client.post(desk(page), typed).status_code == 200
    kept = Revision.objects.get(page=page, is_set_aside=True)
    assert (kept.content["title"], kept.content["body"]) == ("", "y" * 70_000)
    assert kept.note == "Why"


def test_the_longest_text_can_be_saved_previewed_and_published(signed_in, publisher):
    page = draft_of_kind("article")
    client = signed_in(publisher)
    body = "a" * (MAX_CHARACTERS - 1)
    assert client.post(desk(page), filled(page, body=body, _publish="1")).status_code == 302
    assert client.get(f"{page.get_absolute_url()}?draft=1").status_code == 200
    answer = client.post(desk(page), filled(page, body=body + "bc", _save_draft="1"))
    assert "body" in answer.context["adminform"].form.errors


@pytest.mark.parametrize("name", ["topics", "picks", "sources"])
@pytest.mark.parametrize("value", ["abc", "1.5", "-1", "9" * 30, "0", "\x00"])
def test_ids_that_no_row_has_are_no_fault(signed_in, author, name, value):
    page = make_article()
    client = signed_in(author)
    values = filled(page, body="New.", _save_draft="1", **{name: [value]})
    assert client.post(desk(page), values).status_code in {200, 302}
    assert client.get(f"{desk(None, 'add')}?{name}=abc").status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/admin/articles/article/999999999999999999999999999999/change/",
        "/admin/articles/article/x/change/",
        "/admin/autocomplete/?app_label=editorial&model_name=pick&field_name=target&term=%00",
        "/admin/articles/article/?status__exact=%00",
        "/admin/articles/article/?q=%00",
    ],
)
def test_odd_addresses_of_the_desk_are_no_fault(signed_in, superuser, address):
    assert signed_in(superuser).get(address).status_code in {302, 400, 404}


def test_indentation_at_the_start_is_kept(signed_in, author):
    page = make_article()
    signed_in(author).post(desk(page), filled(page, body="    code\n", _save_draft="1"))
    assert newest(page).content["body"] == "    code\n"


def test_a_note_alone_is_kept_and_nothing_at_all_is_said_to_be_nothing(signed_in, author):
    page = make_article()
    client = signed_in(author)
    html = client.post(desk(page), filled(page, _save_draft="1"), follow=True).content
    assert b"Nothing was changed" in html
    client.post(desk(page), filled(page, note="Checked again", _save_draft="1"))
    assert newest(page).note == "Checked again"


def test_a_new_page_keeps_its_text_out_of_the_live_columns(signed_in, author):
    values = filled(title="New", body="Secret.", summary="Secret.", _save_draft="1")
    signed_in(author).post(desk(None, "add"), values)
    row = Page.objects.get(title="New")
    assert (row.body, row.summary, row.body_html) == ("", "", "")


def test_a_taken_address_stands_beside_its_field(signed_in, publisher):
    make_article(slug="taken")
    answer = signed_in(publisher).post(
        desk(None, "add"), filled(title="Other", slug="taken", body="x", _publish="1")
    )
    assert "slug" in answer.context["adminform"].form.errors


@pytest.mark.parametrize(
    ("who", "may"), [("author", False), ("reviewer", False), ("publisher", True)]
)
def test_only_publishers_change_a_source_that_readers_see(request, signed_in, who, may):
    source = make_source("OLD")
    address = reverse("admin:editorial_source_change", args=[source.pk])
    client = signed_in(request.getfixturevalue(who))
    client.post(address, opened(client, address, key="NEW", title="Changed"))
    source.refresh_from_db()
    assert (source.title == "Changed") == may
    assert source.key == "OLD"


@pytest.mark.parametrize(("who", "may"), [("author", True), ("reviewer", False)])
def test_authors_add_sources(request, signed_in, who, may):
    values = {"key": "NEW", "title": "T", "publisher": "P"}
    address = reverse("admin:editorial_source_add")
    signed_in(request.getfixturevalue(who)).post(address, values)
    assert Source.objects.filter(key="NEW").exists() == may


def test_a_missing_base_counts_as_stale(signed_in, author):
    page = make_article(body="Base.")
    values = filled(page, body="Blind.", base_revision="", _save_draft="1")
    signed_in(author).post(desk(page), values)
    assert newest(page).content["body"] == "Base."


@pytest.mark.parametrize("base", ["x", "-1", "99999999999999999999"])
def test_a_broken_base_is_refused_and_not_a_fault(signed_in, author, base):
    page = make_article(body="Base.")
    values = filled(page, body="Blind.", base_revision=base, _save_draft="1")
    assert signed_in(author).post(desk(page), values).status_code == 200
    assert newest(page).content["body"] == "Base."


@pytest.mark.parametrize("body", ["![](pictures/a.svg)", "!!! emergency", "[@NONE]"])
def test_publishing_what_breaks_a_rule_says_so_and_saving_a_draft_does_not(
    signed_in, publisher, body
):
    page = draft_of_kind("article")
    client = signed_in(publisher)
    answer = client.post(desk(page), filled(page, body=body, _publish="1"))
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors["body"]
    assert client.post(desk(page), filled(page, body=body, _save_draft="1")).status_code == 302
    assert newest(page).content["body"] == f"{body}\n"


def test_address_is_made_from_the_title_and_an_old_one_leads_to_the_new_one(signed_in, publisher):
    client = signed_in(publisher)
    client.post(desk(None, "add"), filled(title="Éclair & rash", body="x", _publish="1"))
    page = Page.objects.get(slug="eclair-rash")
    client.post(desk(page), filled(page, slug="moved", _publish="1"))
    answer = Client().get("/articles/eclair-rash/")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/articles/moved/")


def test_an_address_in_use_is_a_form_error(signed_in, author):
    make_article(slug="taken")
    answer = signed_in(author).post(
        desk(None, "add"), filled(title="Other", slug="taken", body="x", _save_draft="1")
    )
    assert "slug" in answer.context["adminform"].form.errors


def test_published_symptom_stays_a_symptom(signed_in, publisher):
    page = draft_of_kind("symptom")
    publishing.publish(newest(page), by=None)
    values = filled(page, topic_kind="condition", _publish="1")
    answer = signed_in(publisher).post(desk(page), values)
    assert "topic_kind" in answer.context["adminform"].form.errors
    assert Page.objects.get(pk=page.pk).kind == "symptom"


def test_a_time_to_come_schedules(signed_in, publisher):
    page = draft_of_kind("article")
    signed_in(publisher).post(desk(page), filled(page, **at(days=3), _schedule="1"))
    assert newest(page).publish_at.date() == timezone.localdate() + timedelta(days=3)
    assert Page.objects.get(pk=page.pk).status == "draft"


def at(days: int) -> dict:
    return {
        "publish_at_0": f"{timezone.localdate() + timedelta(days=days)}",
        "publish_at_1": "08:00",
    }


@pytest.mark.parametrize("days", [-1, 6 * 365])
def test_a_time_gone_by_or_far_away_is_a_form_error(signed_in, publisher, days):
    page = draft_of_kind("article")
    answer = signed_in(publisher).post(desk(page), filled(page, **at(days), _schedule="1"))
    assert "publish_at" in answer.context["adminform"].form.errors
    assert Page.objects.get(pk=page.pk).status == "draft"


@pytest.mark.parametrize("button", ["_save_draft", "_publish"])
def test_a_time_beside_another_button_is_a_form_error_and_not_dropped(signed_in, publisher, button):
    page = draft_of_kind("article")
    answer = signed_in(publisher).post(desk(page), filled(page, **at(3), **{button: "1"}))
    assert Page.objects.get(pk=page.pk).status == "draft"
    assert "publish_at" in answer.context["adminform"].form.errors


def test_a_plan_is_shown_below_a_newer_draft_and_can_be_cancelled(signed_in, publisher):
    page = draft_of_kind("article")
    client = signed_in(publisher)
    client.post(desk(page), filled(page, **at(3), _schedule="1"))
    edit(page, body="A newer draft.")
    assert b"is to be published at" in client.get(desk(page)).content
    assert b"a text is to be published at" in client.get(desk(None, "changelist")).content
    client.post(desk(page), {"_unschedule": "1"})
    assert not Revision.objects.filter(is_set_aside=True).exists()
    assert not Revision.objects.planned(page).exists()
    assert b"is to be published at" not in client.get(desk(page)).content


@pytest.mark.parametrize("who", ["author", "reviewer", "no_group"])
@pytest.mark.parametrize("button", ["_withdraw", "_unschedule"])
def test_only_publishers_withdraw_or_cancel(request, signed_in, publisher, who, button):
    page = make_article()
    later = edit(page, body="Later.")
    scheduling.schedule(later, at=timezone.now() + timedelta(days=1), by=publisher)
    answer = signed_in(request.getfixturevalue(who)).post(desk(page), {button: "1"})
    assert answer.status_code == 403
    assert Revision.objects.planned(page).exists()
    assert Page.objects.get(pk=page.pk).is_published


def test_sign_off_page_says_what_is_signed_and_refuses_a_newer_text(signed_in, reviewer):
    page = make_article()
    client = signed_in(reviewer)
    assert b"Approve the whole page" in client.get(desk(page, "sign_off")).content
    values = sign_off_form(page)
    edit(page, body="Newer.")
    answer = client.post(desk(page, "sign_off"), values)
    assert b"has a newer text now" in answer.content
    assert Page.objects.get(pk=page.pk).reviewed_on is None


@pytest.mark.parametrize("address", ["/admin/editorial/page/", "/admin/editorial/revision/"])
def test_lists_over_all_kinds_open(signed_in, author, address):
    make_article(title="Found here")
    assert b"Found here" in signed_in(author).get(address).content


@pytest.mark.parametrize("field", ["topic", "target", "source"])
def test_choices_are_found_as_one_types(signed_in, author, field):
    make_topic(title="Kidneys")
    make_article(title="Kidneys too")
    make_source("KID", title="Kidneys in lupus")
    owner = {
        "topic": "topics topic_pages",
        "target": "editorial pick",
        "source": "editorial citation",
    }
    app, model = owner[field].split()
    answer = signed_in(author).get(
        "/admin/autocomplete/",
        {"app_label": app, "model_name": model, "field_name": field, "term": "kidneys"},
    )
    assert answer.status_code == 200
    assert answer.json()["results"]


def test_revision_with_its_text_can_be_read_by_staff(signed_in, author):
    revision = newest(make_article(body="Find these words."))
    address = reverse("admin:editorial_revision_change", args=[revision.pk])
    assert b"Find these words." in signed_in(author).get(address).content
