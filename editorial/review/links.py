"""Links by which a reviewer reads and answers one review without a password.

A link alone opens nothing: it lets its holder have a code sent to the reviewer's own address. Only
digests are kept; that of a code needs the site's secret as well, for six digits are soon tried.
"""

import secrets
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from editorial.drafts import lock
from editorial.models import Act, Review, ReviewLink
from editorial.models.review import digest_of
from editorial.review.access import may_review
from editorial.reviewing import NotOpenError

CODE_LASTS = timedelta(minutes=20)
CODE_TRIES = 5
CODE_GAP = timedelta(minutes=1)
CODES_AN_HOUR = 6
CODES_A_LINK = 30  # with five tries each: a guess succeeds once in some 7,000 links
LETS_IN = timedelta(hours=2)
LINK_GAP = timedelta(minutes=1)  # a button that was pressed twice makes one link
COOKIE, SALT = "review", "editorial.review"


class NoReviewerError(Exception):
    """The reviewer has no address to write to, or may not review."""


class TooSoonError(Exception):
    """A link or a code was sent a moment ago."""


class TooManyCodesError(Exception):
    """So many codes were asked for that somebody may be guessing."""


class NoCodeError(Exception):
    """There is no code to compare with: none was sent, it is too old, or it was tried too often."""


class State(models.TextChoices):
    """What became of a link, and what its holder is told."""

    OPEN = "open", ""
    ANSWERED = "answered", _("The review was answered already. Thank you.")
    OVERTAKEN = "overtaken", _("Nobody needs this answer any more: the text was changed since.")
    REVOKED = "revoked", _("Whoever sent this link has revoked it.")
    EXPIRED = "expired", _("This link is too old.")
    NOT_YOURS = "not-yours", _("The account that it was sent to may no longer review pages.")
    UNKNOWN = "unknown", _("No link is like this one. Copy all of it from the message.")


@transaction.atomic
def make(review: Review, *, by: User) -> tuple[ReviewLink, str]:
    """Make a link for the reviewer and return it with its secret; earlier ones open no more.

    Raises NotOpenError when the review was answered, NoReviewerError, and TooSoonError when a link
    was made a moment ago.
    """
    page = lock(review.page)
    review = Review.objects.select_related("reviewer").get(pk=review.pk)
    if not review.is_open:
        raise NotOpenError
    if not review.reviewer.email or not may_review(review.reviewer):
        raise NoReviewerError
    now = timezone.now()
    alive = ReviewLink.objects.alive().filter(review=review)
    if alive.filter(made_at__gt=now - LINK_GAP).exists():
        raise TooSoonError
    alive.update(revoked_at=now)
    link, secret = ReviewLink.make(review, by, now)
    Act.record(Act.Kind.LINK, by=by, page=page, detail=str(review.reviewer))
    return link, secret


@transaction.atomic
def revoke(review: Review, *, by: User) -> int:
    """Let no link of a review open any more; return how many did."""
    page = lock(review.page)
    count = ReviewLink.objects.alive().filter(review=review).update(revoked_at=timezone.now())
    if count:
        Act.record(Act.Kind.REVOKE, by=by, page=page, detail=str(review.reviewer))
    return count


def find(secret: str) -> ReviewLink | None:
    """Return the link that has this secret, with its review, page and people."""
    related = ("review__page", "review__reviewer", "review__asked_by", "review__revision__author")
    links = ReviewLink.objects.select_related(*related)
    return links.filter(digest=digest_of(secret)).first()


def state_of(link: ReviewLink | None) -> State:
    """Return whether a link opens, and if not, why."""
    if link is None:
        return State.UNKNOWN
    review = link.review
    reasons = [
        (review.outcome == Review.Outcome.CANCELLED, State.OVERTAKEN),
        (not review.is_open, State.ANSWERED),
        (link.revoked_at is not None, State.REVOKED),
        (not link.is_alive, State.EXPIRED),
        (not may_review(review.reviewer), State.NOT_YOURS),
    ]
    return next((state for holds, state in reasons if holds), State.OPEN)


# --- The code


@transaction.atomic
def new_code(link: ReviewLink) -> str:
    """Return a new code for a link, which ends the code before it.

    Raises TooSoonError within a minute of the last one, and TooManyCodesError.
    """
    link = ReviewLink.objects.select_for_update().get(pk=link.pk)
    now = timezone.now()
    sent = [datetime.fromisoformat(moment) for moment in link.codes_sent_at]
    if sent and now < sent[-1] + CODE_GAP:
        raise TooSoonError
    if len(sent) >= CODES_A_LINK or sum(now < at + timedelta(hours=1) for at in sent) >= (
        CODES_AN_HOUR
    ):
        raise TooManyCodesError
    code = f"{secrets.randbelow(1_000_000):06}"
    link.code_digest, link.code_sent_at, link.code_tries = _digest_of_code(link, code), now, 0
    link.codes_sent_at = [*link.codes_sent_at, now.isoformat()]
    link.save()
    return code


def has_code(link: ReviewLink) -> bool:
    """Whether there is a code that can still be entered."""
    is_fresh = link.code_sent_at and timezone.now() < link.code_sent_at + CODE_LASTS
    return bool(is_fresh) and link.code_tries < CODE_TRIES


def try_code(link: ReviewLink, code: str) -> bool:
    """Whether `code` is the link's; each call uses up a try. Raises NoCodeError."""
    fresh = ReviewLink.objects.filter(pk=link.pk, code_sent_at__gt=timezone.now() - CODE_LASTS)
    # The try is counted before the code is looked at: many requests at once get no more of them.
    if not fresh.filter(code_tries__lt=CODE_TRIES).update(code_tries=F("code_tries") + 1):
        raise NoCodeError
    link.refresh_from_db(fields=["code_digest", "code_tries"])
    return constant_time_compare(_digest_of_code(link, code), link.code_digest)


def _digest_of_code(link: ReviewLink, code: str) -> str:
    return salted_hmac(f"{SALT}.code", f"{link.pk}:{code}", algorithm="sha256").hexdigest()


# --- Who entered a code: a signed cookie for the addresses of this one link


def let_in(response: HttpResponse, link: ReviewLink, secret: str, *, is_secure: bool) -> None:
    """Have the browser show later that a right code was entered."""
    response.set_signed_cookie(
        COOKIE,
        str(link.pk),
        salt=SALT,
        max_age=LETS_IN,
        path=reverse("review:door", args=[secret]),
        secure=is_secure,
        httponly=True,
        samesite="Lax",
    )


def is_let_in(request: HttpRequest, link: ReviewLink) -> bool:
    """Whether this browser entered a right code for this link in the last two hours."""
    held = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=LETS_IN)
    return constant_time_compare(held or "", str(link.pk))
