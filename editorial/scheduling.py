"""Publishing at a set time: by the heartbeat of any process, never by a reader's GET."""

import logging
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from editorial import notices
from editorial.drafts import lock, unplan, when
from editorial.models import Act, LibraryVersion, Page, Policy, Revision
from editorial.publishing import NotPublishableError, publish, what_stops

logger = logging.getLogger(__name__)


@transaction.atomic
def schedule(revision: Revision, *, at: datetime, by: User) -> Revision:
    """Set a revision to be published at a time, instead of any other of its page."""
    page = lock(revision.page)
    if problems := what_stops(page, revision, Policy.current()):
        raise NotPublishableError(problems)
    unplan(page, Revision.objects.planned(page), by=by, why=_("Another time was set"))
    revision.publish_at, revision.scheduled_by = at, by
    revision.save(update_fields=["publish_at", "scheduled_by"])
    Act.record(Act.Kind.SCHEDULE, by=by, page=page, detail=when(at))
    return revision


@transaction.atomic
def unschedule(page: Page, *, by: User | None = None) -> int:
    """Take the page's texts off the schedule; return how many were on it."""
    page = lock(page)
    return unplan(page, Revision.objects.planned(page), by=by)


def publish_due() -> int:
    """Publish every revision whose set time has come, and return how many that were.

    Many processes may call this at once: each revision is looked at again under the library's
    lock, so that one of them publishes it. One that breaks a rule is taken off the schedule; its
    note, the log and a mail to whoever planned it say why. Any other fault is logged, tried again
    later, and stops no other revision.
    """
    published = 0
    for pk in list(Revision.objects.due().values_list("pk", flat=True)):
        try:
            published += _publish_if_due(pk)
        except Exception:
            logger.exception("Revision %s could not be published; it is tried again.", pk)
    return published


def _publish_if_due(pk: int) -> bool:
    with transaction.atomic():
        LibraryVersion.lock()
        revision = Revision.objects.due().filter(pk=pk).first()
        if revision is None:
            return False
        try:
            publish(revision, by=revision.scheduled_by)
        except NotPublishableError as refused:
            logger.error("Revision %s could not be published at its time: %s", pk, refused)
            _take_off(revision, str(refused))
            return False
        return True


def _take_off(revision: Revision, why: str) -> None:
    """Say why a text was not published where somebody looks: it is not tried again."""
    said = _("Not published at its time: %s") % why
    notices.not_published(revision, why)
    detail = f"{when(revision.publish_at)}: {why}" if revision.publish_at else why
    Act.record(Act.Kind.NOT_PUBLISHED, by=None, page=revision.page, detail=detail)
    revision.publish_at = revision.scheduled_by = None
    revision.note = f"{said} {revision.note}".strip()[:300]
    revision.save(update_fields=["publish_at", "scheduled_by", "note"])
