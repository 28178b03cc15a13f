"""The text of a reminder: plain, short, with whole addresses."""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from editorial.models import Page, Review, Revision
from editorial.notices import name_of
from editorial.review.access import desk_address

SHOWN = 10  # of one list; the desk shows all


@dataclass
class Digest:
    """What waits for one person; with `overview`, what those who lead the desk are told too."""

    asked: list[Review] = field(default_factory=list)
    sent_back: list[Revision] = field(default_factory=list)
    overdue: list[Page] = field(default_factory=list)
    due_soon: list[Page] = field(default_factory=list)
    ownerless: list[Page] = field(default_factory=list)
    overview: "Digest | None" = None

    @property
    def is_empty(self) -> bool:
        lists = (self.asked, self.sent_back, self.overdue, self.due_soon, self.ownerless)
        return not any(lists) and (self.overview is None or self.overview.is_empty)


def text_of(digest: Digest, user: User, site: str) -> str:
    """Return the whole mail to a person."""
    parts = [
        _("Hello %s,") % name_of(user),
        _list(_("You are asked to review:"), [_asked(review) for review in digest.asked]),
        _list(_("Sent back to you:"), [_sent_back(text) for text in digest.sent_back]),
        _list(_("Your pages whose review is overdue:"), list(map(_page, digest.overdue))),
        _list(
            _("Your pages whose review is due within 30 days:"), list(map(_page, digest.due_soon))
        ),
    ]
    if digest.overview:
        parts += _overview(digest.overview)
    parts.append(_("All that waits for you: %s") % _whole(reverse("admin:index")))
    parts.append(
        _(
            "The desk of %s sends this once a week. To get it no more, ask whoever looks after the "
            "accounts there to take your e-mail address out."
        )
        % site
    )
    return "\n\n".join(part for part in parts if part) + "\n"


def _overview(digest: Digest) -> list[str]:
    gone = [page for page in digest.ownerless if page.owner]
    nobodys = [page for page in digest.ownerless if not page.owner]
    return [
        _list(_("On the whole site, review overdue:"), list(map(_owned, digest.overdue))),
        _list(
            _("On the whole site, review due within 30 days:"), list(map(_owned, digest.due_soon))
        ),
        _list(_("Published pages whose owner has left:"), list(map(_owned, gone))),
        _list(_("Published pages that nobody owns:"), list(map(_owned, nobodys))),
    ]


def _list(heading: str, lines: list[str]) -> str:
    """Return a heading with its first lines, and how many more there are; "" for none."""
    if not lines:
        return ""
    more = len(lines) - SHOWN
    rest = [ngettext("and %d more", "and %d more", more) % more] if more > 0 else []
    return "\n".join([heading, *(f"- {line}" for line in [*lines[:SHOWN], *rest])])


def _asked(review: Review) -> str:
    said = _("“%(title)s”, asked by %(who)s on %(when)s\n  %(link)s")
    return said % {
        "title": _one_line(review.revision.content.get("title", "")),
        "who": name_of(review.asked_by),
        "when": date_format(review.asked_at, "DATE_FORMAT"),
        "link": _whole(reverse("admin:editorial_review_read", args=[review.pk])),
    }


def _sent_back(revision: Revision) -> str:
    title = _one_line(revision.content.get("title", ""))
    return _("“%(title)s”\n  %(link)s") % {
        "title": title,
        "link": _whole(desk_address(revision.page)),
    }


def _page(page: Page) -> str:
    said = _("“%(title)s”, due %(when)s, last reviewed by %(reviewer)s\n  %(link)s")
    return said % _about(page)


def _owned(page: Page) -> str:
    if page.next_review_due is None:
        return _("“%(title)s” (owner: %(owner)s), never reviewed\n  %(link)s") % _about(page)
    said = _(
        "“%(title)s” (owner: %(owner)s), due %(when)s, last reviewed by %(reviewer)s\n  %(link)s"
    )
    return said % _about(page)


def _about(page: Page) -> dict[str, Any]:
    owner = name_of(page.owner) if page.owner else _("nobody")
    if page.owner and not page.owner.is_active:
        owner = _("%s, who has left") % owner
    return {
        "title": _one_line(page.title),
        "owner": owner,
        "when": date_format(page.next_review_due, "DATE_FORMAT") if page.next_review_due else "",
        "reviewer": name_of(page.reviewed_by) if page.reviewed_by else _("nobody"),
        "link": _whole(desk_address(page)),
    }


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _whole(path: str) -> str:
    return f"{settings.SITE_ADDRESS}{path}"
