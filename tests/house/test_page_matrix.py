"""Role, kind of page, action, state of the page: every cell is decided here, and tried.

`TABLE` says of each action who can do it. `READERS_GET` says what the public address answers, to
everybody alike. `NOTHING_TO_DO` names the states in which an action does nothing, whoever tries.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from django.utils import timezone

from editorial import publishing, reviewing, scheduling
from editorial.models import Page, Policy, Revision
from tests.builders import EACH_KIND, draft_of_kind, make_user, newest, sign_off
from tests.editorial.page_form import at, desk, filled, sign_off_form
from tests.house.who import SECRET, WHO, Sessions, ask, forget, letter_of, render_quickly

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(autouse=True)
def _quickly(monkeypatch):
    render_quickly(monkeypatch)


STATES = ["draft", "in review", "approved", "scheduled", "published", "withdrawn", "hidden"]
READERS_GET = {**dict.fromkeys(STATES, 404), "published": 200, "withdrawn": 410}
READ = {"author", "reviewer", "publisher", "desk_lead", "superuser"}
WRITE, PUBLISH = {"author", "publisher", "superuser"}, {"publisher", "superuser"}
# action -> who can, in every state but those of NOTHING_TO_DO
TABLE = {
    "preview": READ,
    "open": READ,
    "save": WRITE,
    "ask": WRITE,
    "publish": PUBLISH,
    "withdraw": PUBLISH,
    "unschedule": PUBLISH,
    "take back": WRITE,
    "publish later": PUBLISH,
    "choose owner": PUBLISH,
    "begin a review": {"reviewer", "superuser"},
    "sign off": {"reviewer", "superuser"},
}
NOTHING_TO_DO = {
    "publish": {"hidden"},  # the clinic shows approved texts only, and this one is not
    "publish later": {"hidden"},
    "withdraw": set(STATES) - {"published", "hidden"},
    "unschedule": set(STATES) - {"scheduled"},
    "take back": set(STATES) - {"in review"},
}
ONLY_IN = {"unschedule": "scheduled", "take back": "in review"}  # elsewhere there is no button
BUTTONS = {"save": "save_draft", "begin a review": "review", "publish later": "schedule"}


def in_state(kind: str, state: str) -> Page:
    """Make a page of a kind in a state; its title is secret."""
    writer, reader = make_user("writer", "Author"), make_user("reader", "Reviewer")
    page = draft_of_kind(kind, author=writer, title=SECRET, slug="the-page", body="Old.\n")
    if state in {"published", "withdrawn", "hidden"}:
        publishing.publish(newest(page), by=None)
    if state == "in review":
        reviewing.ask(newest(page), reviewer=reader, by=writer)
    elif state == "approved":
        sign_off(page, reader)
    elif state == "scheduled":
        at = timezone.now() + timedelta(days=1)
        scheduling.schedule(newest(page), at=at, by=make_user("planner", "Publisher"))
    elif state == "withdrawn":
        publishing.withdraw(page)
    elif state == "hidden":
        publishing.set_policy(Policy(readers_see=Policy.ReadersSee.REVIEWED), by=None)
    return Page.objects.get(pk=page.pk)


def is_done(client: Client, action: str, page: Page) -> bool:
    """Try an action, and return whether it happened; what it changed is taken back."""
    reads = {"preview": f"{page.get_absolute_url()}?draft=1", "open": desk(page)}
    if action in reads:
        answer = ask(client, "get", reads[action])
        assert (SECRET in answer.content.decode()) == (answer.status_code == 200)
        return answer.status_code == 200
    address, values = desk(page), filled(page, body="New.")
    if action == "sign off":
        address, values = desk(page, "sign_off"), sign_off_form(page)
    elif action == "withdraw":
        address, values = desk(page, "withdraw"), {"because": "Outdated"}
    else:
        reader = User.objects.get(username="reader").pk
        button = BUTTONS.get(action, action.replace(" ", "_"))
        values |= {f"_{button}": "1", "reviewer": reader}
        if action == "publish later":
            values |= at(days=2)
        if action == "choose owner":
            values |= {"_save_draft": "1", "new_owner": reader, "initial-new_owner": ""}
    with transaction.atomic():
        answer = client.post(address, values)
        assert answer.status_code in {200, 302, 403}, answer.status_code
        happened = bool(EFFECTS[action](page))
        transaction.set_rollback(True)
    if letter_of(answer) == "Y":
        forget()
    return happened


def now(page: Page) -> Page:
    return Page.objects.get(pk=page.pk)


EFFECTS: dict[str, Callable[[Page], Any]] = {
    "save": lambda page: newest(page).content["body"] == "New.\n",
    "ask": lambda page: newest(page).reviews.filter(outcome="", revision__content__body="New.\n"),
    "publish": lambda page: now(page).body == "New.\n" and now(page).is_published,
    "withdraw": lambda page: page.is_published and now(page).status == "withdrawn",
    "unschedule": lambda page: not Revision.objects.planned(page).exists(),
    "take back": lambda page: not page.reviews.open().exists(),
    "publish later": lambda page: (
        newest(page).publish_at is not None and newest(page).content["body"] == "New.\n"
    ),
    "choose owner": lambda page: str(now(page).owner) == "reader",
    "begin a review": lambda page: page.reviews.filter(reviewer__username__startswith="is-"),
    "sign off": lambda page: (
        newest(page).signed_off_by is not None and newest(page).signed_off_by.username != "reader"
    ),
}


def decided(action: str, state: str, who: str) -> bool:
    return who in TABLE[action] and state not in NOTHING_TO_DO.get(action, set())


@pytest.mark.parametrize("kind", EACH_KIND)
def test_everybody_tries_everything_in_every_state(kind):
    sessions = Sessions()
    cells, surprises = 0, []
    for state in STATES:
        with transaction.atomic():
            page = in_state(kind, state)
            address = page.get_absolute_url()
            for who in WHO:
                client = sessions.client(who)
                answer = ask(client, "get", address)
                assert (SECRET in answer.content.decode()) == (state == "published"), (who, state)
                found = {"read": (answer.status_code, READERS_GET[state])}
                for action in TABLE:
                    is_known = state == ONLY_IN.get(action, state)
                    done = is_known and is_done(sessions.client(who), action, page)
                    found[action] = (done, decided(action, state, who))
                cells += len(found)
                surprises += [
                    f"{who}, {state}: {action} gave {gave}, not {expected}"
                    for action, (gave, expected) in found.items()
                    if gave != expected
                ]
            transaction.set_rollback(True)
        forget()
    print(f"{kind}: {cells} cells, {len(surprises)} surprises")
    assert surprises == []
    assert cells == len(STATES) * len(WHO) * (len(TABLE) + 1)


def test_the_table_knows_every_person_and_state():
    assert set().union(*TABLE.values()) <= set(WHO)
    assert set().union(*NOTHING_TO_DO.values()) <= set(STATES) == set(READERS_GET)
