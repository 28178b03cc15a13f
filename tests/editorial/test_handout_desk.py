"""Staff put several pages into one handout."""

import re
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from editorial import publishing
from editorial.paper import handout_desk
from tests.builders import draft_of_kind, make_article, make_question, make_source, make_symptom
from tests.machine import has_pango

pytestmark = pytest.mark.django_db
CHOOSE, SHOW, FILE = "/admin/handout/", "/admin/handout/print/", "/admin/handout/handout.pdf"


@pytest.fixture
def staff(signed_in, no_group):
    """Somebody who may sign in at the desk, and nothing else."""
    return signed_in(no_group)


def choice(*pages, **further) -> dict:
    return {"pages": [str(page.pk) for page in pages], **further}


def chosen(answer) -> list[str]:
    """Return the titles in the handout, in order."""
    part = answer.content.decode().split("<ol>")[-1].split("</ol>")[0]
    return re.findall(r"<li>(.*?) <small>", part)


def test_pages_are_found_by_title_added_moved_and_removed(staff):
    first, second = make_article(title="Rest well"), make_question(title="Why rest?")
    found = staff.get(CHOOSE, {"q": "REST"}).content.decode()
    assert found.index("Rest well") < found.index("Why rest?")
    added = staff.get(CHOOSE, choice(first, q="rest", add=second.pk), follow=True)
    assert added.redirect_chain[0][0] == f"{CHOOSE}?pages={first.pk}&pages={second.pk}&q=rest"
    assert chosen(added) == ["Rest well", "Why rest?"]
    moved = staff.get(CHOOSE, choice(first, second, earlier=second.pk), follow=True)
    assert chosen(moved) == ["Why rest?", "Rest well"]
    removed = staff.get(CHOOSE, choice(first, second, remove=first.pk), follow=True)
    assert chosen(removed) == ["Why rest?"]


def test_any_page_moves_up_by_one(staff):
    pages = [make_article(title=title) for title in "ABCD"]
    for moved, order in (("A", "ABCD"), ("B", "BACD"), ("D", "ABDC")):
        pk = pages["ABCD".index(moved)].pk
        answer = staff.get(CHOOSE, choice(*pages, earlier=pk), follow=True)
        assert "".join(chosen(answer)) == order


def test_chosen_pages_stand_in_order_under_a_list_of_them(staff):
    make_source("SRC")
    first = make_symptom(title="Tired", body="## Why\n\nFlares. [@SRC]\n")
    second = make_article(title="Rest", body="## How\n\nSleep. [@SRC]\n")
    html = staff.get(SHOW, choice(second, first)).content.decode()
    assert html.count("<h1") == 1
    titles = re.findall(r'<h2 class="sheet-title" id="(page-\d-top)">(\w+)</h2>', html)
    assert titles == [("page-1-top", "Rest"), ("page-2-top", "Tired")]
    assert re.findall(r'<a href="#(page-\d-top)"', html) == ["page-1-top", "page-2-top"]
    assert '<h3 id="page-2-s-why">' in html
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    anchors = re.findall(r'href="#([^"]+)"', html)
    assert set(anchors) <= set(ids)
    assert html.count("<svg") == 2


def test_one_page_alone_is_a_plain_handout(staff):
    html = staff.get(SHOW, choice(make_article(title="Rest"))).content.decode()
    assert re.search(r"<h1[^>]*>Rest</h1>", html)
    assert "Choose other pages" in html


def test_draft_and_withdrawn_pages_are_left_out_and_counted(staff):
    live = make_article(title="Live")
    draft = draft_of_kind("article", title="Zebra draft", body="Zebra.")
    gone = make_article(title="Zebra gone", body="Zebra.")
    publishing.withdraw(gone)
    for address in (CHOOSE, SHOW):
        html = staff.get(address, choice(draft, live, gone)).content.decode()
        assert "Live" in html
        assert "Zebra" not in html
        assert "2 pages are not published now, so they are left out." in html
    assert "Zebra" not in staff.get(CHOOSE, {"q": "zebra"}).content.decode().replace("zebra", "")


