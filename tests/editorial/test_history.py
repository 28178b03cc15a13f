"""The history of a page: every text, any two compared, any one brought back as a draft."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from editorial import drafts, publishing, reviewing, scheduling
from editorial.models import Page, Revision
from editorial.writing import history_views
from tests.builders import (
    EACH_KIND,
    draft_of_kind,
    edit,
    make_article,
    make_symptom,
    newest,
    opened,
    sign_off,
)
from tests.editorial.page_form import desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(signed_in, author) -> Client:
    return signed_in(author)


@pytest.fixture
def article(author) -> Page:
    page = make_article(title="Rest", body="First words.\n", author=author)
    edit(page, author, body="Second words.\n")
    return page


def texts(page: Page) -> list[Revision]:
    return list(Revision.objects.filter(page=page).order_by("pk"))


def shown(client: Client, page: Page, query: str = "") -> str:
    return client.get(desk(page, "history") + query).content.decode()


def compared(client: Client, page: Page, old, new):
    return client.get(desk(page, "compare"), {"old": old, "new": new})


def bring_back(client: Client, page: Page, text: Revision, base=None):
    values = {"text": text.pk, "base": newest(page).pk if base is None else base}
    return client.post(desk(page, "bring_back"), values, follow=True)


def aside(page: Page, author, body: str) -> Revision:
    content = {**newest(page).content, "body": body}
    return drafts.set_aside(page, content, author=author, base_id=None)


@pytest.mark.parametrize("kind", EACH_KIND)
def test_every_kind_has_its_history(client, author, kind):
    assert "Written by Ada Writer" in shown(client, draft_of_kind(kind, author=author))


def test_a_text_tells_who_wrote_reviewed_and_published_it(
    client, article, author, reviewer, publisher
):
    review = reviewing.ask(newest(article), reviewer=reviewer, by=author)
    reviewing.comment(review, by=reviewer, text="Good words.")
    sign_off(article, reviewer)
    Revision.objects.filter(pk=newest(article).pk).update(note="Clearer")
    publishing.publish(newest(article), by=publisher)
    html = shown(client, article)
    for told in (
        "Written by Ada Writer: Clearer",
        "The whole page was approved by Rosa Reader",
        "Good words.",
        "Published by paul",
        "Readers see this text.",
    ):
        assert told in html


def test_each_stage_is_named(client, article, author, publisher):
    aside(article, author, "Aside.\n")
    edit(article, author, body="Third.\n")
    at = timezone.now() + timedelta(days=1)
    scheduling.schedule(newest(article), at=at, by=publisher)
    html = shown(client, article)
    labels = ["Waits for its time", "Set aside", "Draft", "Published"]
    assert [label for label in labels if f'class="stage">{label}<' in html] == labels


def test_any_two_are_compared_in_words_the_older_first(client, article):
    first, second = texts(article)
    for pair in ((first.pk, second.pk), (second.pk, first.pk)):
        html = compared(client, article, *pair).content.decode()
        assert "<del>First</del><ins>Second</ins> words." in html


def test_a_chosen_text_is_compared_with_one_of_another_part_of_the_list(
    client, article, author, monkeypatch
):
    monkeypatch.setattr(history_views, "PER_PAGE", 1)
    first, second = texts(article)
    html = shown(client, article, f"?with={first.pk}")
    assert "You chose the text of" in html
    assert f"?old={first.pk}&amp;new={second.pk}" in html
    assert f"with={first.pk}" in html.split('rel="next"')[1].split(">")[0]


def test_texts_set_aside_are_compared_and_brought_back(client, article, author):
    kept = aside(article, author, "Kept words.\n")
    assert "Kept words" in compared(
        client, article, texts(article)[0].pk, kept.pk
    ).content.decode().replace("<del>First</del><ins>Kept</ins>", "Kept")
    bring_back(client, article, kept)
    assert newest(article).content["body"] == "Kept words.\n"
    assert Revision.objects.get(pk=kept.pk).is_set_aside


def test_an_old_text_is_read_as_readers_saw_it(client, article):
    first = texts(article)[0]
    answer = client.get(reverse("admin:editorial_revision_read", args=[first.pk]))
    html = answer.content.decode()
    assert "First words." in html
    assert "Second words." not in html
    assert "This is an older text" in html
    assert "no-store" in answer.headers["Cache-Control"]


def test_brought_back_is_a_new_draft_and_never_live_by_itself(client, article, author):
    first = texts(article)[0]
    answer = bring_back(client, article, first)
    assert "Brought back as a draft" in answer.content.decode()
    text = newest(article)
    assert text.content == first.content
    assert (text.author, text.base, text.published_at) == (author, texts(article)[1], None)
    assert text.note.startswith("Brought back: the text of 20")
    assert text.note.endswith("by Ada Writer")


def test_bringing_back_twice_saves_one_text(client, article):
    first, base = texts(article)[0], newest(article).pk
    for _each in range(2):
        answer = bring_back(client, article, first, base)
    assert "is the same already" in answer.content.decode()
    assert len(texts(article)) == 3


@pytest.mark.parametrize("base", ["", "0", "zebra", "9" * 30])
def test_bringing_back_upon_a_text_that_is_not_the_newest_is_refused(client, article, base):
    answer = bring_back(client, article, texts(article)[0], base)
    assert "a newer text meanwhile" in answer.content.decode()
    assert len(texts(article)) == 2


def test_an_address_taken_since_stays_with_the_other_page(client, author):
    page = draft_of_kind("article", slug="first", author=author)
    edit(page, author, slug="second")
    draft_of_kind("article", slug="first", title="Other")
    bring_back(client, page, texts(page)[0])
    assert newest(page).content["slug"] == "second"
    assert Article.objects.get(pk=page.pk).slug == "second"


def test_a_published_symptom_stays_one(client, author):
    page = make_symptom(author=author)
    kept = aside(page, author, "As a medicine.\n")
    kept.content["topic_kind"] = "medicine"
    kept.save()
    bring_back(client, page, kept)
    assert newest(page).content["topic_kind"] == "symptom"
    publishing.publish(newest(page), by=None)


def test_a_withdrawn_page_comes_back_by_an_old_text(client, article, publisher):
    publishing.withdraw(article, by=publisher, because="Outdated")
    bring_back(client, article, texts(article)[0])
    publishing.publish(newest(article), by=publisher)
    assert Page.objects.get(pk=article.pk).is_public


def test_who_may_not_write_reads_but_brings_nothing_back(signed_in, reviewer, no_group, article):
    first = texts(article)[0]
    reader = signed_in(reviewer)
    assert "Bring back" not in shown(reader, article)
    assert bring_back(reader, article, first).status_code == 403
    stranger = signed_in(no_group)
    for address in ("history", "compare"):
        assert stranger.get(desk(article, address)).status_code == 403
    assert bring_back(stranger, article, first).status_code == 403
    assert Client().get(desk(article, "history")).status_code == 302
    assert len(texts(article)) == 2


def test_a_text_of_another_page_is_not_of_this_one(client, article):
    other = newest(make_article())
    assert compared(client, article, other.pk, newest(article).pk).status_code == 404
    assert bring_back(client, article, other).status_code == 404


@pytest.mark.parametrize("pk", ["", "zebra", "-1", "0", "9" * 30, "1\0"])
def test_odd_ids_are_no_fault(client, article, pk):
    assert compared(client, article, pk, newest(article).pk).status_code in {400, 404}
    assert client.get(desk(article, "history"), {"with": pk}).status_code in {200, 400}
    assert client.get(f"/admin/articles/article/{pk}9/history/").status_code in {400, 404}


def test_only_a_post_brings_back(client, article):
    assert client.get(desk(article, "bring_back")).status_code == 405


def test_the_log_of_the_page_is_told_in_parts(client, article, publisher, monkeypatch):
    monkeypatch.setattr("editorial.history.ACTS_SHOWN", 1)
    publishing.withdraw(article, by=publisher, because="Outdated zebra")
    assert "Outdated zebra" in shown(client, article)
    older = shown(client, article, "?acts=2")
    assert "Outdated zebra" not in older
    assert "Newer" in older
    assert shown(client, article, "?acts=zebra").count("Outdated zebra") == 1


def test_the_list_of_all_texts_leads_to_reading_and_to_the_history(client, article):
    html = client.get("/admin/editorial/revision/").content.decode()
    assert reverse("admin:editorial_revision_read", args=[newest(article).pk]) in html
    assert desk(article, "history") in html


def test_history_needs_at_most_twelve_queries_however_long_it_is(client, article, author, reviewer):
    counts = []
    for size in (2, 12):
        for number in range(size):
            text = edit(article, author, body=f"Text {number} {size}.\n")
            review = reviewing.ask(text, reviewer=reviewer, by=author)
            reviewing.comment(review, by=author, text="Words.")
        first, last = texts(article)[0], newest(article)
        addresses = [desk(article, "history"), f"{desk(article, 'history')}?with={first.pk}"]
        addresses.append(f"{desk(article, 'compare')}?old={first.pk}&new={last.pk}")
        addresses.append("/admin/editorial/revision/")
        counts.append([queries_of(client, address) for address in addresses])
    assert counts[0] == counts[1]
    assert max(counts[1]) <= 12


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


# --- What was set aside as it was typed may be no page at all

UNFIT = {
    "slug": "bad slug! /x",
    "long slug": "s" * 120,
    "title": "",
    "long title": "t" * 201,
    "body": "b" * 70_000,
}


@pytest.mark.parametrize("what", UNFIT)
@pytest.mark.parametrize("is_live", [False, True])
def test_what_no_page_can_have_stays_as_it_is_when_a_text_is_brought_back(
    client, author, what, is_live
):
    page = draft_of_kind("article", author=author)
    if is_live:
        publishing.publish(newest(page), by=None)
    before, name = newest(page).content, what.split()[-1]
    kept = aside(page, author, "Kept words.\n")
    kept.content |= {"summary": "Kept.", name: UNFIT[what]}
    kept.save()
    answer = bring_back(client, page, kept)
    assert newest(page).content == {**kept.content, name: before[name]}
    assert "stays as it is in the newest text" in answer.content.decode()
    assert client.get(f"{page.get_absolute_url()}?draft=1").status_code == 200


@pytest.mark.parametrize("what", UNFIT)
def test_a_text_that_is_no_page_can_still_be_read(client, article, author, what):
    kept = aside(article, author, "Kept words.\n")
    kept.content[what.split()[-1]] = UNFIT[what]
    kept.save()
    answer = client.get(reverse("admin:editorial_revision_read", args=[kept.pk]))
    assert answer.status_code == 200
    assert kept.content["body"].strip() in answer.content.decode()


def test_a_slug_that_was_refused_is_kept_as_it_was_typed(client, article, author):
    form = opened(client, desk(article), slug="bad slug! /x", _save_draft="1")
    edit(article, author, body="Newer.\n")
    client.post(desk(article), form)
    assert Revision.objects.get(is_set_aside=True).content["slug"] == "bad slug! /x"


def test_a_saved_text_is_shown_in_the_words_of_the_form(client, author):
    friend = make_article(title="Friend of it")
    page = make_symptom(author=author, picks=[friend.pk], summary="Short.")
    address = reverse("admin:editorial_revision_change", args=[newest(page).pk])
    html = client.get(address).content.decode()
    for said in ("<h3>Read next</h3>", "Friend of it", "<h3>Summary</h3>", "Skin and hair"):
        assert said in html
    for name in ("picks", "body_area", "topic_kind"):
        assert name not in html
