"""Who may open which address: every cell is decided here, for every pattern of the URL resolver.

An address that is not in the table makes `test_every_address_is_decided` fail, so whoever adds an
address also decides it. Add a row under the pattern, exactly as the failing test prints it:

    "admin/example/<int:number>/": (READERS, PUBLISHERS),

The first is for GET, the second for POST, each with one letter for each person of WHO (in who.py),
in that order; `row("author", …)` spells the usual ones. What stands for the arguments comes from
`Things.filled_in()`: what it does not know yet (a new model, a new argument), add there. An address
of every kind of page stands once, under `admin/<page>/…`.

    Y  opens, or leads on to something else       N  refused: 403
    S  led to signing in, or to the code          -  not there: 404
    M  not by this method: 405                    B  said to be wrong: 400

POST is sent with nothing in it: Y says that the person may try, not that it worked. What actions do
to pages in each state is in `test_page_matrix.py`. Below the table, ids are swapped: those of
another kind, of somebody who must not be touched, or of nothing at all.
"""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.urls import URLResolver, get_resolver
from django.utils import timezone

from desk import people
from editorial import publishing, reviewing
from editorial.models import Act, Feedback, Policy, page_models
from search.models import Pin, SearchCount
from tests.builders import (
    KINDS,
    draft_of_kind,
    make_article,
    make_clinic,
    make_sign,
    make_source,
    make_user,
    newest,
)
from tests.house.who import SECRET, WHO, Sessions, ask, letter_of, render_quickly, row

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quickly(monkeypatch):
    render_quickly(monkeypatch)


NAMES = {f"{model._meta.app_label}/{model._meta.model_name}": model for model in page_models()}
ALL, NOT_THERE, NOT_SO = "Y" * 9, "-" * 9, "M" * 9
STAFF = row(*WHO)
READERS = row("author", "reviewer", "publisher", "desk_lead", "superuser")
WRITERS = row("author", "publisher", "superuser")
PUBLISHERS = row("publisher", "superuser")
REVIEWERS = row("reviewer", "superuser")
CLINIC = row("publisher", "desk_lead", "superuser")
LEADS = row("desk_lead", "superuser")
SUPERUSERS = row("superuser")
NO_SUCH = WRITERS.replace("Y", "-")  # whoever may is told that there is no such thing
NO_STAFF = row()  # refused, superusers too
OWN_ACCOUNT = "SSSYYYYYY"
STAFF_GET, STAFF_POST = (STAFF, row(no="M")), (row(no="M"), STAFF)
ANY_POST = (NOT_SO, ALL)
PUBLIC = (ALL, NOT_SO)


def listed(
    sees: str = READERS, adds: str = NO_STAFF, changes: str = NO_STAFF, deletes: str = NO_STAFF
) -> dict[str, tuple[str, str]]:
    """Return the rows of a list of the admin. POST to a list sends a search or an action."""
    return {
        "": (sees, sees),
        "add/": (adds, adds),
        "<path:object_id>/history/": (sees, sees),
        "<path:object_id>/delete/": (deletes, deletes),
        "<path:object_id>/change/": (sees, changes),
        "<path:object_id>/": (STAFF, STAFF),  # leads to …/change/, which refuses
    }


