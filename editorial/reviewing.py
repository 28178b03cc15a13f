"""Who reads a text before readers do, and what they say of it. Each step is one transaction.

Only the whole page's review renews its review date. Whoever wrote a part of the text since its last
review cannot be its reviewer, unless the clinic's rules allow that; the page then says so.
"""

from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from editorial.drafts import StaleDraftError, end_requests, lock, newest_if_stale
from editorial.models import Act, LibraryVersion, Page, Policy, Remark, Review, Revision
from editorial.notices import name_of
from editorial.publishing import note_review, settle


class OwnReviewError(Exception):
    """The reviewer also wrote the text, and the clinic's rules do not allow that."""


class NotOpenError(Exception):
    """The review was answered already, or its text was overtaken by a newer one."""


def texts_since_review(revision: Revision) -> QuerySet[Revision]:
    """Return the texts that were never reviewed whole, up to this one; `is_by` finds one's own."""
    texts = Revision.objects.filter(page=revision.page_id, is_set_aside=False, pk__lte=revision.pk)
    reviewed = texts.filter(signed_off_on__isnull=False).exclude(pk=revision.pk).order_by("-pk")
    last = Coalesce(Subquery(reviewed.values("pk")[:1]), 0)
    return texts.filter(author__isnull=False, pk__gt=last)


def is_by(user: Any) -> Q:
    """Keep the texts that `user` wrote: also older ones of theirs that somebody brought back."""
    return Q(author=user) | Q(also_by=user)


def writers_of(revision: Revision) -> set[int]:
    """Return the ids of all who wrote what was never reviewed whole, this revision included."""
    pairs = texts_since_review(revision).values_list("author", "also_by")
    writers = {revision.author_id, *(pk for pair in pairs for pk in pair)}
    return {pk for pk in writers if pk}


def may_approve_change(page: Page) -> bool:
    """Whether a review of the change alone says enough: all else was reviewed before."""
    return page.is_published and page.reviewed_on is not None and not page.is_changed_since_review


@transaction.atomic
def ask(revision: Revision, *, reviewer: User, by: User, request: str = "") -> Review:
    """Ask somebody to review a text and return the review; asking again returns the open one.

    Raises StaleDraftError when the page has a newer text, OwnReviewError for one of its writers.
    """
    page = lock(revision.page)
    if stale := newest_if_stale(page, revision.pk):
        raise StaleDraftError(stale)
    _is_own(revision, reviewer)
    review, is_new = Review.objects.open().get_or_create(
        revision=revision,
        reviewer=reviewer,
        defaults={"page": page, "asked_by": by, "request": request},
    )
    if is_new:
        Act.record(Act.Kind.ASK, by=by, page=page, detail=name_of(reviewer))
    return review


@transaction.atomic
def sign_off(
    revision: Revision,
    *,
    by: User,
    next_due: date,
    review: Review | None = None,
    is_by_link: bool = False,
) -> Revision:
    """Record that `by` has read the whole text of `revision` and stands behind it.

    If the text is live, readers see it at once. Raises StaleDraftError when the page has a newer
    text than the one that was read, OwnReviewError, NotOpenError when `review` was answered
    meanwhile, and ValueError when `next_due` is not after today.
    """
    if next_due <= timezone.localdate():
        raise ValueError("The next review must be due after today.")
    page = lock(revision.page)
    _read_newest(page, revision)
    revision.is_own_review = _is_own(revision, by)
    revision.signed_off_by, revision.signed_off_on = by, timezone.localdate()
    revision.next_review_due = next_due
    revision.save()
    _answer(revision, by, review, Review.Scope.WHOLE, is_by_link)
    _note_approval(page, by, Review.Scope.WHOLE, is_by_link)
    _show_at_once(page, revision)
    return revision


