"""Advice beside the text: the rules of the library, asked of what is typed."""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from editorial import publishing
from editorial.links.inner import broken_links
from editorial.models import LibraryVersion, Page, Revision
from editorial.surroundings import addresses_at
from editorial.writing.advice import advice_for, as_written, findings
from tests.builders import edit, make_article, make_draft, make_source, make_term, newest

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/editor/advice/"
GOOD = "## In short\n\nIt is good. [@SRC]\n\n## What to do next\n\nAsk your team. [@SRC]\n"


@pytest.fixture(autouse=True)
def source():
    return make_source("SRC")


def advise(body: str, page: Page | None = None, **changes):
    page = page or Article(pk=0)
    content = {"title": "T", "slug": "t", "summary": "S.", "also": "", "body": body, **changes}
    return advice_for(page, content, LibraryVersion.current())


def codes(body: str, **changes) -> list[str]:
    return [advice.code for advice in advise(body, **changes)]


def test_a_good_text_needs_no_advice():
    assert advise(GOOD) == []


@pytest.mark.parametrize(
    ("body", "line", "quote"),
    [
        (GOOD + "\n![](/media/a.png)\n", 9, "/media/a.png"),
        (GOOD + "\nSo it is. [@NONE]\n", 9, "@NONE"),
        (GOOD + "\n!!! emergency\n", 9, ""),
    ],
)
def test_what_stops_publishing_is_named_as_such_with_its_place(body, line, quote):
    first = advise(body)[0]
    assert (first.is_blocking, first.line, first.quote) == (True, line, quote)


def test_what_stops_publishing_comes_first_and_once():
    found = advise("## In short\n\nNo source, 5 of 6. [@NONE]\n")
    assert [each.is_blocking for each in found] == sorted(
        (each.is_blocking for each in found), reverse=True
    )
    assert sum("NONE" in each.message for each in found) == 1


def test_advice_and_publishing_agree_on_what_stops(publisher):
    page = make_draft(Article, body="![](/media/a.png) [@NONE]\n", slug="x")
    found = findings(page, newest(page).content, LibraryVersion.current())
    problems = publishing.problems_of(page, newest(page).content)
    assert [stop.message for stop in found.stops] == [problem.message for problem in problems]


def test_a_taken_address_stops_publishing_and_names_its_field():
    make_article(slug="taken")
    stop = advise(GOOD, slug="taken")[0]
    assert (stop.is_blocking, stop.field) == (True, "slug")


def test_a_page_without_a_title_says_so():
    assert advise(GOOD, title=" ")[0].field == "title"


def test_a_number_without_a_source_is_quoted():
    found = advise(GOOD + "\nIt helps 1,250 people.\n")
    assert [(each.code, each.line, each.quote) for each in found] == [("number", 9, "1,250")]


def test_a_link_to_a_draft_or_to_nothing_is_broken():
    draft = make_draft(Article)
    fine = "[c](/about/), [d](#s-in-short), [e](/media/a.png)"
    body = f"{GOOD}\n[A]({draft.get_absolute_url()}), [b](/nowhere/), {fine}.\n"
    found = [each.quote for each in advise(body) if each.code == "broken-link"]
    assert found == [draft.get_absolute_url(), "/nowhere/"]


def test_a_link_to_a_former_address_says_the_new_one():
    page = make_article(slug="old")
    publishing.publish(edit(page, slug="new"), by=None)
    moved = next(each for each in advise(f"{GOOD}\n[A](/articles/old/#s-x)\n"))
    assert (moved.code, moved.quote, moved.instead) == ("moved", "/articles/old/", "/articles/new/")


def test_a_link_to_a_withdrawn_page_leads_where_readers_are_led():
    page, other = make_article(slug="gone"), make_article(slug="other")
    publishing.withdraw(page, moved_to=other)
    assert addresses_at(LibraryVersion.current())["/articles/gone/"] == "/articles/other/"
    publishing.withdraw(other)
    assert addresses_at(LibraryVersion.current())["/articles/gone/"] == ""


HARD = (
    "Immunological **dysregulation** necessitates individualised multidisciplinary intervention. "
    "[@SRC]\n"
)


def test_the_sentences_that_raise_the_grade_are_named_as_they_stand_in_the_text():
    found = [each for each in advise(GOOD + "\n" + HARD) if each.code == "hard-sentence"]
    assert found[0].line == 9
    assert found[0].quote == "Immunological"
    assert "multidisciplinary" in found[0].message


def test_a_text_within_the_aim_has_no_hard_sentences():
    assert findings(Article(pk=0), {"title": "T", "slug": "t", "body": GOOD}, current()).hard == []


def current() -> LibraryVersion:
    return LibraryVersion.current()