LISTS = {
    "<page>": {
        **listed(adds=WRITERS, changes=WRITERS),
        "<int:page_id>/sign-off/": (REVIEWERS, REVIEWERS),
        "<int:page_id>/withdraw/": (PUBLISHERS, PUBLISHERS),
        "<int:pk>/history/compare/": (READERS, READERS),
        "<int:pk>/history/bring-back/": (row(no="M"), NO_SUCH),  # it names no text
    },
    "editorial/page": listed(),
    "editorial/revision": {**listed(), "<int:pk>/read/": (READERS, row(no="M"))},
    "editorial/review": {
        **listed(),
        "<int:pk>/read/": (READERS, row()),  # an empty answer is none: see tests of the review
        "<int:pk>/link/": (row(no="M"), WRITERS),
        "<path:object_id>/change/": (STAFF, STAFF),  # leads to …/read/, which refuses
    },
    "editorial/policy": {
        **listed(sees=LEADS, changes=LEADS),
        "": (STAFF, STAFF),  # leads to …/change/
    },
    "editorial/feedback": listed(),
    "editorial/act": listed(sees=LEADS),
    "editorial/source": listed(adds=WRITERS, changes=PUBLISHERS),
    "clinic/clinic": {**listed(changes=CLINIC), "": (STAFF, STAFF)},  # leads to …/change/
    "clinic/urgentsign": listed(adds=PUBLISHERS, changes=PUBLISHERS),
    "search/pin": listed(adds=PUBLISHERS, changes=PUBLISHERS, deletes=PUBLISHERS),
    "search/searchcount": listed(),
    "desk/person": {
        **listed(sees=LEADS, adds=LEADS, changes=LEADS),
        "<int:person_id>/leave/": (LEADS, LEADS),
        "<int:person_id>/link/": (row(no="M"), LEADS),
        "<int:person_id>/reset-two-step/": (row(no="M"), LEADS),
        "<int:person_id>/back/": (row(no="M"), LEADS),
    },
    "auth/group": listed(sees=SUPERUSERS, adds=SUPERUSERS, changes=SUPERUSERS),
}
TABLE = {
    # for readers
    **dict.fromkeys(["healthz", "readyz", "robots.txt", "sitemap.xml", "sw.js"], PUBLIC),
    **dict.fromkeys(["withdrawn.json", "manifest.webmanifest", "offline/", ""], PUBLIC),
    **dict.fromkeys(["about/", "how-we-write/", "privacy/", "accessibility/"], PUBLIC),
    **dict.fromkeys(["urgent-help/", "contact/", "search/", "search/suggest"], PUBLIC),
    **{f"{room}/": PUBLIC for room in ("articles", "glossary", "faq", "symptoms", "topics")},
    **{
        f"{room}/<slug:slug>/": PUBLIC
        for room in ("articles", "glossary", "faq", "symptoms", "topics")
    },
    "clinic.css": (NOT_THERE, NOT_SO),  # this clinic chose no colour
    **{
        f"{room}/<slug:slug>/{form}": PUBLIC
        for room in ("articles", "glossary", "faq", "symptoms", "topics")
        for form in ("handout/", "handout.pdf")
    },
    # a secret that nobody was sent; what a right one opens is in tests/editorial/test_review_*.py
    "review/<slug:secret>/": (NOT_THERE, NOT_THERE),
    **dict.fromkeys(  # they lead to the one above
        [f"review/<slug:secret>/{step}/" for step in ("code", "enter", "page")], (ALL, ALL)
    ),
    "api/v1/search": PUBLIC,
    "api/<path:path>": (NOT_THERE, NOT_THERE),
    "feedback/<slug:kind>/<slug:slug>/": (ALL, ALL),
    "feedback/<slug:kind>/<slug:slug>/thanks/": PUBLIC,
    "media/<path:path>": (NOT_THERE, NOT_SO),  # there is no such picture
    "styleguide/": ("---YYYYYY", NOT_SO),
    # signing in
    "admin/login/": ("YSYYYYYYY", ALL),  # who owes a code is led to it
    "admin/logout/": ("YYYMMMMMM", ALL),  # who is not signed in is led to the desk
    "admin/sign-out/": (NOT_SO, "S" * 9),
    "admin/code/": ("SYSYYYYYY", "SYSYYYYYY"),
    "admin/account/": (OWN_ACCOUNT, OWN_ACCOUNT),
    "admin/account/two-step/": (OWN_ACCOUNT, OWN_ACCOUNT),
    "admin/account/two-step/off/": (NOT_SO, OWN_ACCOUNT),
    "admin/account/recovery-codes/": (NOT_SO, OWN_ACCOUNT),
    "admin/account/sign-out-everywhere/": (NOT_SO, "S" * 9),
    "admin/password_change/": (STAFF, STAFF),
    "admin/password_change/done/": STAFF_GET,
    "admin/password_reset/": (ALL, ALL),
    "admin/password_reset/done/": PUBLIC,
    "admin/reset/<uidb64>/<token>/": (ALL, ALL),  # says that the link is none
    "admin/reset/done/": PUBLIC,
    # the desk
    "admin/": (STAFF, STAFF),
    "admin/set-up/": (CLINIC, CLINIC),
    "admin/broken-links/": (READERS, NOT_SO),
    "admin/jsi18n/": STAFF_GET,
    "admin/autocomplete/": (READERS, row(no="M")),
    "admin/r/<path:content_type_id>/<path:object_id>/": (READERS, READERS),
    "admin/editor/preview/": (NOT_SO, WRITERS),
    "admin/editor/picture/": (NOT_SO, WRITERS.replace("Y", "B")),  # there is no picture in it
    "admin/editor/advice/": (NOT_SO, row(no="-")),  # of no kind of page
    "admin/editor/preview-page/": (NOT_SO, row(no="-")),
    "admin/editor/find-page/": (WRITERS, NOT_SO),
    "admin/editor/find-source/": (WRITERS, NOT_SO),
    "admin/editor/open/<int:page_id>/": (NOT_SO, WRITERS),
    "admin/handout/": (STAFF, NOT_SO),  # of what readers see, for whoever is at the desk
    "admin/handout/print/": (STAFF, NOT_SO),
    "admin/handout/handout.pdf": (STAFF, NOT_SO),
    "admin/<rooms>/": (row(*WHO[4:], no="-"), row(*WHO[4:], no="-")),
    "admin/(?P<url>.*)$": (row(no="-"), row(no="-")),
}
for _list, _rows in LISTS.items():
    TABLE |= {f"admin/{_list}/{_rest}": _cells for _rest, _cells in _rows.items()}


