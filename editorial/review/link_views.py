"""Reviewing by a link, without a password. Opening one changes nothing: mail scanners do that."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from editorial.models import Review, ReviewLink
from editorial.review import answers as review_answers
from editorial.review import links as review_links
from editorial.review import mail as review_mail
from editorial.review import screen as review_screen
from editorial.review.links import State
from editorial.review.screen import Around, private

METHODS = require_http_methods(["GET", "HEAD", "POST"])


@METHODS
@csrf_protect
def door(request: HttpRequest, secret: str) -> HttpResponse:
    """The screen of the review for whoever entered the code; for others, where to ask for one."""
    link = review_links.find(secret)
    state = review_links.state_of(link)
    if link and state == State.OPEN:
        if not review_links.is_let_in(request, link):
            return _door(request, link, secret, notice=_returned(request))
        if request.method == "POST":
            return _answer(request, link, secret)
        return _screen(request, link, secret)
    if link and state == State.ANSWERED and review_links.is_let_in(request, link):
        return private(render(request, "editorial/review/thanks.html", {"review": link.review}))
    return _gone(request, state)


def _returned(request: HttpRequest) -> str:
    if request.method != "POST":
        return ""
    return _("Nothing was recorded: it is two hours since you entered a code. Ask for another.")


def _door(
    request: HttpRequest, link: ReviewLink, secret: str, *, notice: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "reviewer": link.review.reviewer,
        "asked_by": link.review.asked_by,
        "title": review_mail.shown_title(link),
        "masked": masked(link.review.reviewer.email),
        "has_code": review_links.has_code(link),
        "code_address": reverse("review:code", args=[secret]),
        "enter_address": reverse("review:enter", args=[secret]),
        "notice": notice,
        "written": request.POST.get("text", ""),
    }
    return private(render(request, "editorial/review/door.html", context, status=status))


def masked(address: str) -> str:
    """Return an e-mail address of which only its owner recognises the whole."""
    name, at, host = address.rpartition("@")
    return f"{name[:1]}…\u2060{at}{host}"  # no line ends between the two


def _gone(request: HttpRequest, state: State) -> HttpResponse:
    """Say why a link does not open, and nothing of the page; give back what was written."""
    context = {"why": state.label, "written": request.POST.get("text", "")}
    status = 404 if state == State.UNKNOWN else 410
    return private(render(request, "editorial/review/gone.html", context, status=status))


@METHODS
@csrf_protect
def send_code(request: HttpRequest, secret: str) -> HttpResponse:
    """Send a code to the reviewer's own address."""
    link = review_links.find(secret)
    if request.method != "POST" or not link or review_links.state_of(link) != State.OPEN:
        return HttpResponseRedirect(reverse("review:door", args=[secret]))
    if not settings.HAS_MAIL:
        notice = _("This site cannot send mail at the moment. Please tell whoever sent the link.")
        return _door(request, link, secret, notice=notice, status=503)
    try:
        code = review_links.new_code(link)
    except review_links.TooSoonError:
        notice = _("A code was sent less than a minute ago. Please look for it, or wait a minute.")
        return _door(request, link, secret, notice=notice, status=429)
    except review_links.TooManyCodesError:
        notice = _("Too many codes were asked for. Please wait an hour, or ask for another link.")
        return _door(request, link, secret, notice=notice, status=429)
    if not review_mail.send_code(request, link, code):
        notice = _("The mail server did not take the message. Please try again in a minute.")
        return _door(request, link, secret, notice=notice, status=503)
    return HttpResponseRedirect(reverse("review:door", args=[secret]))


@METHODS
@csrf_protect
def enter(request: HttpRequest, secret: str) -> HttpResponse:
    """Let a browser in that shows the right code, for this link only."""
    link = review_links.find(secret)
    there = HttpResponseRedirect(reverse("review:door", args=[secret]))
    if request.method != "POST" or not link or review_links.state_of(link) != State.OPEN:
        return there
    code = "".join(request.POST.get("code", "").split())
    try:
        is_right = review_links.try_code(link, code)
    except review_links.NoCodeError:
        notice = _("There is no code to compare with any more. Please ask for another.")
        return _door(request, link, secret, notice=notice, status=403)
    if not is_right:
        notice = _("That is not the code. Please look at the newest message.")
        return _door(request, link, secret, notice=notice, status=403)
    review_links.let_in(there, link, secret, is_secure=settings.SESSION_COOKIE_SECURE)
    return there


@METHODS
def page_alone(request: HttpRequest, secret: str) -> HttpResponse:
    """The page just as readers would see it, to whoever entered the code."""
    link = review_links.find(secret)
    is_open = link and review_links.state_of(link) == State.OPEN
    if not link or not is_open or not review_links.is_let_in(request, link):
        return HttpResponseRedirect(reverse("review:door", args=[secret]))
    review = link.review
    return review_screen.show_alone(request, review.page.concrete(), review.revision)


def _screen(request: HttpRequest, link: ReviewLink, secret: str, **returned: Any) -> HttpResponse:
    review: Review = review_screen.reviews().get(pk=link.review_id)
    around = Around(
        can_answer=True,
        can_comment=True,
        is_by_link=True,
        alone=reverse("review:page", args=[secret]),
        further={"is_newest": True, "said": "said" in request.GET},
    )
    subject = review_screen.of_review(review)
    return review_screen.show(request, subject, around, reader=review.reviewer, **returned)


def _answer(request: HttpRequest, link: ReviewLink, secret: str) -> HttpResponse:
    review = link.review
    result = review_answers.answer(
        request.POST, review.revision, review, by=review.reviewer, is_by_link=True
    )
    address = reverse("review:door", args=[secret])
    if result.is_final:
        return HttpResponseRedirect(address)
    if result.said:
        return HttpResponseRedirect(f"{address}?said=1#review-remarks")
    link.refresh_from_db()
    state = review_links.state_of(review_links.find(secret))
    if state != State.OPEN:  # answered or overtaken while this was written
        return _gone(request, state)
    return _screen(request, link, secret, forms=result.forms, problem=result.problem)
