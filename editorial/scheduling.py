"""Publishing at a set time: by the heartbeat of any process, never by a reader's GET."""

import logging
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from editorial.drafts import lock
from editorial.models import Act, LibraryVersion, Page, Policy, Revision
from editorial.publishing import UNPLANNED, NotPublishableError, publish, what_stops

logger = logging.getLogger(__name__)


@transaction.atomic
def schedule(revision: Revision, *, at: datetime, by: User) -> Revision:
    """Set a revision to be published at a time, instead of any other of its page."""
    page = lock(revision.page)
    if problems := what_stops(page, revision, Policy.current()):
        raise NotPublishableError(problems)
    Revision.objects.planned(page).update(**UNPLANNED)
    revision.publish_at, revision.scheduled_by = at, by
    revision.save(update_fields=["publish_at", "scheduled_by"])
    Act.record(Act.Kind.SCHEDULE, by=by, page=page, detail=f"{at:%Y-%m-%d %H:%M %Z}")
    return revision


@transaction.atomic
def unschedule(page: Page, *, by: User | None = None) -> int:
    """Take the page's texts off the schedule; return how many were on it."""
    count = Revision.objects.planned(lock(page)).update(**UNPLANNED)
    if count:
        Act.record(Act.Kind.UNSCHEDULE, by=by, page=page)
    return count


def publish_due() -> int:
    """Publish every revision whose set time has come, and return how many that were.

    Many processes may call this at once: each revision is looked at again under the library's
    lock, so that one of them publishes it. One that breaks a rule is taken off the schedule and
    its note says why; any other fault is logged, tried again later, and stops no other revision.
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
            revision.publish_at = revision.scheduled_by = None
            why = _("Not published at its time: %s") % refused
            revision.note = f"{revision.note} {why}".strip()[:300]
            revision.save(update_fields=["publish_at", "scheduled_by", "note"])
            return False
        return True
