"""Every text of the site goes through gettext, so that it can be translated.

Here each translated text comes back as ⟦...⟧, and every text of the library, the clinic and the
staff is made of words that begin with "zx". What else can be read on a page was forgotten.
"""

import re
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from string import ascii_uppercase
from unittest.mock import Mock

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise

import lupusinfo.urls  # noqa: F401  (before texts are marked: what is said on import is seen)
from clinic.models import Clinic
from editorial import feedback, publishing, reviewing
from editorial.admin import edit_address
from editorial.models import Page
from editorial.paper import pdf
from editorial.review import links as review_links
from editorial.writing import advice, presence
from lupusinfo.sitemaps import INDEXES
from search.models import Pin, SearchCount
from tests.builders import (
    KINDS,
    draft_of_kind,
    edit,
    make_clinic,
    make_sign,
    make_source,
    make_topic,
    make_user,
    newest,
    opened,
)

pytestmark = pytest.mark.django_db
TEMPLATES = Path(__file__).parents[2] / "templates"
ROOMS = {"editorial", "clinic", "topics", "glossary", "faq", "articles", "search"}
OURS = [model for model in admin.site._registry if model._meta.app_label in ROOMS]
NAMES = {"LupusInfo", *ascii_uppercase}  # the product, and the bar of letters of the glossary
READ_ALOUD = {"alt", "aria-label", "aria-description", "title", "placeholder", "label"}
CODE = re.compile(r"[a-z0-9/:?=&._%-]*|False|GET")  # what a data- attribute holds that is no text
BODY = """\
Zxbody [@ZXSRC] {emergency} {crisis} {clinic_phone}.

!!! emergency "Zxcard"
    - Zxsign.

!!! evidence-none
    Zxevidence.

| Zxone | Zxtwo |
|---|---|
| zxthree | zxfour |
"""