def test_what_is_left_out_is_said_on_the_screen_alone(staff, monkeypatch):
    papers = []
    monkeypatch.setattr(
        "editorial.paper.pdf._print", lambda html, _at: papers.append(html) or b"%PDF"
    )
    staff.get(FILE, choice(make_article(), draft_of_kind("article")))
    assert "left out" not in papers[0]


def test_handout_without_a_public_page_leads_back_to_choosing(staff):
    draft = draft_of_kind("article")
    for address in (SHOW, FILE):
        answer = staff.get(address, choice(draft), follow=True)
        assert answer.redirect_chain[0][0].startswith(CHOOSE)
        assert "No page has been chosen yet." in answer.content.decode()
        assert staff.get(address).status_code == 302


def test_handout_holds_twelve_pages(staff):
    pages = [make_article(title=f"Page {number}") for number in range(14)]
    assert chosen(staff.get(CHOOSE, choice(*pages))) == [page.title for page in pages[:12]]
    assert staff.get(SHOW, choice(*pages)).content.decode().count('class="sheet"') == 12
    full = staff.get(CHOOSE, choice(*pages[:12], q="Page", add=pages[12].pk), follow=True)
    assert len(chosen(full)) == 12
    assert "This handout is full" in full.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "pages=x&pages=-1&pages=0&pages=&pages=99999999999999999999&pages=1.5",
        "pages=%00",
        "pages=٣&add=٣",
        "add=x&remove=&earlier=-2",
        "remove=7&earlier=7",
        "q=" + "a" * 5000,
        "q=%25_%27",
    ],
)
def test_odd_addresses_are_no_fault(staff, query):
    for address in (CHOOSE, SHOW, FILE):
        answer = staff.get(f"{address}?{query}", follow=True)
        assert answer.status_code in {200, 400}


@pytest.mark.parametrize("address", [CHOOSE, SHOW, FILE])
def test_only_staff_get_there(client, address, django_user_model, signed_in):
    page = make_article(title="Zebra")
    member = django_user_model.objects.create_user("max")
    for visitor in (client, signed_in(member)):
        answer = visitor.get(address, choice(page))
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/admin/login/")


def test_nothing_of_the_desk_is_kept_by_caches(staff):
    page = make_article()
    for address in (CHOOSE, SHOW):
        assert staff.get(address, choice(page)).headers["Cache-Control"] == "private, no-store"


def test_desk_leads_to_it(staff):
    assert f'href="{CHOOSE}"' in staff.get("/admin/").content.decode()


def test_queries_do_not_grow_with_the_pages(staff):
    make_source("SRC")
    pages = [make_article(title=f"Page {n}", body="Claim. [@SRC]\n") for n in range(12)]
    counts = {}
    for address in (CHOOSE, SHOW):
        for number in (2, 2, 11):
            with CaptureQueriesContext(connection) as queries:
                staff.get(address, choice(*pages[:number], q="page"))
            counts.setdefault(address, []).append(len(queries))
        assert counts[address][1] == counts[address][2]


@pytest.mark.long
@pytest.mark.skipif(not has_pango(), reason="Pango is not installed")
def test_file_has_every_page_from_a_new_sheet_on(staff):
    pages = [make_article(title=f"Zebra {n}", body="Text.\n") for n in range(3)]
    answer = staff.get(FILE, choice(*pages))
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Disposition"] == 'inline; filename="handout.pdf"'
    sheets = [page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages]
    assert len(sheets) == 4
    for number, page in enumerate(pages):
        assert page.title in sheets[0]
        assert page.title in sheets[number + 1]


def test_found_pages_are_few(staff, monkeypatch):
    monkeypatch.setattr(handout_desk, "FOUND", 2)
    for number in range(3):
        make_article(title=f"Page {number}")
    assert staff.get(CHOOSE, {"q": "page"}).content.decode().count('name="add"') == 2
