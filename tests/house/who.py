"""Everybody who may ask, each with a session of their own, and what an answer was, as a letter."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db import transaction
from django.http import HttpResponse
from django.template.base import Template
from django.test import Client

from editorial.models import Held
from search import holding
from tests.builders import make_user, set_up_two_step

SECRET = "zebrafish"  # stands in the title of whatever must not be seen
WHO = [
    "anonymous",
    "pending",  # a publisher whose password was right, and whose code is awaited
    "outside",  # a reviewer whose way in was taken away: by link only, whatever session they had
    "no_group",  # staff without a role
    "author",
    "reviewer",
    "publisher",
    "desk_lead",
    "superuser",
]
ROLES = {"pending": "Publisher", "outside": "Reviewer", "desk_lead": "Desk lead"}
STEPS = ("/admin/login/", "/admin/code/", "/admin/account/two-step/")


def row(*may: str, no: str = "N", out: str = "S") -> str:
    """Return a row in which those named get Y, other staff `no`, and everybody else `out`."""
    return out * 3 + "".join("Y" if who in may else no for who in WHO[3:])


class Sessions:
    """A session of everybody, begun once."""

    def __init__(self) -> None:
        self.keys = {who: session_of(who) for who in WHO if who != "anonymous"}

    def client(self, who: str) -> Client:
        """Return a fresh browser with that person's session."""
        client = Client(raise_request_exception=False)
        if who in self.keys:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.keys[who]
        return client


def render_quickly(monkeypatch: Any) -> None:
    """Leave out what costs most and says nothing here: copies of contexts, the desk's side bar."""
    monkeypatch.setattr(Template, "_render", lambda self, context: self.nodelist.render(context))
    monkeypatch.setattr(admin.site, "enable_nav_sidebar", False)


def session_of(who: str) -> str:
    """Make a person, and return the key of their session."""
    user = make_user(f"is-{who}", ROLES.get(who, who.capitalize()))
    user.is_superuser, user.is_staff = who == "superuser", who != "outside"
    user.save()
    if who == "pending":
        set_up_two_step(user)
    client = Client()
    client.force_login(user)
    return str(client.session.session_key)


def ask(client: Client, method: str, address: str, values: Any = None) -> HttpResponse:
    """Ask once, and take back whatever that changed."""
    with transaction.atomic():
        answer: HttpResponse = getattr(client, method)(address, values or {})
        transaction.set_rollback(True)
    if method == "post" and letter_of(answer) == "Y":
        forget()
    return answer


def forget() -> None:
    """What a process holds hangs on version numbers, and those begin again with what is undone."""
    Held.forget_everything()
    holding.forget()


def letter_of(answer: HttpResponse) -> str:
    """Return what an answer was, as a letter of the tables."""
    if answer.status_code == 302:
        return "S" if answer.headers["Location"].startswith(STEPS) else "Y"
    letters = {200: "Y", 301: "Y", 400: "B", 403: "N", 404: "-", 405: "M", 410: "G"}
    return letters.get(answer.status_code, str(answer.status_code))
