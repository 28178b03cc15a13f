"""The desk speaks plain English: no page of it says a word that only programmers know."""

import ast
import gettext
import re
from html.parser import HTMLParser
from pathlib import Path

import django
import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone, translation

from articles.models import Article
from editorial import feedback
from editorial.models import Act
from search.models import Pin, SearchCount
from tests.builders import edit, make_article, make_clinic, make_sign, make_source

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
BANNED = re.compile(
    r"\b(objects?|instances?|change ?list|select \S+ to (change|view)|superuser|querysets?|slugs?|"
    r"foreign key|primary key|FK|models?|database|boolean|null|designates|content type|codename|"
    r"log ?(in|out)|logged|credentials|username|admin(istration|istrator)?s?|django|"
    r"successfully|revisions?|permissions?|view on site|add another|please correct)\b",
    re.IGNORECASE,
)
READ_ALOUD = {"alt", "aria-label", "title", "placeholder"}
TEXT = re.compile(r'(msgid_plural|msgid|msgstr(?:\[\d\])?) (".*")|(".*")')


class Words(HTMLParser):
    """Gathers what is read or heard of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.skipping = 0

    def handle_starttag(self, tag, attrs) -> None:
        values = dict(attrs)
        self.skipping += tag in {"script", "style"}
        self.texts += [values[name] or "" for name in READ_ALOUD & values.keys()]
        if values.get("type") in {"submit", "button"}:
            self.texts.append(values.get("value") or "")

    def handle_endtag(self, tag) -> None:
        self.skipping -= tag in {"script", "style"}

    def handle_data(self, data) -> None:
        if not self.skipping:
            self.texts.append(data)


def banned_on(html: str) -> list[str]:
    """Return the banned words of a page, each with what stands around it."""
    parser = Words()
    parser.feed(html)
    texts = [" ".join(text.split()) for text in parser.texts]
    return [text[:120] for text in texts if BANNED.search(text)]


@pytest.fixture
def desk(signed_in, superuser):
    """A desk on which every list holds something."""
    make_clinic()
    page = make_article(title="Rest")
    edit(page, body="More rest.", note="Longer.")
    feedback.count(page, "no", ["hard"])
    SearchCount.objects.create(day=timezone.localdate(), words="moon", searches=3, found_nothing=3)
    pin = Pin.objects.create(words="sleep", page=page)
    sign, source = make_sign(), make_source("KEY")
    act = Act.objects.first()
    kind = ContentType.objects.get_for_model(Article)
    LogEntry.objects.create(
        user=superuser,
        content_type=kind,
        object_id=str(page.pk),
        object_repr="Rest",
        action_flag=CHANGE,
        change_message='[{"changed": {"fields": ["title"]}}]',
    )
    return signed_in(superuser), {
        "articles/article": page.pk,
        "editorial/source": source.pk,
        "editorial/act": act.pk,
        "clinic/urgentsign": sign.pk,
        "search/pin": pin.pk,
        people(): superuser.pk,
    }


def people() -> str:
    """Where accounts are looked after."""
    has_own = apps.all_models["desk"].get("person") in admin.site._registry
    return "desk/person" if has_own else "auth/user"


def addresses(rows: dict[str, int]) -> list[str]:
    lists = [f"/admin/{name}/" for name in rows]
    # Django's own form of an account lists rights by their codes; the desk's own has roles.
    plain = {name: pk for name, pk in rows.items() if name != "auth/user"}
    forms = [f"/admin/{name}/{pk}/change/" for name, pk in plain.items()]
    histories = [f"/admin/{name}/{pk}/history/" for name, pk in rows.items()]
    new = [f"/admin/{name}/add/" for name in rows if name != "editorial/act"]
    further = [
        *(
            "/admin/",
            "/admin/broken-links/",
            "/admin/set-up/",
            "/admin/clinic/clinic/1/change/",
            "/admin/articles/",
        ),
        *("/admin/editorial/page/", "/admin/editorial/revision/", "/admin/editorial/feedback/"),
        *("/admin/search/searchcount/", "/admin/password_change/", "/admin/faq/question/"),
        *("/admin/articles/article/?q=nothing", "/admin/articles/article/?_facets=True"),
        f"/admin/search/pin/{rows['search/pin']}/delete/",
    ]
    return [*further, *lists, *forms, *histories, *new]


@pytest.mark.django_db
def test_no_page_says_a_banned_word(desk):
    client, rows = desk
    answers = {address: client.get(address) for address in addresses(rows)}
    assert {address: a.status_code for address, a in answers.items() if a.status_code != 200} == {}
    said = {address: banned_on(answer.content.decode()) for address, answer in answers.items()}
    assert {address: words for address, words in said.items() if words} == {}


@pytest.mark.django_db
def test_neither_do_errors_and_answers(desk, client):
    staff, rows = desk
    wrong = staff.post("/admin/articles/article/add/", {"title": ""})
    taken = staff.post(f"/admin/{people()}/add/", {"username": "sue"})
    done = staff.post(
        "/admin/editorial/source/add/", {"key": "N", "title": "T", "publisher": "P"}, follow=True
    )
    chosen = {"action": "delete_selected", "_selected_action": rows["search/pin"]}
    answers = [
        *(wrong, taken, done, staff.post("/admin/search/pin/", chosen)),
        staff.post("/admin/search/pin/", {"action": "", "_selected_action": "1"}, follow=True),
        staff.get("/admin/search/pin/999/change/", follow=True),
        staff.post(f"/admin/search/pin/{rows['search/pin']}/delete/", {"post": "yes"}, follow=True),
        *(client.get("/admin/login/"), client.post("/admin/login/", {"username": "x"})),
        client.post("/admin/login/", {"username": "x", "password": "y"}),
        staff.post("/admin/logout/"),
    ]
    assert [answer.status_code for answer in answers] == [200] * len(answers)
    assert [banned_on(answer.content.decode()) for answer in answers] == [[]] * len(answers)


@pytest.mark.once
@pytest.mark.parametrize(
    "html",
    [
        "<p>Select article to change",
        "<input type=submit value='Log in'>",
        "<a title='This object'>x",
        "<p>The article “x” was changed successfully.",
    ],
)
def test_a_banned_word_is_seen(html):
    assert banned_on(html)


def entries(path: Path) -> dict[str, str]:
    """Return a .po file's texts as a compiled one holds them: plural forms under their numbers."""
    found: dict = {}
    values: dict[str, str] = {}
    name = ""
    for line in [*path.read_text(encoding="utf-8").splitlines(), 'msgid ""']:
        if not (part := TEXT.fullmatch(line)):
            continue
        if part[1] == "msgid" and values:
            one, many = values.pop("msgid"), values.pop("msgid_plural", "")
            forms = list(values.values())
            found |= {(one, n): text for n, text in enumerate(forms)} if many else {one: forms[0]}
            values = {}
        name = part[1] or name
        values[name] = values.get(name, "") + ast.literal_eval(part[2] or part[3])
    return found