class Words(HTMLParser):
    """Gathers what people read or hear of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = [""]  # first all that is visible, then each attribute
        self.skipping = 0

    def handle_starttag(self, tag, attrs) -> None:
        values = dict(attrs)
        self.skipping += tag in {"script", "style", "textarea"}  # what staff wrote
        self.texts[0] += "" if tag == "wbr" else "\n"
        for name, value in values.items():
            is_text = name in READ_ALOUD
            is_button = tag == "input" and values.get("type") in {"submit", "button"}
            is_text |= name == "value" and is_button
            is_text |= name == "content" and values.get("name") == "description"
            is_text |= name.startswith("data-") and not CODE.fullmatch(value or "")
            if is_text:
                self.texts.append(value or "")

    def handle_endtag(self, tag) -> None:
        self.skipping -= tag in {"script", "style", "textarea"}
        self.texts[0] += "\n"

    def handle_data(self, data) -> None:
        if not self.skipping:
            self.texts[0] += data


def without_translated(text: str) -> str:
    """Take out what stands between ⟦ and ⟧, one inside another too."""
    depth, kept = 0, ""
    for sign in text:
        depth += (sign == "⟦") - (sign == "⟧")
        kept += sign if not depth and sign != "⟧" else " "
    return kept


def forgotten(html: str) -> list[str]:
    """Return the words of a page that neither gettext nor the library has given."""
    parser = Words()
    parser.feed(html)
    text = re.sub(r"http://testserver/\S*", "", " ".join(map(without_translated, parser.texts)))
    words = re.findall(r"[^\W\d_]+", text)
    return [word for word in words if not word.lower().startswith("zx") and word not in NAMES]


def marked(text: str) -> str:
    return f"⟦{text}⟧" if text else text


@pytest.fixture(autouse=True)
def _translated_text_is_marked(monkeypatch):
    say = translation._trans
    monkeypatch.setattr(say, "gettext", marked)
    monkeypatch.setattr(say, "pgettext", lambda _context, text: marked(text))
    monkeypatch.setattr(say, "ngettext", lambda one, many, n: marked(one if n == 1 else many))
    monkeypatch.setattr(
        say, "npgettext", lambda _context, one, many, n: marked(one if n == 1 else many)
    )


def zx_page(kind: str, number: int = 1, **changes) -> Page:
    texts = {"title": f"Zxtitle zx{kind}", "summary": "Zxsummary.", "also": "zxalso\nzxword"}
    texts |= {"slug": f"zx{number}", "body": BODY}
    page = draft_of_kind(kind, **{**texts, **changes})
    return publishing.publish(newest(page), by=None)


@pytest.fixture
def library() -> list[str]:
    """Make a page of each kind, related to each other, and return their addresses."""
    reviewer = make_user("zxrosa", first_name="Zxrosa", last_name="Zxreader")
    source = make_source("ZXSRC", title="Zxstudy", publisher="Zxjournal", date="2026")
    source.seen_on = timezone.localdate()
    source.save()
    hub = make_topic(title="Zxhub", slug="zxhub", summary="Zxsummary.", body="Zxbody.")
    for number in (1, 2):
        for kind in KINDS:
            zx_page(kind, number, topics=[hub.pk], pronunciation="zx-ZX")
    zx_page("topic", title="Zxlimumab", slug="zxlimumab", topic_kind="medicine")
    today = timezone.localdate()
    whole = {"reviewed_by": reviewer, "reviewed_on": today - timedelta(30)}
    Page.objects.filter(slug="zx2").update(**whole, next_review_due=today + timedelta(9))
    late = {"next_review_due": today - timedelta(9), "is_changed_since_review": True}
    Page.objects.filter(slug="zx2", kind="term").update(**late, origin="library")
    Page.objects.filter(slug="zx2", kind="article").update(origin="adapted")
    for level in ("emergency", "same-day", "soon"):
        sign = make_sign(level=level, sign="zxsign", why="Zxwhy.", phrases=f"zx{level}")
        sign.sources.add(source)
    return [page.get_absolute_url() for page in Page.objects.published()]


@pytest.fixture(params=["no clinic", "a clinic"])
def clinic(request):
    if request.param == "a clinic":
        texts = ("name", "responsible", "address", "hours", "country", "about")
        make_clinic(email="zx@zx.zxorg", **{name: f"Zx{name}" for name in texts})


def found_on(client, addresses, **post) -> dict[str, list[str]]:
    answers = {
        address: client.post(address, post) if post else client.get(address)
        for address in addresses
    }
    assert {answer.headers["Content-Type"].split(";")[0] for answer in answers.values()} == {
        "text/html"
    }
    words = {address: forgotten(answer.content.decode()) for address, answer in answers.items()}
    return {address: found for address, found in words.items() if found}


def test_what_was_forgotten_is_seen():
    assert forgotten("<p>Zxa ⟦One ⟦two⟧ <b>three</b>⟧ four 5 <img alt='Six'>") == ["four", "Six"]
    assert forgotten("<p data-say='Seven' data-at='/zx/eight/' title='⟦x⟧'>LupusInfo") == ["Seven"]
    assert forgotten("<input type=submit value=Nine><meta name=description content=Ten>") == [
        "Nine",
        "Ten",
    ]


def test_marking_reaches_templates_python_and_plurals():
    text, forms = "a", ("%d b", "%d c")
    assert translation.gettext(text) == str(translation.gettext_lazy(text)) == "⟦a⟧"
    assert translation.ngettext(*forms, 2) % 2 == "⟦2 c⟧"


def test_every_page_and_list(client, library, clinic):
    assert found_on(client, [*map(reverse, INDEXES), *library]) == {}


def test_handouts(client, signed_in, library, clinic):
    forms = ("handout/", "handout/?size=large&paper=letter")
    assert found_on(client, [address + form for address in library for form in forms]) == {}
    staff = signed_in(make_user("zxnora"))
    chosen = "".join(f"&pages={page.pk}" for page in Page.objects.published()[:3])
    addresses = [f"/admin/handout/{view}?q=zx{chosen}&pages=9999" for view in ("", "print/")]
    addresses += ["/admin/handout/", "/admin/handout/?q=zxnone"]
    assert found_on(staff, addresses) == {}


@pytest.mark.parametrize("error", [pdf.NoFileError, pdf.BusyError])
def test_handouts_without_a_file(client, library, monkeypatch, error):
    monkeypatch.setattr(pdf, "file", Mock(side_effect=error))
    assert found_on(client, ["/articles/zx1/handout.pdf"]) == {}


def test_lists_with_nothing_in_them(client):
    assert found_on(client, map(reverse, INDEXES)) == {}


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "q=zxtitle",
        "q=zxtitle&kind=term",
        "q=zxtitle&kind=none",
        "q=zxarticel",
        "q=zxlimumb",
        "q=zxemergency",
        "q=zxsame-day",
        "q=zxsoon",
        "q=zxqqqqqqqq",
        "q=" + "zx" * 1_001,
    ],
)
def test_search(client, library, asked):
    assert found_on(client, [f"/search/?{asked}"]) == {}


def test_search_of_many_pages(client):
    make_source("ZXSRC")
    for number in range(11):
        zx_page("article", number)
    assert found_on(client, ["/search/?q=zxtitle", "/search/?q=zxtitle&page=2"]) == {}


def test_suggestions_name_kinds_in_translation(client, library):
    found = client.get("/search/suggest?q=zxti").json()["suggestions"]
    assert found
    assert {row["kind"] for row in found} & {"⟦Articles⟧", "⟦Questions⟧", "⟦Glossary⟧"}
    assert all(row["kind"].startswith("⟦") for row in found)


def test_pages_that_are_not_there(client, library):
    gone = Page.objects.get(slug="zx1", kind="article")
    publishing.withdraw(gone)
    addresses = ["/zxnowhere/", gone.get_absolute_url(), "/articles/zxnone/"]
    assert found_on(client, addresses) == {}
    stranger = Client(enforce_csrf_checks=True)
    assert found_on(stranger, ["/feedback/article/zx2/"], answer="no") == {}  # 403
    assert forgotten(render_to_string("500.html")) == []


def test_feedback_and_its_errors(client, library, clinic):
    address = "/feedback/article/zx1/"
    assert found_on(client, [address, f"{address}thanks/"]) == {}
    assert found_on(client, [address], answer="zxmaybe", reasons=["zxother"]) == {}


def test_drafts_with_everything_wrong(signed_in, library):
    staff = signed_in(make_user("zxada", "Author"))
    page = Page.objects.get(slug="zx2", kind="term")
    wrong = "[@ZXLOST]\n\n!!! zxcard\n    Zx.\n\n!!! self-care\n\n![](zx.png) ![](/media/zx.png)"
    edit(page, body=BODY + wrong)
    assert found_on(staff, [f"{page.get_absolute_url()}?draft=1"]) == {}


@pytest.fixture
def _no_advice(monkeypatch):
    """The rules of content speak English: they are rules of English texts."""
    monkeypatch.setattr(advice, "advise", lambda *_text: [])


@pytest.mark.usefixtures("_no_advice")
def test_the_desk(signed_in, library):
    chief = User.objects.create_superuser("zxsue")
    page = Page.objects.get(slug="zx2", kind="article")
    feedback.count(page, "no", ["hard"])
    SearchCount.objects.create(day=timezone.localdate(), words="zxword", searches=3)
    Pin.objects.create(words="zxword", page=page)
    edit(page, title="Zxnewer", note="Zxnote.")
    old, new = newest(page).pk, edit(page, summary="Zxshort.").pk
    sign_off, history, compare = (
        reverse(f"admin:articles_article_{name}", args=[page.pk])
        for name in ("sign_off", "history", "compare")
    )
    form = reverse("admin:articles_article_change", args=[page.pk])
    lists = [f"{m._meta.app_label}/{m._meta.model_name}" for m in OURS if m is not Clinic]
    addresses = ["/admin/", form, sign_off, history, f"{history}?with={old}"]
    addresses += [f"{compare}?old={old}&new={new}", *(f"/admin/{name}/" for name in lists)]
    found = found_on(signed_in(chief), addresses)
    said = {word for words in found.values() for word in words}
    assert said == {"True", "False"}  # what Django's own pictures are called


@pytest.mark.usefixtures("_no_advice")
def test_a_review_at_the_desk_and_by_link(client, signed_in, library):
    author, doctor = make_user("zxada", "Author"), make_user("zxdora", "Reviewer", email="zx@zx.zx")
    page = Page.objects.get(slug="zx2", kind="term")
    publishing.publish(edit(page, summary="Zxold."), by=None)
    review = reviewing.ask(
        edit(page, author, summary="Zxnew."), reviewer=doctor, by=author, request="Zxdose?"
    )
    reviewing.comment(review, by=author, text="Zxcomment.")
    link, secret = review_links.make(review, by=author)
    door = reverse("review:door", args=[secret])
    assert found_on(client, [door, "/review/zxnone/"]) == {}
    code = review_links.new_code(link)
    assert found_on(client, [door]) == {}
    assert found_on(client, [f"{door}enter/"], code="zx") == {}
    client.post(f"{door}enter/", {"code": code})
    desk = reverse("admin:editorial_review_read", args=[review.pk])
    assert found_on(client, [door, f"{door}?said=1", f"{door}page/"]) == {}
    assert found_on(client, [door], act="send-back", revision=review.revision_id, text="") == {}
    assert found_on(signed_in(doctor), [desk]) == {}
    assert found_on(signed_in(author), [desk]) == {}
    client.post(door, {"act": "send-back", "revision": review.revision_id, "text": "Zx."})
    assert found_on(client, [door]) == {}
    assert found_on(Client(), [door]) == {}


@pytest.mark.usefixtures("_no_advice")
def test_forms_of_the_desk_that_lose_nothing(signed_in, library):
    """Saves that came too late, rows that are gone, and what signing out offers."""
    make_clinic(name="Zxclinic")
    chief, strict = User.objects.create_superuser("zxsue"), Client(enforce_csrf_checks=True)
    client, colleague = signed_in(chief), make_user("zxbea", "Author")
    page = Page.objects.get(slug="zx2", kind="article").concrete()
    pin = Pin.objects.create(words="zxword", page=page)
    form, clinic = edit_address(page), "/admin/clinic/clinic/1/change/"
    stale = {form: opened(client, form, body="Zxhis.", title="Zxnew", also="zxmine")}
    stale[clinic] = opened(client, clinic, name="Zxhis", about="Zxmine")
    stale[f"/admin/search/pin/{pin.pk}/change/"] = {"words": "zxnew", "opened_with": "x"}
    edit(page, colleague, body="Zxhers.", summary="Zxhers.")
    presence.note(page, colleague, is_typing=True)
    Clinic.objects.update(name="Zxhers", phone="1", responsible="Zx", country="Zx")
    said = set()
    for address, values in stale.items():
        said |= {word for words in found_on(client, [address], **values).values() for word in words}
    Pin.objects.all().delete()
    said |= {word for words in found_on(client, [address], **values).values() for word in words}
    strict.force_login(chief)
    assert found_on(strict, [form], body="zx") == {}  # 403
    assert found_on(client, ["/admin/logout/"], zx="zx") == {}
    assert said == set()


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.stem)
def test_templates_hold_no_text_of_their_own(path):
    """Also in the branches that no page above takes."""
    html = re.sub(r"{% blocktranslate .*?{% endblocktranslate %}", "", path.read_text(), flags=re.S)
    assert forgotten(re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}", "", html)) == []


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_names_of_models_and_choices_wait_for_the_readers_language(model):
    meta = model._meta
    names = [meta.verbose_name, meta.verbose_name_plural, meta.app_config.verbose_name]
    names += [label for field in meta.fields for _value, label in field.flatchoices]
    assert [str(name) for name in names if not isinstance(name, Promise)] == []
