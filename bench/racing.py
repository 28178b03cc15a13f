"""Two people write at the same moment: one race, and what became of each one's words.

Each writer is a thread with its own browser session (Django's test client) and its own connection.
Both have the form open; then both act at once. `bench/races.py` runs many; the test suite a few.
"""

import itertools
import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bench.loads import load_page, load_row
from editorial import publishing, scheduling
from editorial.admin import edit_address
from editorial.models import Page, Revision
from search.models import Pin
from tests.builders import (
    KINDS,
    draft_of_kind,
    edit,
    make_article,
    make_clinic,
    make_sign,
    make_source,
    make_user,
    newest,
    opened,
)

PAGE_PATHS = (
    "save/save",
    "save/publish",
    "publish/publish",
    "save/withdraw",
    "publish/withdraw",
    "save/approve",
    "save/import",
    "save/bring back",
    "save/schedule fires",
)
ROW_PATHS = {
    "clinic": ("save/save",),
    "source": ("save/save", "save/import"),
    "urgent sign": ("save/save", "save/import"),
    "pin": ("save/save", "save/delete"),
}
COURSES = [(kind, path) for kind in KINDS for path in PAGE_PATHS] + [
    (kind, path) for kind, paths in ROW_PATHS.items() for path in paths
]
ROW_FORMS = {
    "clinic": ("clinic_clinic", "about"),
    "source": ("editorial_source", "title"),
    "urgent sign": ("clinic_urgentsign", "sign"),
    "pin": ("search_pin", "words"),
}
numbers = itertools.count(1)


@dataclass
class Writer:
    """One side of a race: the words that it writes, what it does, and what it was told."""

    words: str
    act: Callable[[], Any]
    answer: Any = None

    @property
    def is_accepted(self) -> bool:
        return getattr(self.answer, "status_code", 0) == 302

    @property
    def is_refused(self) -> bool:
        return getattr(self.answer, "status_code", 0) == 200

    def holds(self, name: str) -> bool:
        """Whether the form that came back still has the words."""
        if not self.is_refused:
            return False
        fields = _Fields()
        fields.feed(self.answer.content.decode())
        return self.words in fields.values.get(name, "")


