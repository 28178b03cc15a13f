"""The screen on which a text is read and answered: the same at the desk and by a link.

It is the page's own template with a few sections around the text, so that a reviewer sees just what
readers will see, in the page's language, on any device and under the same policy of headers.
"""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import OuterRef, Prefetch, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from editorial import reading, reviewing
from editorial.differences import differences
from editorial.models import (
    Page,
    Policy,
    Remark,
    Review,
    ReviewLink,
    Revision,
    library_version_of,
    model_of,
)
from editorial.review.answers import Forms, forms_for, is_change_enough
from editorial.writing.advice import findings

REMARKS = Prefetch("remarks", Remark.objects.select_related("author"))


@dataclass(frozen=True)
class Subject:
    """What is read: one text of one page, and the review that asked for it, if one did."""

    page: Page
    revision: Revision
    review: Review | None
    published: dict[str, Any] | None
    newest_id: int


@dataclass(frozen=True)
class Around:
    """What differs between the desk and a link: what may be done, and where it is sent."""

    can_answer: bool = False
    can_comment: bool = False
    is_by_link: bool = False
    alone: str = ""  # the address of the page as readers will see it, alone
    further: dict[str, Any] = field(default_factory=dict)


def reviews() -> Any:
    """Return the reviews with all that the screen tells of them."""
    alive = ReviewLink.objects.alive().filter(review=OuterRef("pk"))
    people = ("page", "reviewer", "asked_by", "revision__author")
    found = Review.objects.select_related(*people).prefetch_related(REMARKS)
    return found.annotate(link_until=Subquery(alive.values("expires_at")[:1]))


def of_review(review: Review) -> Subject:
    """Return what a review is about."""
    page = _page(review.page)
    return _subject(page, review.revision, review)


def of_newest(page_id: int, user: Any) -> Subject:
    """Return the newest text of a page, with the review by which `user` was asked to read it.

    Raises Http404 where there is no such page.
    """
    texts = Revision.objects.filter(page__pk=page_id, is_set_aside=False)
    revision = texts.select_related("author", "page").order_by("-pk").first()
    if revision is None:
        raise Http404
    review = reviews().open().filter(revision=revision, reviewer=user).first()
    return _subject(_page(revision.page), revision, review)


def _page(page: Page) -> Any:
    """Return a page as its own kind, with its reviewer and the ids and texts that are compared."""
    texts = Revision.objects.filter(page=OuterRef("pk"))
    newest = texts.filter(is_set_aside=False).order_by("-pk")
    published = texts.live_first()
    pages = model_of(page.kind)._default_manager.select_related("reviewed_by")
    return pages.annotate(
        newest_id=Subquery(newest.values("pk")[:1]),
        published_text=Subquery(published.values("content")[:1]),
    ).get(pk=page.pk)


def _subject(page: Any, revision: Revision, review: Review | None) -> Subject:
    return Subject(page, revision, review, page.published_text, page.newest_id)


def show(
    request: HttpRequest,
    subject: Subject,
    around: Around,
    *,
    reader: Any,
    forms: Forms | None = None,
    problem: str = "",
) -> HttpResponse:
    """Show the screen to `reader`; `forms` and `problem` are those of an answer not taken."""
    page, revision, review = subject.page, subject.revision, subject.review
    policy = Policy.at(library_version_of(request))
    live_address = page.get_absolute_url() if page.is_public else ""
    shown = reading.draft(page, revision, is_under_review=True)
    is_own = _is_own(subject, reader, policy)
    with translation.override(page.language):
        context = {
            "page_template": template_of(page),
            "page": page,
            "reading": shown,
            "revision": revision,
            "review": review,
            "around": around,
            "live_address": live_address,
            "is_own": is_own,
            "can_answer": around.can_answer and not (is_own and not policy.allows_own_review),
            "is_change_enough": is_change_enough(page, revision) and not is_own,
            "was_published": subject.published is not None,
            "differences": differences(page, subject.published or {}, revision.content),
            "findings": findings(page, revision.content, library_version_of(request)),
            "forms": forms or forms_for(revision, policy),
            "problem": problem,
            **around.further,
        }
        response = render(request, "editorial/review/read.html", context)
    return private(response, page.language)


def _is_own(subject: Subject, reader: Any, policy: Policy) -> bool:
    """Whether the reader wrote a part of the text. Nobody is asked who did, unless that may be."""
    review = subject.review
    if review and review.reviewer_id == reader.pk and not policy.allows_own_review:
        return False
    return reader.pk in reviewing.writers_of(subject.revision)


def template_of(page: Page) -> str:
    """Return the template with which the room of a page shows it to readers."""
    return model_of(page.kind).TEMPLATE


def show_alone(request: HttpRequest, page: Page, revision: Revision) -> HttpResponse:
    """Show any text of a page just as readers would see it, to somebody who may."""
    with translation.override(page.language):
        shown = reading.draft(page, revision)
        newest = Revision.objects.newest_of(page)
        context = {
            "page": page,
            "reading": shown,
            "revision": revision,
            "is_older": newest is not None and newest.pk != revision.pk,
            "is_live": page.is_public
            and revision == Revision.objects.live_first().filter(page=page).first(),
        }
        response = render(request, template_of(page), context)
    return private(response, page.language)


def private(response: HttpResponse, language: str = "") -> HttpResponse:
    """Say that nobody may keep, list or tell of this answer."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    if language:
        response.headers["Content-Language"] = language
    return response
