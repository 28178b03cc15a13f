"""No path loses a page's text: whoever comes second is refused, every word of theirs is kept."""

from datetime import timedelta

import pytest
from django.utils import timezone

from editorial import drafts, publishing, scheduling
from editorial.admin import edit_address
from editorial.models import Page, Revision
from tests.builders import edit, make_article, make_topic, newest, opened, typed_in

pytestmark = pytest.mark.django_db


def publish_elsewhere(page: Page, by) -> None:
    publishing.publish(edit(page, by, body="Hers.\n"), by=by)


def fire_a_schedule(page: Page, by) -> None:
    later = edit(page, by, body="Hers.\n")
    scheduling.schedule(later, at=timezone.now() + timedelta(hours=1), by=by)
    Revision.objects.filter(pk=later.pk).update(publish_at=timezone.now())
    assert scheduling.publish_due() == 1


def import_a_library(page: Page, by) -> None:
    """What a load does to a page that staff left alone: a new text, published."""
    later = edit(page, None, body="Hers.\n")
    Revision.objects.filter(pk=later.pk).update(library_digest="x" * 64)
    publishing.publish(later, by=None, is_strict=False)


def bring_back(page: Page, by) -> None:
    old = newest(page)
    edit(page, by, body="Hers.\n")
    edit(page, by, **old.content)


OVERTAKES = [publish_elsewhere, fire_a_schedule, import_a_library, bring_back]


@pytest.mark.parametrize("overtake", OVERTAKES, ids=lambda act: act.__name__)
@pytest.mark.parametrize("button", ["_save_draft", "_publish"])
def test_whatever_overtakes_a_text_it_is_refused_and_kept(
    subject, signed_in, publisher, author, overtake, button
):
    client = signed_in(publisher)
    form = opened(client, edit_address(subject), body="His.", **{button: "1"})
    overtake(subject, author)
    overtaken = newest(subject).content
    answer = client.post(edit_address(subject), form)
    assert answer.status_code == 200
    assert newest(subject).content == overtaken
    assert Revision.objects.get(page=subject, is_set_aside=True).content["body"] == "His.\n"
    assert answer.context["adminform"].form["body"].value() == "His."


def test_withdrawn_meanwhile_a_draft_is_saved(subject, signed_in, author):
    client = signed_in(author)
    form = opened(client, edit_address(subject), body="His.", _save_draft="1")
    publishing.withdraw(subject)
    assert client.post(edit_address(subject), form).status_code == 302
    assert newest(subject).content["body"] == "His.\n"


def test_withdrawn_meanwhile_a_text_is_not_published_and_kept(subject, signed_in, publisher):
    client = signed_in(publisher)
    form = opened(client, edit_address(subject), body="His.", _publish="1")
    publishing.withdraw(subject)
    answer = client.post(edit_address(subject), form)
    assert answer.context["adminform"].form["body"].value() == "His."
    assert Revision.objects.get(page=subject, is_set_aside=True).content["body"] == "His.\n"
    assert Page.objects.get(pk=subject.pk).status == "withdrawn"


def test_withdrawing_with_words_in_the_form_keeps_them(subject, signed_in, publisher):
    client = signed_in(publisher)
    client.post(
        edit_address(subject), opened(client, edit_address(subject), body="His.", _withdraw="1")
    )
    assert Revision.objects.filter(page=subject, content__body="His.\n").exists()


def test_a_page_deleted_meanwhile_is_offered_as_a_new_one(subject, signed_in, author):
    client = signed_in(author)
    form = opened(
        client, edit_address(subject), body="His.", _save_draft="1", kept="0123456789abcdef"
    )
    address, pk = edit_address(subject), subject.pk
    subject.delete()
    answer = client.post(address, form)
    html = answer.content.decode()
    assert (answer.status_code, Page.objects.count()) == (200, 0)
    assert "deleted while you were writing" in html
    assert "kept-0123456789abcdef" not in answer.cookies
    add = address.replace(f"{pk}/change", "add")
    assert f'action="{add}"' in html
    assert client.post(add, form).status_code == 302
    assert newest(Page.objects.get()).content["body"] == "His.\n"


def test_two_tabs_of_one_writer_are_two_writers(subject, signed_in, author):
    client = signed_in(author)
    first = opened(client, edit_address(subject), body="One.", _save_draft="1")
    client.post(edit_address(subject), {**first, "body": "Two."})
    html = client.post(edit_address(subject), first).content.decode()
    assert "yourself, in another window" in html
    assert Revision.objects.filter(page=subject, content__body="One.\n", is_set_aside=True).exists()


@pytest.mark.parametrize("body", ["x" * 70_000, "![](/media/none.png)"])
def test_too_long_or_broken_a_text_stands_in_the_form(subject, signed_in, publisher, body):
    client = signed_in(publisher)
    form = opened(client, edit_address(subject), body=body, _publish="1")
    answer = client.post(edit_address(subject), form)
    assert answer.status_code == 200
    assert answer.context["adminform"].form["body"].value() == body


def test_a_picture_that_fails_leaves_the_form_alone(subject, signed_in, author):
    client = signed_in(author)
    assert client.post("/admin/editor/picture/", {"image": ""}).status_code == 400
    form = opened(client, edit_address(subject), body="His.", _save_draft="1")
    assert client.post(edit_address(subject), form).status_code == 302


