"""The desk: what a save does, and that nothing is lost. Who may do what: tests/house/."""

import re

import pytest
from django.urls import reverse

from editorial.models import Page, Revision, Source
from tests.builders import edit, make_article, make_source, make_topic, newest, opened
from tests.editorial.page_form import desk, filled, form_of

pytestmark = [pytest.mark.django_db, pytest.mark.sql]


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


def test_an_address_in_use_is_a_form_error(signed_in, author):
    make_article(slug="taken")
    answer = signed_in(author).post(
        desk(None, "add"), filled(title="Other", slug="taken", body="x", _save_draft="1")
    )
    assert "slug" in answer.context["adminform"].form.errors


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
