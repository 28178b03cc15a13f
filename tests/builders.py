"""Plain builders of what tests need: `make_article(title="Fatigue")`."""

import itertools
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from articles.models import Article
from clinic.models import Clinic, UrgentSign
from desk import two_step
from editorial import drafts, publishing, reviewing
from editorial.models import Page, Revision, Source
from editorial.writing import merging
from faq.models import Question
from glossary.models import Term
from topics.models import Topic

numbers = itertools.count(1)
KINDS = ["article", "term", "question", "symptom", "topic"]
# For tests that do the same with each kind: the quick run does it with one of them.
EACH_KIND = [KINDS[0], *[pytest.param(kind, marks=pytest.mark.long) for kind in KINDS[1:]]]


def make_draft(model: type[Page], author: User | None = None, **changes: Any) -> Page:
    """Make a page that was never published, with one revision."""
    number = next(numbers)
    content = {
        "title": f"Page {number}",
        "slug": f"page-{number}",
        "summary": f"Summary {number}.",
        "also": "",
        "body": f"Body {number}.\n",
        "topics": [],
        "picks": [],
        "sources": [],
        **changes,
    }
    page = drafts.create_page(model(), content, author=author)
    drafts.save_draft(page, content, author=author, base_id=None)
    return page


def make_page(model: type[Page], **changes: Any) -> Page:
    """Make a published page."""
    page = make_draft(model, **changes)
    return publishing.publish(newest(page), by=None)


def make_article(**changes: Any) -> Page:
    return make_page(Article, **changes)


def make_term(**changes: Any) -> Page:
    return make_page(Term, **changes)


def make_question(**changes: Any) -> Page:
    return make_page(Question, **changes)


def make_symptom(**changes: Any) -> Page:
    return make_page(Topic, topic_kind="symptom", body_area="skin", **changes)


def make_topic(**changes: Any) -> Page:
    return make_page(Topic, **{"topic_kind": "condition", **changes})


def draft_of_kind(kind: str, **changes: Any) -> Page:
    """Make a draft of any of KINDS."""
    model = {"article": Article, "term": Term, "question": Question}.get(kind, Topic)
    if model is Topic:
        changes["topic_kind"] = "symptom" if kind == "symptom" else "medicine"
        changes["body_area"] = "skin" if kind == "symptom" else ""
    return make_draft(model, **changes)


def newest(page: Page) -> Revision:
    revision = Revision.objects.newest_of(page)
    assert revision
    return revision


def edit(page: Page, author: User | None = None, **changes: Any) -> Revision:
    """Save a further draft on top of the newest text."""
    base = newest(page)
    content = {**base.content, **changes}
    return drafts.save_draft(page, content, author=author, base_id=base.pk)


def sign_off(page: Page, reviewer: User, days: int = 365) -> Revision:
    """Have the page's newest text reviewed whole."""
    due = timezone.localdate() + timedelta(days=days)
    return reviewing.sign_off(newest(page), by=reviewer, next_due=due)


def make_source(key: str = "SRC", **changes: Any) -> Source:
    values = {"title": f"Study {key}", "publisher": "A Journal", "url": "https://example.org/s"}
    return Source.objects.create(key=key, **{**values, **changes})


def make_clinic(**changes: Any) -> Clinic:
    values = {"name": "Lupus Clinic", "responsible": "Head of the clinic", "phone": "020 1234"}
    clinic = Clinic(**{**values, "emergency_number": "999", "crisis_line": "116 123", **changes})
    clinic.save()
    return clinic


def make_sign(**changes: Any) -> UrgentSign:
    number = next(numbers)
    values = {"key": f"sign-{number}", "level": "emergency", "sign": f"Sign {number}"}
    sign = UrgentSign(**{**values, **changes})
    sign.save()
    return sign


def make_user(name: str, *groups: str, **changes: Any) -> User:
    """Make a staff user in the groups named."""
    user = User.objects.create_user(name, password="long enough to pass", is_staff=True, **changes)
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


def opened(client: Client, address: str, **changes: Any) -> dict[str, Any]:
    """Open a form of the desk and return what a browser would send back, with these changes."""
    return {**typed_in(client.get(address)), **changes}


def typed_in(answer: Any) -> dict[str, Any]:
    """Return what a browser would send from the form that `answer` shows."""
    form = answer.context["adminform"].form
    values = {name: merging.plain(form[name].value()) for name in form.fields}
    typed = {name: value for name, value in values.items() if value not in ("False", [])}
    return {**typed, "opened_with": answer.context.get("opened_with", "")}


def letters_are_sent() -> None:
    """Wait for the letters that are written beside an answer."""
    for thread in threading.enumerate():
        if thread.name == "letter":
            thread.join()


def set_up_two_step(user: User) -> tuple[str, list[str]]:
    """Turn the second step on; return the phone's key and the recovery codes."""
    key = two_step.new_key()
    done = two_step.set_up(user, key, code_of(key))
    assert done
    TOTPDevice.objects.filter(user=user).update(last_t=-1)  # as if that had been a minute ago
    return key, done[1]


def code_of(key: str) -> str:
    """Return what a phone with this key shows now."""
    return f"{TOTP(bytes.fromhex(key)).token():06d}"