@transaction.atomic
def approve_change(
    revision: Revision, *, by: User, review: Review | None = None, is_by_link: bool = False
) -> Revision:
    """Record that `by` has read what `revision` changes in a page that was reviewed whole.

    The page's review date stays. Raises as `sign_off` does, and ValueError where the change alone
    says too little: the page's own text was not reviewed, or `by` wrote a part of this one, which
    readers are told of a review of the whole page only.
    """
    page = lock(revision.page)
    _read_newest(page, revision)
    if not may_approve_change(page) or revision.published_at:
        raise ValueError("Only a change of a reviewed page can be approved by itself.")
    if _is_own(revision, by):
        raise ValueError("Its writers can only approve the whole page.")
    revision.change_approved_by, revision.change_approved_on = by, timezone.localdate()
    revision.save()
    _answer(revision, by, review, Review.Scope.CHANGE, is_by_link)
    _note_approval(page, by, Review.Scope.CHANGE, is_by_link)
    return revision


@transaction.atomic
def send_back(review: Review, *, by: User, text: str, is_by_link: bool = False) -> Review:
    """Give a text back to its author with what should change; raises NotOpenError."""
    page = lock(review.page)
    review = _still_open(review)
    Remark.objects.create(review=review, author=by, text=text)
    _close(Review.objects.filter(pk=review.pk), Review.Outcome.SENT_BACK, is_by_link=is_by_link)
    Act.record(Act.Kind.SEND_BACK, by=by, page=page, detail=_told(text, is_by_link))
    return Review.objects.get(pk=review.pk)


@transaction.atomic
def comment(review: Review, *, by: User, text: str) -> Remark:
    """Write beside a review, without answering it."""
    lock(review.page)
    return Remark.objects.create(review=_still_open(review), author=by, text=text)


@transaction.atomic
def cancel(review: Review, *, by: User) -> None:
    """Take back what was asked; nothing happens to a review that was answered."""
    asked = Review.objects.open().filter(pk=review.pk)
    end_requests(lock(review.page), asked, by=by, why=_("Taken back"))


def _read_newest(page: Page, revision: Revision) -> None:
    """Read the revision again; raises StaleDraftError when the page has a newer one."""
    if stale := newest_if_stale(page, revision.pk):
        raise StaleDraftError(stale)
    revision.refresh_from_db()


def _is_own(revision: Revision, user: User) -> bool:
    """Whether the user wrote a part of the text; raises OwnReviewError if that may not be."""
    is_own = user.pk in writers_of(revision)
    if is_own and not Policy.current().allows_own_review:
        raise OwnReviewError
    return is_own


def _answer(
    revision: Revision, by: User, review: Review | None, scope: str, is_by_link: bool
) -> None:
    """Close the review that was answered, and every other one that asked `by` for this text."""
    if review:
        _still_open(review)
    asked = Review.objects.open().filter(revision=revision, reviewer=by)
    if review:
        asked = asked | Review.objects.open().filter(pk=review.pk)
    _close(asked, Review.Outcome.APPROVED, scope, is_by_link)


def _note_approval(page: Page, by: User, scope: Review.Scope, is_by_link: bool) -> None:
    Act.record(Act.Kind.APPROVE, by=by, page=page, detail=_told(str(scope.label), is_by_link))


def _told(detail: str, is_by_link: bool) -> str:
    """Return what the log says of an act, and that it was done by an e-mailed link."""
    return _("By an e-mailed link: %s") % detail if is_by_link else detail


def _still_open(review: Review) -> Review:
    now = Review.objects.get(pk=review.pk)
    if not now.is_open:
        raise NotOpenError
    return now


def _close(
    reviews: QuerySet[Review], outcome: str, scope: str = "", is_by_link: bool = False
) -> None:
    answer = {"outcome": outcome, "scope": scope, "is_by_link": is_by_link}
    reviews.update(**answer, answered_at=timezone.now())


def _show_at_once(page: Page, revision: Revision) -> None:
    """A review of the live text changes what readers are told of it."""
    if revision.published_at and page.is_published:
        note_review(page, revision)
        settle(page, Policy.current())
        page.version = LibraryVersion.bump()
        page.save()
