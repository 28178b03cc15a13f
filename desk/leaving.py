"""A colleague leaves: what they hold goes to others, and their account is switched off, at once."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import CharField, Exists, Q, QuerySet, Value
from django.utils.translation import gettext as _

from desk import people, sessions, two_step
from desk.passing_on import Passed, open_reviews_of, pass_on, titles
from editorial.models import Act, LibraryVersion, Page, Presence, Revision
from editorial.models.act import named


@dataclass
class Held:
    """What somebody has in their hands, by the titles of the pages."""

    owned: list[str]
    reviews: list[str]
    drafts: list[str]
    planned: list[Revision]

    @property
    def is_nothing(self) -> bool:
        return not (self.owned or self.reviews or self.drafts or self.planned)


@dataclass
class Handed:
    """What became of it."""

    pages: int
    passed: Passed
    planned: list[Revision]


def held_by(person: User) -> Held:
    """Return what a person has in their hands."""
    found = _titles("owned", Page.objects.filter(owner=person), "title").union(
        _titles("reviews", open_reviews_of(person), "page__title"),
        _titles("drafts", _drafts(person), "page__title"),
        all=True,
    )
    titles: dict[str, list[str]] = {"owned": [], "reviews": [], "drafts": []}
    for what, title in sorted(found):
        titles[what].append(title)
    return Held(planned=list(_planned(person).select_related("page").defer("content")), **titles)


def _titles(what: str, found: QuerySet[Any], title: str) -> QuerySet[Any]:
    return found.order_by().values_list(Value(what, CharField()), title)


@transaction.atomic
def leave(person: User, *, by: User, owner: User | None, reviewer: User | None) -> Handed:
    """Hand over what a person holds and switch the account off.

    Pages go to `owner`, those of their drafts that nobody looks after too; open reviews to
    `reviewer`, except those of a text which that reviewer wrote: nobody is asked for them any more.
    Texts that wait for their time stay: that was decided when the person could. Raises
    NotAllowedError, with nothing changed.
    """
    LibraryVersion.lock()
    if reason := people.why_not(by, person):
        raise people.NotAllowedError(reason)
    if people.is_last_lead(person):
        raise people.NotAllowedError(_("Nobody else could look after people. Name another first."))
    person = User.objects.select_for_update().get(pk=person.pk)
    handed = Handed(
        pages=_give_pages(person, owner),
        passed=pass_on(person, reviewer, by=by),
        planned=list(_planned(person).select_related("page").defer("content")),
    )
    Act.record(
        Act.Kind.HAND_OVER,
        by=by,
        subject=named(person),
        detail=_in_words(handed, owner, reviewer),
    )
    _switch_off(person, by)
    return handed


def _switch_off(person: User, by: User) -> None:
    """End every way in; the name stays on what the person wrote and reviewed."""
    before = people.facts_of(person)
    person.groups.clear()
    person.user_permissions.clear()
    person.is_active = person.is_staff = person.is_superuser = False
    person.set_unusable_password()  # links that were sent open nothing any more
    person.save()
    sessions.end_all(person)
    two_step.remove(person)
    Presence.objects.filter(user=person).delete()
    detail = "\n".join(f"{name}: {was}" for name, was in before.items() if was)
    Act.record(Act.Kind.SWITCH_OFF, by=by, subject=named(person), detail=detail)


def _give_pages(person: User, owner: User | None) -> int:
    ownerless = Q(owner=None, pk__in=_drafts(person).values("page")) if owner else Q(pk=None)
    return Page.objects.filter(Q(owner=person) | ownerless).update(owner=owner)


def _drafts(person: User) -> QuerySet[Revision]:
    """Return the newest texts of pages that the person wrote, and that are still drafts."""
    newer = Exists(Revision.objects.newer())
    return Revision.objects.filter(
        ~newer, author=person, published_at=None, publish_at=None, is_set_aside=False
    )


def _planned(person: User) -> QuerySet[Revision]:
    waiting = Revision.objects.filter(publish_at__isnull=False, published_at=None)
    return waiting.filter(scheduled_by=person).order_by("publish_at")


def _in_words(handed: Handed, owner: User | None, reviewer: User | None) -> str:
    """Return what was handed over, as the log keeps it."""
    lines = [_("Pages to %(who)s: %(count)d") % {"who": owner or "–", "count": handed.pages}]
    for label, found in (
        (_("Reviews to %s") % (reviewer or "–"), titles(handed.passed.reviews)),
        (_("Reviews that nobody is asked for"), titles(handed.passed.cancelled)),
        (_("Still to be published"), titles(handed.planned)),
    ):
        if found:
            lines.append(f"{label}: {found}")
    return "\n".join(lines)
