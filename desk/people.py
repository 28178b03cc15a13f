"""Accounts and roles: who may change whose, and what is noted of it. Each change is one act."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group, User
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from desk import sessions, two_step
from desk.models import Person
from desk.passing_on import pass_on, titles
from desk.roles import DESK_LEAD, ROLES
from editorial.facts import changes
from editorial.models import Act, LibraryVersion, Review
from editorial.models.act import named
from editorial.notices import name_of
from editorial.writing.colleagues import BACKEND


class NotAllowedError(Exception):
    """This person's account is not for the one who asked to change; the text says why."""


def why_not(by: User, person: User) -> str:
    """Return why `by` may not take over or switch off this account; "" if they may.

    A Desk lead looks after colleagues: neither after those who run the site, nor after themselves.
    """
    if person.is_superuser and not by.is_superuser:
        return _("This person runs the site. Only somebody who runs it too can change the account.")
    if person.pk == by.pk:
        return _("This is your own account. Ask another Desk lead.")
    return ""


def may_lead() -> Any:
    """Return those who can look after people: active, with a way in, and the role for it."""
    leads = Q(is_superuser=True) | Q(groups__name=DESK_LEAD)
    return User.objects.filter(leads, is_active=True, is_staff=True).distinct()


def is_last_lead(person: User) -> bool:
    """Whether nobody could look after people, or run the site, without this person."""
    others = may_lead().exclude(pk=person.pk)
    if person.is_superuser and not others.filter(is_superuser=True).exists():
        return True
    return may_lead().filter(pk=person.pk).exists() and not others.exists()


def reviewers() -> Any:
    """Return all who may review, with or without a way into the desk."""
    return User.objects.with_perm("editorial.review_page", backend=BACKEND)


def roles_shown_to(user: User) -> Any:
    """Return the groups that somebody may give: a Desk lead the roles, a superuser all."""
    groups = Group.objects.order_by("pk")
    return groups if user.is_superuser else groups.filter(name__in=ROLES)


def name_of_role(group: Group) -> str:
    """Return what the desk calls a group."""
    return str(ROLES[group.name][0]) if group.name in ROLES else group.name


def facts_of(person: User) -> dict[str, str]:
    """Return what the log tells of an account, each fact under its name."""
    names = [name_of_role(group) for group in person.groups.order_by("pk")]
    return {
        _("Name"): person.get_full_name(),
        _("E-mail"): person.email,
        _("Roles"): ", ".join(names),
        _("Signs in at the desk"): _("yes") if person.is_staff else _("no"),
        _("Account"): _("on") if person.is_active else _("off"),
    }


def note_change(person: User, before: dict[str, str], *, by: User) -> bool:
    """Note what changed of an account, as it was and as it is; return whether anything did."""
    if detail := changes(before, facts_of(person)):
        Act.record(Act.Kind.ROLE, by=by, subject=named(person), detail=detail)
    return bool(detail)


@transaction.atomic
def save_person(person: Person, groups: Iterable[Group] | None, *, by: User) -> list[Review]:
    """Save an account with its roles, and note what changed. `groups` None leaves the roles.

    Groups that `by` cannot give stay as they are. Returns the reviews that the person can answer no
    more: nobody is asked for them now.
    """
    LibraryVersion.lock()
    is_new = person.pk is None
    before = {} if is_new else facts_of(User.objects.get(pk=person.pk))
    if is_new:
        person.set_unusable_password()
    person.save()
    if groups is not None:
        hidden = person.groups.exclude(pk__in=roles_shown_to(by))
        person.groups.set([*hidden, *groups])
    note_change(person, before, by=by)
    if not is_new and before[_("E-mail")] != person.email:
        tell(before[_("E-mail")], person, _("Your e-mail address at the desk was changed"))
    return [] if is_new else _let_go_of_reviews(person, by)


def _let_go_of_reviews(person: User, by: User) -> list[Review]:
    if reviewers().filter(pk=person.pk).exists():
        return []
    ended = pass_on(person, None, by=by).cancelled
    if ended:
        detail = _("Reviews that nobody is asked for: %s") % titles(ended)
        Act.record(Act.Kind.HAND_OVER, by=by, subject=named(person), detail=detail)
    return ended


@transaction.atomic
def give_role(person: Person, name: str, *, by: User) -> None:
    """Give a role beside those that a person has; an account that is not stored yet is made."""
    if person.pk:
        _require(by, person)
    held = list(person.groups.all()) if person.pk else []
    save_person(person, [*held, Group.objects.get(name=name)], by=by)


@transaction.atomic
def let_back(person: User, *, by: User) -> None:
    """Switch an account on again; it has no role, no password and no way in yet."""
    _require(by, person)
    before = facts_of(person)
    person.is_active = True
    person.save(update_fields=["is_active"])
    note_change(person, before, by=by)


@transaction.atomic
def reset_two_step(person: User, *, by: User | None) -> bool:
    """Take a lost phone off an account and end its sessions; return whether there was one."""
    if by:
        _require(by, person)
    if not two_step.remove(person):
        return False
    sessions.end_all(person)
    Act.record(Act.Kind.TWO_FACTOR, by=by, subject=named(person), detail=_("Taken off"))
    tell(person.email, person, _("Two-step sign-in was taken off your account"))
    return True


@transaction.atomic
def make_link(person: User, *, by: User) -> str:
    """Return the path at which a person sets a new password, once and within three days."""
    _require(by, person)
    if not person.is_active:
        raise NotAllowedError(_("This account is switched off."))
    detail = _("A link to set a password was made")
    Act.record(Act.Kind.ROLE, by=by, subject=named(person), detail=detail)
    return link_for(person)


def link_for(person: User) -> str:
    uid = urlsafe_base64_encode(force_bytes(person.pk))
    token = default_token_generator.make_token(person)
    return reverse("password_reset_confirm", args=[uid, token])


@transaction.atomic
def note_password(person: User) -> None:
    """Note that a person chose a password at such a link, and tell them."""
    detail = _("A new password was set by a link")
    Act.record(Act.Kind.ROLE, by=person, subject=named(person), detail=detail)
    tell(person.email, person, _("A new password was set for your account"))


def note_superuser(*, instance: User, created: bool, raw: bool = False, **_signal: Any) -> None:
    """Note an account that runs the site: no page of the desk makes one, only the server does."""
    if created and instance.is_superuser and not raw:
        detail = _("Made on the server. This person runs the site.")
        Act.record(Act.Kind.ROLE, by=None, subject=named(instance), detail=detail)


def send_invitation(person: User, link: str, site: str, *, by: User) -> None:
    """Send a person the link at which they set their password."""
    context = {"person": person, "link": link, "site": site, "by": name_of(by)}
    text = render_to_string("desk/mail/invitation.txt", context)
    send_mail(_("Your way into the desk of LupusInfo"), text, None, [person.email])


def tell(address: str, person: User, what: str) -> None:
    """Tell a person by mail what was changed of their account; the change does not wait for it."""
    if address:
        text = render_to_string("desk/mail/changed.txt", {"person": person, "what": what})
        transaction.on_commit(lambda: send_mail(what, text, None, [address], fail_silently=True))


def _require(by: User, person: User) -> None:
    if reason := why_not(by, person):
        raise NotAllowedError(reason)
