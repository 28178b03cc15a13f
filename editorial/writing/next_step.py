"""What happens next with a text, and by whom: one sentence for the person who looks at it."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from editorial.models import Page, Stage
from editorial.notices import name_of
from editorial.writing.standing import Standing


def next_step(standing: Standing) -> str:
    """Return the sentence that stands below the steps."""
    if standing.my_review:
        return _("You were asked to read this text, and to approve it or send it back.")
    if standing.open_reviews:
        return _("%s reads it, and approves it or sends it back. You see the answer here.") % (
            ", ".join(name_of(review.reviewer) for review in standing.open_reviews)
        )
    say = {
        Stage.DRAFT: _of_draft,
        Stage.SENT_BACK: _of_sent_back,
        Stage.APPROVED: _of_approved,
        Stage.PLANNED: _of_planned,
        Stage.PUBLISHED: _of_published,
    }
    return say.get(standing.stage, _of_draft)(standing)


def _of_draft(standing: Standing) -> str:
    if not standing.may_write:
        return _("Whoever writes it sends it to review.")
    if not standing.reviewers:
        return _of_draft_without_reviewer(standing)
    if standing.hides:
        return _("Send it to review: your clinic publishes only texts that somebody approved.")
    if standing.may_publish:
        return _("Send it to review. You may also publish it unread; its readers are told so.")
    return _("Send it to review. Once it is approved, a publisher shows it to readers.")


def _of_draft_without_reviewer(standing: Standing) -> str:
    if standing.hides:
        return _(
            "It needs a review, and nobody else here may review. Ask whoever looks after the "
            "accounts to add a reviewer."
        )
    if standing.may_publish:
        return _("Publish it when it is ready. Nobody else here may review it; readers are told.")
    return _("A publisher shows it to readers. Nobody else here may review it.")


def _of_sent_back(standing: Standing) -> str:
    if standing.may_write:
        return _("Read below what should change, change it, and send it to review again.")
    return _("Whoever writes it changes it, and sends it to review again.")


def _of_approved(standing: Standing) -> str:
    if standing.can_publish:
        return _("Publish it, now or at a time that you choose.")
    return _("A publisher shows it to readers.")


def _of_planned(standing: Standing) -> str:
    at = standing.newest.publish_at if standing.newest else None
    when = date_format(timezone.localtime(at), "DATETIME_FORMAT") if at else ""
    return _("It is published by itself: %s.") % when


def _of_published(standing: Standing) -> str:
    page = standing.page
    if page is None or standing.is_withdrawn:
        if standing.may_publish:
            return _("Readers no longer find the page. You can change it, or publish it again.")
        return _("Readers no longer find the page. Only a publisher can bring it back.")
    if standing.is_hidden:
        return _("Send it to review: readers see it as soon as it is approved.")
    due = {"day": date_format(page.next_review_due) if page.next_review_due else ""}
    return {
        Page.ReviewState.NEVER: _("Readers see it. Send it to review, as nobody has reviewed it."),
        Page.ReviewState.CHANGED: _(
            "Readers see it. Send it to review, as it was changed after its last review."
        ),
        Page.ReviewState.OVERDUE: _("Send it to review: its review was due %(day)s.") % due,
        Page.ReviewState.DUE_SOON: _("Send it to review: its review is due %(day)s.") % due,
        Page.ReviewState.REVIEWED: _("Nothing has to happen before its next review, %(day)s.")
        % due,
    }[page.review_state]
