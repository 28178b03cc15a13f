"""Mail that tells people of their work: the reviewer who is asked, the author who is answered, and
whoever planned a text that could not be published at its time.

A mail leaves after the change itself is stored. One that cannot be sent is logged and said to who
pressed the button; it never undoes what was done.
"""

import logging
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import send_mail
from django.db import transaction
from django.utils.translation import gettext as _

from editorial.models import Page, Review, Revision
from editorial.review.access import desk_address

logger = logging.getLogger(__name__)
Say = Callable[[str], object]


def name_of(user: User) -> str:
    """Return what colleagues call a person."""
    return user.get_full_name() or user.get_username()


def reaches(user: User) -> bool:
    """Whether a mail can be sent to this person at all."""
    return bool(settings.HAS_MAIL and user.email and user.is_active)


def asked(review: Review, link: str = "", *, say: Say | None = None) -> bool:
    """Tell a reviewer what waits for them; return whether a mail is on its way.

    `link` is the whole address at which they read it. `say` is called with a sentence if the mail
    fails.
    """
    title = review.revision.content["title"]
    names = {"title": title, "who": name_of(review.asked_by)}
    parts = [_("%(who)s asks you to review “%(title)s”.") % names, review.request]
    if link:
        parts.append(_("Read it and answer here:\n%s") % link)
    return _send(review.reviewer, _("Please review: %s") % title, parts, say)


def answered(review: Review, *, say: Say | None = None) -> bool:
    """Tell who asked, and who wrote the text, what the reviewer said; as `asked` otherwise."""
    title = review.revision.content["title"]
    names = {"title": title, "who": name_of(review.reviewer)}
    if review.outcome == Review.Outcome.APPROVED:
        subject = _("Approved: %s") % title
        parts = [_("%(who)s approved “%(title)s”.") % names]
    else:
        subject = _("Sent back: %s") % title
        parts = [_("%(who)s sent “%(title)s” back, so that it is changed.") % names]
    parts += [remark.text for remark in review.remarks.all()]
    parts.append(_open_here(review.page))
    concerned = {review.asked_by, review.revision.author} - {review.reviewer, None}
    return bool(sum(_send(person, subject, parts, say) for person in concerned if person))


def not_published(revision: Revision, why: str) -> bool:
    """Tell whoever planned a text that it was not published at its time, and why."""
    title, planner = revision.content["title"], revision.scheduled_by
    parts = [
        _("“%s” was to be published by itself now. It was not, and is not tried again:") % title
    ]
    parts += [why, _open_here(revision.page)]
    subject = _("Not published at its time: %s") % title
    return planner is not None and _send(planner, subject, parts, None)


def _open_here(page: Page) -> str:
    return _("Open it here:\n%s") % f"{settings.SITE_ADDRESS}{desk_address(page)}"


def _send(to: User, subject: str, parts: list[str], say: Say | None) -> bool:
    if not reaches(to):
        return False
    text = "\n\n".join(part for part in parts if part) + "\n"

    def send() -> None:
        try:
            send_mail(" ".join(subject.split()), text, None, [to.email])
        except Exception:
            logger.exception("A mail to user %s could not be sent.", to.pk)
            if say:
                say(_("The e-mail to %s could not be sent. Tell them yourself.") % name_of(to))

    transaction.on_commit(send)
    return True