class Things:
    """Something behind every address, with a secret title where it must not be seen."""

    def __init__(self) -> None:
        today, author = timezone.localdate(), make_user("writer", "Author")
        self.drafts = {kind: draft_of_kind(kind, author=author, title=SECRET) for kind in KINDS}
        page = self.live = make_article(slug="live", title="Live")
        self.rows: dict[str, Any] = {
            "editorial/page": self.drafts["article"],
            "editorial/revision": newest(self.drafts["article"]),
            "editorial/review": reviewing.ask(
                newest(self.drafts["article"]), reviewer=make_user("r", "Reviewer"), by=author
            ),
            "editorial/policy": Policy.objects.get_or_create(pk=1)[0],
            "editorial/act": Act.record(Act.Kind.WITHDRAW, by=author, subject=SECRET),
            "editorial/source": make_source("SRC", title=SECRET),
            "editorial/feedback": Feedback.objects.create(page=page, day=today, answer="no"),
            "clinic/clinic": make_clinic(),
            "clinic/urgentsign": make_sign(),
            "search/pin": Pin.objects.create(words=SECRET, page=self.drafts["article"]),
            "search/searchcount": SearchCount.objects.create(day=today, words=SECRET, searches=3),
            "desk/person": make_user("colleague", "Author", first_name=SECRET),
            "auth/group": Group.objects.create(name=SECRET),
        }

    def filled_in(self, pattern: str) -> list[str]:
        """Return the addresses that stand for a pattern: one, or one of each kind of page."""
        if "<slug:slug>" in pattern and not pattern.startswith(("articles", "feedback")):
            return [pattern.replace("<slug:slug>", slug) for slug in self._slugs(pattern)]
        place = re.match(r"admin/(\w+/\w+)/", pattern)
        rows = [self.rows.get(place[1])] if place else []
        if place and place[1] in NAMES:
            model = NAMES[place[1]]
            rows = [page for kind, page in self.drafts.items() if kind in model.ROUTES]
        draft = self.drafts["article"]
        kind = ContentType.objects.get_for_model(type(draft)).pk
        known = {
            "<path:content_type_id>/<path:object_id>": f"{kind}/{draft.pk}",
            "<slug:kind>": "article",
            "<slug:slug>": self.live.slug,
            "<uidb64>": "MQ",
            "<token>": "x-y",
            "<slug:secret>": "nobody-was-sent-this",
            "<path:path>": "nowhere.png",
            "(?P<url>.*)$": "nowhere/",
            "admin/<rooms>/": "admin/editorial/",
        }
        if "admin/autocomplete" in pattern:
            asked = f"app_label=editorial&model_name=pick&field_name=target&term={SECRET}"
            return [f"{pattern}?{asked}"]
        for old, new in known.items():
            pattern = pattern.replace(old, new)
        if pattern == "admin/editor/open/<int:page_id>/":
            rows = [draft]
        ids = r"<(path:object_id|int:page_id|int:person_id|int:pk)>"
        found = [re.sub(ids, str(row.pk), pattern) for row in rows if row] or [pattern]
        if pattern.endswith("/compare/"):
            texts = [newest(page).pk for page in rows]
            found = [f"{each}?old={pk}&new={pk}" for each, pk in zip(found, texts, strict=True)]
        return found

    def _slugs(self, pattern: str) -> list[str]:
        rooms = {"glossary": "term", "faq": "question", "symptoms": "symptom", "topics": "topic"}
        page = draft_of_kind(rooms[pattern.split("/")[0]])
        return [publishing.publish(newest(page), by=None).slug]


def patterns(found: list, before: str = "") -> list[str]:
    """Return every pattern below `found`, as one text each."""
    texts: list[str] = []
    for one in found:
        path = before + str(one.pattern)
        texts += patterns(one.url_patterns, path) if isinstance(one, URLResolver) else [path]
    return [re.sub(r"\^\(\?P<app_label>.*", "<rooms>/", text) for text in texts]