def test_what_only_they_changed_is_taken_over_and_ones_own_is_left(
    subject, signed_in, author, second_author
):
    topic = make_topic(title="Kidneys")
    client = signed_in(second_author)
    form = opened(client, edit_address(subject), body="His.", _save_draft="1")
    edit(subject, author, summary="Hers.", topics=[topic.pk])
    answer = client.post(edit_address(subject), form)
    shown = answer.context["adminform"].form
    assert (shown["body"].value(), shown["summary"].value()) == ("His.", "Hers.")
    assert shown["topics"].value() == [str(topic.pk)]
    merge = answer.context["merge"]
    assert (merge.taken, merge.yours_alone, merge.parts) == (["Summary", "Topics"], ["Text"], [])
    client.post(
        edit_address(subject),
        {**form, "summary": "Hers.", "topics": [topic.pk], "base_revision": newest(subject).pk},
    )
    assert newest(subject).content["body"] == "His.\n"


def test_lists_are_compared_too_and_both_changes_are_offered(signed_in, author, second_author):
    page, old, hers, his = (
        make_article(),
        make_topic(),
        make_topic(title="Hers"),
        make_topic(title="His"),
    )
    edit(page, author, topics=[old.pk])
    client = signed_in(second_author)
    form = opened(client, edit_address(page), topics=[old.pk, his.pk], _save_draft="1")
    edit(page, author, topics=[hers.pk])
    part = client.post(edit_address(page), form).context["merge"].parts[0]
    assert "<mark>Hers</mark>" in part.theirs
    assert "<mark>" in part.yours
    assert part.choices["both"] == [(str(his.pk), "His"), (str(hers.pk), "Hers")]


def test_changes_of_different_lines_are_offered_together(signed_in, author, second_author):
    page = make_article(body="One.\n\nTwo.\n\nThree.\n")
    client = signed_in(second_author)
    form = opened(client, edit_address(page), body="One.\n\nTwo.\n\nThird.\n", _save_draft="1")
    edit(page, author, body="First.\n\nTwo.\n\nThree.\n")
    part = client.post(edit_address(page), form).context["merge"].parts[0]
    assert part.choices["both"] == "First.\n\nTwo.\n\nThird.\n"


def test_changes_of_one_line_are_not(signed_in, author, second_author):
    page = make_article(body="Take 5 mg a day.\n")
    client = signed_in(second_author)
    form = opened(client, edit_address(page), body="Take 10 mg a day.\n", _save_draft="1")
    edit(page, author, body="Take 5 mg a week.\n")
    assert "both" not in client.post(edit_address(page), form).context["merge"].parts[0].choices


def test_after_a_broken_base_every_difference_is_shown(subject, signed_in, author):
    client = signed_in(author)
    form = opened(client, edit_address(subject), body="His.", summary="His.", base_revision="x")
    answer = client.post(edit_address(subject), form)
    assert [part.name for part in answer.context["merge"].parts] == ["summary", "body"]


def test_what_readers_are_told_is_merged_like_the_text(signed_in, author, second_author):
    page = make_article()
    client = signed_in(second_author)
    form = opened(client, edit_address(page), body="His.", _save_draft="1")
    told = {"matters_to_readers": True, "what_changed": "Hers is new."}
    drafts.save_draft(page, newest(page).content, author=author, base_id=newest(page).pk, **told)
    answer = client.post(edit_address(page), form)
    assert answer.context["merge"].taken == [
        "The change matters to readers",
        "What changed, for readers",
    ]
    client.post(edit_address(page), {**typed_in(answer), "_save_draft": "1"})
    assert (newest(page).what_changed, newest(page).content["body"]) == ("Hers is new.", "His.\n")


def test_two_sentences_for_readers_stand_side_by_side(signed_in, author, second_author):
    page = make_article()
    client = signed_in(second_author)
    his = {"matters_to_readers": "on", "what_changed": "His is new."}
    form = opened(client, edit_address(page), **his, _save_draft="1")
    hers = {"matters_to_readers": True, "what_changed": "Hers is new."}
    drafts.save_draft(page, newest(page).content, author=author, base_id=newest(page).pk, **hers)
    merge = client.post(edit_address(page), form).context["merge"]
    assert [(part.name, part.their_text) for part in merge.parts] == [
        ("what_changed", "Hers is new.")
    ]


WORDS = [
    {"note": "Checked with the pharmacy"},
    {"what_changed": "Doses are new.", "matters_to_readers": "on"},
    {"what_changed": "Doses are new."},  # not ticked: no save would take it
    {"note": "n" * 400},
    {"note": "A\0B"},
]


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("button", ["_withdraw", "_unschedule", "_take_back"])
def test_words_beside_the_text_are_kept_too(signed_in, publisher, words, button):
    page = make_article()
    client = signed_in(publisher)
    client.post(edit_address(page), opened(client, edit_address(page), **words, **{button: "1"}))
    kept = Revision.objects.get(page=page, is_set_aside=True)
    for name in set(words) - {"matters_to_readers"}:
        assert getattr(kept, name) == words[name].replace("\0", "")[:300]


def test_other_words_beside_the_same_refused_text_are_kept_as_well(signed_in, author):
    page = make_article()
    client = signed_in(author)
    form = opened(client, edit_address(page), body="His.", _save_draft="1")
    edit(page, author, body="Hers.\n")
    for note in ("First", "First", "Second"):
        client.post(edit_address(page), {**form, "note": note})
    kept = Revision.objects.filter(page=page, is_set_aside=True).order_by("pk")
    assert [text.note for text in kept] == ["First", "Second"]
