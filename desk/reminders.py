"""Reminders by mail: once a week, what waits for each person. Nothing waits: no mail.

The heartbeat sends them on Monday morning, in the clinic's time, or as soon after as a process
runs; `manage.py send_reminders` does it at any time. The day is noted under the library's lock
before the first mail leaves, so that one process sends them, and sends them once.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clinic.models import Clinic
from desk.digest import Digest, text_of
from desk.roles import DESK_LEAD
from editorial.models import LibraryVersion, Page, Policy, Review, Revision, Stage, with_stage
from editorial.models.page import DUE_SOON

HOUR = 6  # of Monday, in the clinic's time
logger = logging.getLogger(__name__)
Progress = Callable[[str], object]


class NotSetUpError(Exception):
    """Reminders cannot be sent: the text says what to set."""


@dataclass(frozen=True)
class Letter:
    """A mail to one person."""

    address: str
    subject: str
    text: str


def require_set_up() -> None:
    """Raise NotSetUpError where mail, or the address that links lead to, is not set."""
    if not settings.HAS_MAIL:
        raise NotSetUpError(
            _("Mail is not set up: set LUPUSINFO_MAIL_URL and _MAIL_FROM (docs/settings.md).")
        )
    if not settings.SITE_ADDRESS:
        raise NotSetUpError(
            _("Links in a mail need the site's address. Set LUPUSINFO_ADDRESS (docs/settings.md).")
        )


def letters() -> Iterator[Letter]:
    """Give the mails that are to be sent today; people for whom nothing waits get none."""
    digests = _digests()
    site = Clinic.current(LibraryVersion.current()).name or "LupusInfo"
    for user in _people():
        digest = digests[user.pk]
        if user.is_lead:  # type: ignore[attr-defined]
            digest.overview = digests[None]
        if not digest.is_empty:
            subject = _("%(site)s: what waits for you at the desk") % {"site": site}
            yield Letter(user.email, " ".join(subject.split()), text_of(digest, user, site))


def _people() -> list[User]:
    """Return who can be reached, each once and with `is_lead`."""
    leads = set(
        User.objects.filter(Q(is_superuser=True) | Q(groups__name=DESK_LEAD)).values_list(
            "pk", flat=True
        )
    )
    people = list(
        User.objects.filter(is_active=True, is_staff=True).exclude(email="").order_by("pk")
    )
    for user in people:
        user.is_lead = user.pk in leads  # type: ignore[attr-defined]
    return people


def _digests() -> defaultdict[int | None, Digest]:
    """Return what waits for each person, by id; None: for those who lead the desk."""
    digests: defaultdict[int | None, Digest] = defaultdict(Digest)
    today = timezone.localdate()
    overview = digests[None]
    for page in _due_pages(today):
        is_overdue = page.next_review_due is not None and page.next_review_due < today
        for digest in [overview, *([digests[page.owner_id]] if page.owner_id else [])]:
            (digest.overdue if is_overdue else digest.due_soon).append(page)
    overview.ownerless.extend(_nobodys_pages())
    for review in (
        Review.objects.open().select_related("revision", "page", "asked_by").order_by("pk")
    ):
        digests[review.reviewer_id].asked.append(review)
    for revision in _sent_back():
        digests[revision.author_id].sent_back.append(revision)
    return digests


def _due_pages(today: date) -> Any:
    due = Page.objects.filter(status=Page.Status.PUBLISHED, next_review_due__lt=today + DUE_SOON)
    return due.for_list().select_related("owner", "reviewed_by").order_by("next_review_due", "pk")


def _nobodys_pages() -> Any:
    nobody = Q(owner=None) | Q(owner__is_active=False)
    pages = Page.objects.filter(nobody, status=Page.Status.PUBLISHED).for_list()
    return pages.select_related("owner").order_by("title", "pk")


def _sent_back() -> Iterator[Revision]:
    """Give the texts that were sent back and not written anew since."""
    texts = with_stage(Revision.objects.filter(published_at=None)).filter(Q(stage=Stage.SENT_BACK))
    newer = Revision.objects.filter(is_set_aside=False, page__revisions__in=texts.values("pk"))
    newest: dict[int, int] = {}
    for page_id, pk in newer.values_list("page_id", "pk"):
        newest[page_id] = max(pk, newest.get(page_id, 0))
    for revision in texts.select_related("page").order_by("pk"):
        if newest.get(revision.page_id) == revision.pk and revision.author_id:
            yield revision


def claim(today: date, *, again: bool = False) -> date | None:
    """Note that reminders go out today; return None, or the day on which they did this week.

    Only one of several processes that ask at once gets None.
    """
    with transaction.atomic():
        LibraryVersion.lock()
        policy = Policy.current()
        last = policy.reminded_on
        if last and last >= monday_of(today) and not again:
            return last
        policy.reminded_on = today
        policy.save()
        return None


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def send(mails: list[Letter], say: Progress = lambda _said: None) -> list[str]:
    """Send each mail, one after the other; return the addresses that failed and why."""
    failed = []
    connection = get_connection()
    for number, mail in enumerate(mails, start=1):
        try:
            message = EmailMessage(
                mail.subject, mail.text, to=[mail.address], connection=connection
            )
            message.extra_headers["Auto-Submitted"] = "auto-generated"
            message.send()
        except Exception as error:  # whatever stops one mail must not stop the next
            logger.exception("A reminder to %s could not be sent.", mail.address)
            failed.append(f"{mail.address} ({error})")
            _close(connection)
        say(f"{number}/{len(mails)} {mail.address}")
    _close(connection)
    return failed


def _close(connection: Any) -> None:
    """End a connection, even one that is broken; the next mail opens another."""
    try:
        connection.close()
    except Exception:
        logger.debug("The connection to the mail server was broken.", exc_info=True)


def send_if_due() -> int:
    """Send this week's reminders if it is time and nobody has; return how many were sent.

    Called at every beat. Where mail is not set up, nothing happens, and nothing is noted.
    """
    now = timezone.localtime(timezone=Clinic.current(LibraryVersion.current()).zone)
    monday = monday_of(now.date())
    last = Policy.current().reminded_on
    if (last and last >= monday) or (now.date() == monday and now.hour < HOUR):
        return 0
    try:
        require_set_up()
    except NotSetUpError:
        return 0
    with timezone.override(now.tzinfo):
        if claim(now.date()):
            return 0
        mails = list(letters())
        return len(mails) - len(send(mails))


def shown(day: date) -> str:
    """Return a day in words."""
    return date_format(day, "DATE_FORMAT")