def test_a_sentence_is_found_as_far_as_it_stands_so():
    assert as_written("One.\n\nIt is **so** hard. [@X]\n", 3, "It is so hard.") == "It is"
    assert as_written("One.\n", 1, "Two.") == ""


def test_a_text_that_is_too_long_gets_a_sentence():
    only = advise("a " * 40_000)
    assert (len(only), only[0].is_blocking, only[0].code) == (1, True, "too-long")


def test_the_longest_text_gets_its_advice_quickly():
    text = "".join(
        f"## Part {n}\n\nPeople with lupus may feel tired. [@SRC]\n\n" for n in range(400)
    )
    advise(text)
    began = time.process_time()
    advise(text[:20_000])
    assert time.process_time() - began < 0.5  # 0.1 s on a machine with nothing else to do


def test_advice_asks_as_few_questions_for_many_pages():
    def count() -> int:
        advise(GOOD)
        with CaptureQueriesContext(connection) as queries:
            advise(GOOD)
        return len(queries)

    few = count()
    for _each in range(9):
        make_article()
        make_term()
    assert count() == few <= 2


# --- The view


def typed(**changes) -> dict[str, str]:
    return {"_kind": "articles.article", "_page": "", "title": "T", "body": GOOD, **changes}


def test_a_writer_gets_the_advice_as_html_and_nothing_is_saved(signed_in, author):
    answer = signed_in(author).post(ADDRESS, typed(body="![](/media/<b>.png)\n"))
    html = answer.content.decode()
    assert "Stops publishing:" in html
    assert "<b>" not in html
    assert (Page.objects.count(), Revision.objects.count()) == (0, 0)
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_stranger_and_a_reviewer_get_no_advice(client, signed_in, reviewer):
    assert client.post(ADDRESS, typed()).status_code == 302
    assert signed_in(reviewer).post(ADDRESS, typed()).status_code == 403
    assert signed_in(reviewer).get(ADDRESS).status_code == 405


@pytest.mark.parametrize(
    "wrong",
    [{"_kind": "auth.user"}, {"_kind": ""}, {"_page": "999"}, {"_page": "x"}, {"_page": "9" * 40}],
)
def test_what_is_no_page_is_404(signed_in, superuser, wrong):
    assert signed_in(superuser).post(ADDRESS, typed(**wrong)).status_code == 404


def test_odd_text_is_no_fault(signed_in, author):
    odd = {"body": "\0\ud800x" * 3, "slug": "../", "also": "\u2028", "topics": ["x", "9" * 30]}
    odd["body"] = odd["body"].encode("utf-8", "replace").decode()
    assert signed_in(author).post(ADDRESS, typed(**odd)).status_code == 200


def test_the_form_opens_with_the_advice_on_its_text(signed_in, author):
    page = make_draft(Article, body="It helps 5 people.\n")
    html = signed_in(author).get(f"/admin/articles/article/{page.pk}/change/").content.decode()
    assert "There is a number here without a source." in html
    empty = signed_in(author).get("/admin/articles/article/add/").content.decode()
    assert "Advice stands here as soon as there is a text." in empty


def test_the_form_needs_few_queries_however_many_pages_there_are(signed_in, publisher):
    client = signed_in(publisher)
    page = make_article(body=GOOD)
    addresses = [f"/admin/articles/article/{page.pk}/change/", "/admin/articles/article/add/"]

    def count(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    few = [count(address) for address in addresses]
    for number in range(9):
        make_article(body=GOOD)
        make_source(f"S{number}")
    assert [count(address) for address in addresses] == few
    assert max(few) <= 12  # two of them are advice


# --- All pages


def test_broken_links_of_all_pages_are_listed_and_held(signed_in):
    good = make_article(slug="good")
    page = make_article(title="Bad", body="[a](/articles/good/) [b](/articles/none/)\n")
    assert [(each.page.pk, each.target) for each in broken_links(current())] == [
        (page.pk, "/articles/none/")
    ]
    with CaptureQueriesContext(connection) as queries:
        version = current()
        broken_links(version)
    assert len(queries) == 1
    publishing.withdraw(good)
    assert len(broken_links(current())) == 2


def test_a_moved_link_is_told_apart():
    page = make_article(slug="old")
    publishing.publish(edit(page, slug="new"), by=None)
    make_article(body="[a](/articles/old/)\n")
    assert [(each.is_moved, each.leads_to) for each in broken_links(current())] == [
        (True, "/articles/new/")
    ]


def test_broken_links_need_as_many_queries_for_ten_times_the_pages():
    def count() -> int:
        version = current()
        with CaptureQueriesContext(connection) as queries:
            broken_links(version)
        return len(queries)

    make_article(body="[b](/articles/none/)\n")
    few = count()
    for _each in range(10):
        make_article(body="[b](/articles/none/)\n")
    assert count() == few
