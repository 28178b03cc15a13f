"""What somebody writes before readers see it: drafts, texts that came too late, and what ends with
them: what was asked of reviewers, and plans to publish."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from editorial.models import Act, LibraryVersion, Page, Review, Revision
from editorial.notices import name_of

Content = dict[str, Any]
APPROVAL = [
    "signed_off_by",
    "signed_off_on",
    "next_review_due",
    "is_own_review",
    "change_approved_by",
    "change_approved_on",
]
UNPLANNED: dict[str, None] = {"publish_at": None, "scheduled_by": None}


class StaleDraftError(Exception):
    """Somebody saved a newer text since the base of this one was read."""

    def __init__(self, newest: Revision) -> None:
        super().__init__(f"Revision {newest.pk} is newer.")
        self.newest = newest


def lock(page: Page) -> Page:
    """Lock the library until the transaction ends, and return the page as it is now."""
    LibraryVersion.lock()
    return Page.objects.get(pk=page.pk).concrete()


def newest_if_stale(page: Page, base_id: int | None) -> Revision | None:
    """Return the page's newest revision if it is not the one that a writer began from."""
    newest = Revision.objects.newest_of(page)
    return newest if newest and newest.pk != base_id else None


def create_page(page: Page, content: Content, *, author: User | None) -> Page:
    """Save a new page of any kind as a draft that no reader can see, and return it.

    Its columns take only what staff need to find it; the text itself is the first revision's.
    """
    page.kind = page.kind_for(content)
    page.title, page.slug, page.owner = content["title"], content["slug"], author
    page.save()
    return page


@transaction.atomic
def save_draft(
    page: Page, content: Content, *, author: User | None, base_id: int | None, **about: Any
) -> Revision:
    """Keep `content` as the page's newest text and return its revision; readers see no change.

    `base_id` is the revision that the writer began from; raises StaleDraftError when it is no
    longer the newest. `about` are further fields of the revision, such as its note.
    """
    page = lock(page)
    if stale := newest_if_stale(page, base_id):
        raise StaleDraftError(stale)
    revision = Revision.objects.create(
        page=page, content=content, author=author, base_id=base_id, **about
    )
    open_reviews = Review.objects.open().filter(page=page)
    if revision.base and revision.base.content == content:
        _carry_over(revision.base, revision, open_reviews)
    else:
        # What a reviewer was asked to read is no longer the page's text: somebody asks again.
        end_requests(page, open_reviews, by=author, why=_("A newer text was saved"))
    if page.status == Page.Status.DRAFT:
        page.title, page.slug = content["title"], content["slug"]
        page.kind = page.kind_for(content)
        page.save(update_fields=["title", "slug", "kind"])
    return revision


def end_requests(page: Page, reviews: QuerySet[Review], *, by: User | None, why: str) -> None:
    """Close what is asked of reviewers of a page, without an answer, and record it."""
    asked = [name_of(review.reviewer) for review in reviews.select_related("reviewer")]
    if asked:
        reviews.update(outcome=Review.Outcome.CANCELLED, answered_at=timezone.now())
        detail = _("Asked was: %(who)s. %(why)s") % {"who": ", ".join(asked), "why": why}
        Act.record(Act.Kind.ASK_ENDED, by=by, page=page, detail=detail)


def unplan(page: Page, planned: QuerySet[Revision], *, by: User | None, why: str = "") -> int:
    """Take texts of a page off the schedule, record it, and return how many they were."""
    times = [when(at) for at in planned.values_list("publish_at", flat=True) if at]
    if times:
        planned.update(**UNPLANNED)
        detail = f"{', '.join(times)}: {why}" if why else ", ".join(times)
        Act.record(Act.Kind.UNSCHEDULE, by=by, page=page, detail=detail)
    return len(times)


def when(at: datetime) -> str:
    """Return a time as the log keeps it: in the clinic's zone, which is named."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M %Z}"


def _carry_over(base: Revision, revision: Revision, reviews: QuerySet[Review]) -> None:
    """The same text with other words about it: who read the one has read the other."""
    for name in APPROVAL:
        setattr(revision, name, getattr(base, name))
    revision.save(update_fields=APPROVAL)
    reviews.filter(revision=base).update(revision=revision)


def set_aside(
    page: Page, content: Content, *, author: User | None, base_id: int | None, **about: Any
) -> Revision:
    """Keep a refused text, so that not a word of it is lost, and return its revision.

    `about` are further fields of the revision, such as its note.
    """
    for kept in Revision.objects.filter(page=page, author=author, is_set_aside=True):
        if kept.content == content and all(getattr(kept, name) == about[name] for name in about):
            return kept
    return Revision.objects.create(
        page=page, content=content, author=author, base_id=base_id, is_set_aside=True, **about
    )
