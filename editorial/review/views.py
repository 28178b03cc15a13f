"""Reviewing at the desk: reading and answering, links by e-mail, any text as readers see it."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from editorial.models import Page, Policy, Revision
from editorial.review import answers as review_answers
from editorial.review import links as review_links
from editorial.review import mail as review_mail
from editorial.review import screen as review_screen
from editorial.review.access import desk_address, may_ask, may_read, may_review
from editorial.review.screen import Around, Subject
from editorial.reviewing import NotOpenError
from editorial.writing.stale_forms import keeping, tell_saved


@require_http_methods(["GET", "HEAD", "POST"])
def read_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Where whoever was asked reads a text and answers, and colleagues follow what was said."""
    if not may_read(request.user):
        raise PermissionDenied
    review = get_object_or_404(review_screen.reviews(), pk=pk)
    subject = review_screen.of_review(review)
    if request.method == "POST":
        return _answer(request, subject)
    return review_screen.show(request, subject, _around(request, subject), reader=request.user)


@require_http_methods(["GET", "HEAD", "POST"])
def sign_off_view(request: HttpRequest, model: type[Page], page_id: int) -> HttpResponse:
    """Where a reviewer reads and answers the newest text of a page of a kind, asked or not."""
    if not may_review(request.user):
        raise PermissionDenied
    subject = review_screen.of_newest(page_id, request.user)
    if not isinstance(subject.page, model):
        raise Http404
    if request.method == "POST":
        return _answer(request, subject)
    return review_screen.show(request, subject, _around(request, subject), reader=request.user)


def _around(request: HttpRequest, subject: Subject) -> Around:
    review, user = subject.review, request.user
    is_open = review is None or review.is_open
    is_asked = review is None or review.reviewer_id == user.pk
    is_newest = subject.newest_id == subject.revision.pk
    can_review, can_ask = may_review(user), may_ask(user, subject.page)
    can_link = bool(review and is_open and can_ask)
    further: dict[str, Any] = {
        "is_newest": is_newest,
        "keeping": keeping(request, is_unsaved=bool(request.POST.get("text"))),
        "can_answer_too": can_review and not is_asked and is_newest,
        "can_read_newest": can_review and not is_newest,
        "can_link": can_link,
        "has_mail": settings.HAS_MAIL,
        "can_be_written_to": can_link and review and _can_be_written_to(review.reviewer, user),
        "desk": desk_address(subject.page),
        "history": desk_address(subject.page, "history"),
        "sign_off": desk_address(subject.page, "sign_off"),
    }
    return Around(
        can_answer=can_review and is_open and is_asked,
        can_comment=is_open and (can_review or (can_ask and review is not None)),
        alone=reverse("admin:editorial_revision_read", args=[subject.revision.pk]),
        further=further,
    )


def _can_be_written_to(reviewer: Any, user: Any) -> bool:
    return bool(reviewer.email) and (reviewer.pk == user.pk or may_review(reviewer))


def _answer(request: HttpRequest, subject: Subject) -> HttpResponse:
    user: Any = request.user
    _require_right(user, subject, request.POST.get("act"))
    result = review_answers.answer(
        request.POST,
        subject.revision,
        subject.review,
        by=user,
        say=lambda text: messages.warning(request, text),
    )
    if result.said:
        messages.success(request, result.said)
        there = HttpResponseRedirect(
            desk_address(subject.page) if result.is_final else request.path
        )
        tell_saved(request, there)
        return there
    if result.is_stale:
        subject = review_screen.of_newest(subject.page.pk, user)
        result.forms.approve = review_answers.forms_for(subject.revision, Policy.current()).approve
    return review_screen.show(
        request,
        subject,
        _around(request, subject),
        reader=user,
        forms=result.forms,
        problem=result.problem,
    )


def _require_right(user: Any, subject: Subject, act: str | None) -> None:
    """Whoever may write the page comments too; only who was asked answers for themselves."""
    is_asked = subject.review is None or subject.review.reviewer_id == user.pk
    if act == "comment" and subject.review:
        may = may_review(user) or may_ask(user, subject.page)
    else:
        may = may_review(user) and is_asked
    if not may:
        raise PermissionDenied


@require_POST
def change_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the reviewer a link by e-mail, or revoke what was sent."""
    review = get_object_or_404(review_screen.reviews(), pk=pk)
    if not may_ask(request.user, review.page):
        raise PermissionDenied
    if request.POST.get("act") == "revoke":
        count = review_links.revoke(review, by=request.user)  # type: ignore[arg-type]
        said = _("The link is revoked.") if count else _("No link was open.")
        messages.success(request, said)
    else:
        _send_link(request, review)
    return HttpResponseRedirect(reverse("admin:editorial_review_read", args=[pk]))


def _send_link(request: HttpRequest, review: Any) -> None:
    user: Any = request.user
    if not settings.HAS_MAIL:
        messages.error(request, _("This site cannot send mail yet."))
        return
    try:
        link, secret = review_links.make(review, by=user)
    except review_links.TooSoonError:
        messages.info(request, _("A link was sent a moment ago."))
    except review_links.NoReviewerError:
        messages.error(request, _("The reviewer has no e-mail address, or may not review."))
    except NotOpenError:
        messages.error(request, _("This review was answered before, so no link was sent."))
    else:
        if review_mail.send_link(request, link, secret):
            messages.success(request, _("A link is on its way to %s.") % review.reviewer.email)
        else:
            review_links.revoke(review, by=user)
            messages.error(request, _("The mail server did not take the message. Try again later."))


@require_safe
def read_text(request: HttpRequest, pk: int) -> HttpResponse:
    """Show any text that was ever saved, as readers would see it."""
    if not may_read(request.user):
        raise PermissionDenied
    revision = get_object_or_404(Revision.objects.select_related("page"), pk=pk)
    return review_screen.show_alone(request, revision.page.concrete(), revision)