def key_of(pattern: str) -> str:
    """Return under what a pattern stands in the table."""
    for name in NAMES:
        pattern = pattern.replace(f"admin/{name}/", "admin/<page>/")
    return pattern


EVERY = list(dict.fromkeys(patterns(get_resolver().url_patterns)))


def test_every_address_is_decided():
    """See at the top of this file how to add a row."""
    assert [pattern for pattern in EVERY if key_of(pattern) not in TABLE] == []
    assert sorted(set(TABLE) - {key_of(pattern) for pattern in EVERY}) == []


@pytest.mark.long
@pytest.mark.parametrize("method", ["get", "post"])
def test_everybody_at_every_address(method):
    things, sessions = Things(), Sessions()
    cells, surprises = 0, []
    for pattern in EVERY:
        decided = TABLE[key_of(pattern)][method == "post"]
        for address in things.filled_in(pattern):
            for who, expected in zip(WHO, decided, strict=True):
                answer = ask(sessions.client(who), method, f"/{address}")
                cells += 1
                if (found := letter_of(answer)) != expected:
                    surprises.append(f"{who}: {method} /{address}: {found}, not {expected}")
                if found in "NS-MB" and SECRET in answer.content.decode():
                    surprises.append(f"{who}: {method} /{address} tells a title")
    print(f"{method}: {cells} cells, {len(surprises)} surprises")
    assert surprises == []
    assert cells > 1_000


OWN, OTHER = "their own account", "a superuser's account"
# whose account, step -> GET and POST, for a Desk lead
SWAPPED_PEOPLE = {
    (OTHER, "change"): "YN",  # may read it
    (OTHER, "leave"): "NN",
    (OTHER, "link"): "MN",
    (OTHER, "reset-two-step"): "MN",
    (OTHER, "back"): "MN",
    (OTHER, "history"): "YY",
    (OWN, "change"): "YY",  # name and e-mail; see tests/desk/test_people.py
    (OWN, "leave"): "NN",
    (OWN, "link"): "MN",
    (OWN, "reset-two-step"): "MN",
    (OWN, "back"): "MN",
}


@pytest.mark.parametrize(("whose", "step"), SWAPPED_PEOPLE)
def test_a_lead_at_an_account_that_is_not_theirs_to_change(whose, step):
    sessions = Sessions()
    person = User.objects.get(username="is-desk_lead" if whose == OWN else "is-superuser")
    address, client = f"/admin/desk/person/{person.pk}/{step}/", sessions.client("desk_lead")
    found = letter_of(ask(client, "get", address)) + letter_of(ask(client, "post", address))
    assert found == SWAPPED_PEOPLE[whose, step]


def test_an_id_of_another_kind_leads_to_nothing():
    """At most to the form of a new page, with what was typed; never to the other page."""
    things, client = Things(), Sessions().client("superuser")
    steps = ("change", "history", "withdraw", "history/compare", "history/bring-back")
    for name, model in NAMES.items():
        for kind, page in things.drafts.items():
            if kind in model.ROUTES:
                continue
            for step in steps:
                for method in ("get", "post"):
                    answer = ask(client, method, f"/admin/{name}/{page.pk}/{step}/")
                    assert answer.get("Location", "/admin/") == "/admin/"
                    assert letter_of(answer) in "Y-M"
                    assert SECRET not in answer.content.decode(), (name, kind, step)


@pytest.mark.sql
@pytest.mark.parametrize("number", ["0", "9" * 30, "x", "-1", "%00"])
def test_an_id_of_nothing_is_no_fault(number):
    Things()
    client = Sessions().client("superuser")
    for pattern in EVERY:
        address = re.sub(r"<(path|int):\w+_id>", number, pattern)
        if address != pattern and pattern.startswith("admin/"):
            for method in ("get", "post"):
                letter = letter_of(ask(client, method, f"/{address}"))
                assert letter in "YN-GMB", (address, method, letter)


def test_a_link_of_one_person_opens_no_other(client, author, superuser):
    link = people.make_link(author, by=superuser)
    uid, token = link.strip("/").split("/")[-2:]
    theirs = people.make_link(make_user("other"), by=superuser).strip("/").split("/")[-2]
    answer = client.get(f"/admin/reset/{theirs}/{token}/")
    assert uid != theirs
    assert b"link was invalid" in answer.content


def test_the_walk_sees_an_address_that_nobody_decided():
    assert "admin/new/" in patterns([*get_resolver().url_patterns, _Pattern()])
    assert "admin/new/" not in TABLE


class _Pattern:
    pattern = "admin/new/"