class _Fields(HTMLParser):
    """The texts that stand in the fields of a form, as a browser would show them."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "input":
            self.values[found.get("name") or ""] = found.get("value") or ""
        elif tag == "textarea":
            self.inside = found.get("name") or ""

    def handle_endtag(self, tag: str) -> None:
        self.inside = "" if tag == "textarea" else self.inside

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.values[self.inside] = self.values.get(self.inside, "") + data


@dataclass
class Outcome:
    """What came of one race. `lost` says whose words are nowhere; it must stay empty."""

    kind: str
    path: str
    accepted: int = 0
    refused: int = 0
    lost: list[str] = field(default_factory=list)


class Track:
    """Two signed-in people, and the races that they run."""

    def __init__(self) -> None:
        names = (f"racer{next(numbers)}", f"racer{next(numbers)}")
        self.users = [make_user(name, "Publisher") for name in names]
        self.clients = [Client(SERVER_NAME="127.0.0.1") for _user in self.users]
        for client, user in zip(self.clients, self.users, strict=True):
            client.force_login(user)

    def run(self, kind: str, path: str) -> Outcome:
        """Run one race over a fresh page or row."""
        race = self._over_page if kind in KINDS else self._over_row
        return race(kind, path)

    def _over_page(self, kind: str, path: str) -> Outcome:
        number = next(numbers)
        page = draft_of_kind(kind, title=f"Race {number}", slug=f"race-{number}", body="Base.\n")
        publishing.publish(newest(page), by=None)
        rivals = {
            "withdraw": lambda: self._withdraw(page),
            "approve": lambda: self._approve(page),
            "import": lambda: load_page(page, number),
            "bring back": lambda: self._bring_back(page),
            "schedule fires": lambda: self._planned(page),
        }
        what = path.split("/")[1]
        rival = rivals[what]() if what in rivals else None  # made before the forms are opened
        names = {"save": "_save_draft", "publish": "_publish"}
        writers = [
            self._poster(side, edit_address(page), "body", **{names[what]: "1"})
            for side, what in enumerate(path.split("/"))
            if what in names
        ]
        if rival:
            writers.append(Writer("", rival))
        at_once(writers)
        outcome = _count(kind, path, writers)
        kept = list(Revision.objects.filter(page=page))
        for writer in filter(lambda each: each.words, writers):
            texts = [text for text in kept if writer.words in text.content["body"]]
            is_aside = any(text.is_set_aside for text in texts)
            is_saved = any(not text.is_set_aside for text in texts)
            safe = is_saved if writer.is_accepted else is_aside and writer.holds("body")
            outcome.lost += [] if safe else [f"{writer.words}: {writer.answer!r}"]
        outcome.lost += [repr(each.answer) for each in writers if _is_fault(each)]
        return outcome

    def _over_row(self, kind: str, path: str) -> Outcome:
        number = next(numbers)
        make: dict[str, Callable[[], Any]] = {
            "clinic": make_clinic,
            "source": lambda: make_source(f"R{number}"),
            "urgent sign": lambda: make_sign(key=f"r{number}", library_digest="before"),
            "pin": lambda: Pin.objects.create(words=f"base {number}", page=make_article().page_ptr),
        }
        row, (name, column) = make[kind](), ROW_FORMS[kind]
        address = reverse(f"admin:{name}_change", args=[row.pk])
        writers = [self._poster(0, address, column)]
        if path == "save/save":
            writers.append(self._poster(1, address, column))
        elif path == "save/import":
            writers.append(Writer("", load_row(kind, row)))
        else:
            writers.append(self._deleter(1, reverse(f"admin:{name}_delete", args=[row.pk])))
        at_once(writers)
        outcome = _count(kind, path, writers)
        now = type(row).objects.filter(pk=row.pk).first()
        for writer in filter(lambda each: each.words, writers):
            safe = writer.words in getattr(now, column, "") if writer.is_accepted else False
            safe = safe or writer.holds(column)
            outcome.lost += [] if safe else [f"{writer.words}: {writer.answer!r}"]
        outcome.lost += [
            repr(each.answer) for each in writers if isinstance(each.answer, Exception)
        ]
        return outcome

    def _poster(self, side: int, address: str, column: str, **button: str) -> Writer:
        """A writer who has the form open, with words of their own in it."""
        words = f"Words {next(numbers)} of {self.users[side].username}"
        client = self.clients[side]
        form = opened(client, address, **{column: words}, **button)
        return Writer(words, lambda: client.post(address, form))

    def _deleter(self, side: int, address: str) -> Writer:
        client = self.clients[side]
        shown = client.get(address).context["opened_with"]
        return Writer("", lambda: client.post(address, {"post": "yes", "opened_with": shown}))

    def _planned(self, page: Page) -> Callable[[], Any]:
        """Set a text to be published at a time that has just come; the heartbeat publishes it."""
        later = edit(page, self.users[1], body="Planned.\n")
        scheduling.schedule(later, at=timezone.now() + timedelta(hours=1), by=self.users[1])
        Revision.objects.filter(pk=later.pk).update(publish_at=timezone.now())
        return scheduling.publish_due

    def _bring_back(self, page: Page) -> Callable[[], Any]:
        """Press the button of the oldest text in the history."""
        edit(page, self.users[1], body="Second.\n")
        oldest = Revision.objects.filter(page=page).earliest("pk")
        values = {"text": oldest.pk, "base": newest(page).pk}
        address = edit_address(page).replace("/change/", "/history/bring-back/")
        return lambda: self.clients[1].post(address, values)

    def _withdraw(self, page: Page) -> Callable[[], Any]:
        """Give the reason, and press the button of the form that asks for it."""
        address = edit_address(page).replace("/change/", "/withdraw/")
        return lambda: self.clients[1].post(address, {"because": "A race"})

    def _approve(self, page: Page) -> Callable[[], Any]:
        """Approve the whole text that is newest now, as a colleague."""
        reader = Client(SERVER_NAME="127.0.0.1")
        reader.force_login(make_user(f"reader{next(numbers)}", "Reviewer"))
        values = {"revision": newest(page).pk, "has_read_all": "on"}
        values["next_review_due"] = f"{timezone.localdate() + timedelta(days=365)}"
        address = edit_address(page).replace("/change/", "/sign-off/")
        return lambda: reader.post(address, values)


def at_once(writers: list[Writer]) -> None:
    """Let all act at the same moment, give or take what makes either of them the first."""
    barrier = threading.Barrier(len(writers))

    def act(writer: Writer) -> None:
        barrier.wait()
        time.sleep(random.random() * 0.06)
        try:
            writer.answer = writer.act()
        except Exception as error:
            writer.answer = error
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=[writer]) for writer in writers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _count(kind: str, path: str, writers: list[Writer]) -> Outcome:
    posted = [writer for writer in writers if writer.words]
    accepted = sum(writer.is_accepted for writer in posted)
    return Outcome(kind, path, accepted, sum(writer.is_refused for writer in posted))


def _is_fault(writer: Writer) -> bool:
    """Whether somebody met a fault; to be refused is none."""
    is_fault = getattr(writer.answer, "status_code", 200) not in {200, 302}
    return isinstance(writer.answer, Exception) or is_fault


def courses(count: int) -> Iterator[tuple[str, str]]:
    """Give kinds and paths in turn, so that each is run as often as any other."""
    return itertools.islice(itertools.cycle(COURSES), count)
