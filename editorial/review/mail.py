"""The two messages of a review by link: the link, and the code that goes with it.

Neither names a page that readers cannot open: mail is read by more than its reader.
"""

import logging
import smtplib
from typing import Any

from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from editorial.models import ReviewLink
from editorial.review.links import CODE_LASTS

logger = logging.getLogger(__name__)


def send_link(request: HttpRequest, link: ReviewLink, secret: str) -> bool:
    """Send a link to its reviewer; return whether the mail server took it."""
    address = request.build_absolute_uri(reverse("review:door", args=[secret]))
    return _send(request, link, "link", address=address)


def send_code(request: HttpRequest, link: ReviewLink, code: str) -> bool:
    """Send a code to the reviewer's own address; return whether the mail server took it."""
    minutes = int(CODE_LASTS.total_seconds() // 60)
    return _send(request, link, "code", code=code, minutes=minutes)


def _send(request: HttpRequest, link: ReviewLink, name: str, **context: Any) -> bool:
    context |= {"link": link, "reviewer": link.review.reviewer, "asked_by": link.made_by}
    context["title"] = shown_title(link)
    first, _newline, body = render_to_string(
        f"editorial/review/mail_{name}.txt", context, request=request
    ).partition("\n")
    message = EmailMessage(
        subject=" ".join(first.split()),
        body=body.strip() + "\n",
        to=[link.review.reviewer.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
    try:
        return bool(message.send())
    except (smtplib.SMTPException, OSError):
        logger.exception("A message about review link %s could not be sent.", link.pk)
        return False


def shown_title(link: ReviewLink) -> str:
    """Return the title of the page if readers can read it; that of any other page is not told."""
    page = link.review.page
    return page.title if page.is_public else ""