@pytest.mark.once
def test_the_compiled_catalogue_is_that_of_its_source():
    """`manage.py compilemessages -l en` makes it; a machine without gettext uses the one here."""
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)._catalog
    source = entries(CATALOGUE)
    assert {key: text for key, text in compiled.items() if key} == {
        key: text for key, text in source.items() if key
    }
    assert len(source) > 60


@pytest.mark.once
def test_every_text_that_is_replaced_is_one_of_djangos():
    """An update of Django that says something else makes this fail, not the desk speak jargon."""
    contrib = Path(django.__file__).parent / "contrib"
    known = {
        key if isinstance(key, str) else key[0]
        for app in ("admin", "auth")
        for key in entries(contrib / app / "locale" / "en" / "LC_MESSAGES" / "django.po")
    }
    ours = {key if isinstance(key, str) else key[0] for key in entries(CATALOGUE)}
    assert ours - known == set()


@pytest.mark.once
def test_what_is_filled_in_stands_in_both():
    names = re.compile(r"%\(\w+\)\w|%[sd]|\{\w*\}")
    for key, text in entries(CATALOGUE).items():
        one = key if isinstance(key, str) else key[0]
        assert set(names.findall(text)) <= set(names.findall(one)), one


@pytest.mark.once
def test_django_uses_it():
    with translation.override("en"):
        assert translation.gettext("Log in") == "Sign in"
