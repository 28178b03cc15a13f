"""What a reviewer answers, at the desk or by a link: one place, so that both do the same.

Each answer may arrive twice (a button pressed again, a page loaded anew): the second does nothing.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from editorial import notices, reviewing
from editorial.drafts import StaleDraftError, lock, newest_if_stale
from editorial.models import Page, Policy, Remark, Review, Revision
from editorial.writing.forms import SignOffForm
from editorial.writing.step_fields import FAR

WORDED = {"comment", "send-back"}


class WordsForm(forms.Form):
    """What the reviewer writes: beside the text, or to give it back."""

    text = forms.CharField(
        label=gettext_lazy("Your words"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("The author reads them. Say what should change, and where."),
        error_messages={"required": gettext_lazy("Write what should change, or your comment.")},
    )


@dataclass
class Forms:
    """The forms of the screen; those that were sent back to be corrected hold what was typed."""

    approve: SignOffForm
    words: WordsForm


@dataclass
class Result:
    """What became of an answer: `said` tells it, or `problem` why it was not taken."""

    forms: Forms
    said: str = ""
    problem: str = ""
    is_stale: bool = False
    is_final: bool = field(default=False)  # the review is answered, not only commented on
    review: Review | None = None  # that was answered


def forms_for(revision: Revision, policy: Policy, data: Any = None) -> Forms:
    """Return the forms for one text, filled in with what was sent for one of them."""
    act = data.get("act", "approve") if data else ""
    initial = {"revision": revision.pk, "next_review_due": proposed_due(policy)}
    return Forms(
        SignOffForm(data if act == "approve" else None, initial=initial),
        WordsForm(data if act in WORDED else None),
    )


def proposed_due(policy: Policy) -> date:
    """Return the day of the next review by the clinic's rules: so many months from today."""
    today = timezone.localdate()
    years, month = divmod(today.month - 1 + policy.review_months, 12)
    for day in range(today.day, 0, -1):  # the 31st, in a month that has none
        try:
            due = today.replace(year=today.year + years, month=month + 1, day=day)
            return min(due, today + FAR - timedelta(days=1))
        except ValueError:
            continue
    raise AssertionError("Every month has a first day.")


def answer(
    data: Any,
    revision: Revision,
    review: Review | None,
    *,
    by: User,
    is_by_link: bool = False,
    say: notices.Say | None = None,
) -> Result:
    """Take what was sent for `revision`, which is the text of `review` if there is one.

    Nothing is recorded when the text that was read is no longer the page's newest. Whoever asked is
    told the answer by mail; `say` is called with a sentence if that fails.
    """
    sent = forms_for(revision, Policy.current(), data)
    act = data.get("act", "approve")
    if str(data.get("revision")) != str(revision.pk):
        return _stale(sent)
    form = sent.approve if act == "approve" else sent.words
    if act != "approve-change" and not form.is_valid():
        return Result(sent)
    try:
        with transaction.atomic():
            result = _take(act, sent, revision, review, by, is_by_link)
            if result.is_final and result.review:
                notices.answered(Review.objects.get(pk=result.review.pk), say=say)
            return result
    except StaleDraftError:
        return _stale(sent)
    except reviewing.NotOpenError:
        return Result(
            sent, problem=_("This review was answered before. Nothing more was recorded.")
        )
    except reviewing.OwnReviewError:
        text = _("You wrote a part of this text. Ask somebody else to review it.")
        return Result(sent, problem=text)
    except ValueError:
        text = _("This change cannot be approved by itself. Read the whole page and approve that.")
        return Result(sent, problem=text)


def _stale(sent: Forms) -> Result:
    text = _("The page has a newer text now, so nothing was recorded. Please read the newer one.")
    return Result(sent, problem=text, is_stale=True)


def _take(
    act: str, sent: Forms, revision: Revision, review: Review | None, by: User, is_by_link: bool
) -> Result:
    page = lock(revision.page)
    if newer := newest_if_stale(page, revision.pk):
        raise StaleDraftError(newer)
    revision.refresh_from_db()
    if act in WORDED:
        return _write(act, sent, revision, review, by, is_by_link)
    if act == "approve-change":
        if not (revision.change_approved_by_id == by.pk and review is None):
            reviewing.approve_change(revision, by=by, review=review, is_by_link=is_by_link)
        said = _("The change is approved. The page's review date stays as it is.")
    else:
        due = sent.approve.cleaned_data["next_review_due"]
        if review or not _is_signed_off(revision, by, due):
            reviewing.sign_off(revision, by=by, next_due=due, review=review, is_by_link=is_by_link)
        said = _("Approved. Readers see the review date with this text.")
    return Result(sent, said=said, is_final=True, review=review)


def _is_signed_off(revision: Revision, by: User, due: date) -> bool:
    """Whether just this was recorded today already."""
    signed = (revision.signed_off_by_id, revision.signed_off_on, revision.next_review_due)
    return signed == (by.pk, timezone.localdate(), due)


def _write(
    act: str, sent: Forms, revision: Revision, review: Review | None, by: User, is_by_link: bool
) -> Result:
    text = sent.words.cleaned_data["text"]
    # Who was not asked asks themselves, so that the words have a place.
    review = review or reviewing.ask(revision, reviewer=by, by=by)
    if act == "comment":
        last = Remark.objects.filter(review=review).order_by("-pk").first()
        if not last or (last.author_id, last.text) != (by.pk, text):
            reviewing.comment(review, by=by, text=text)
        return Result(sent, said=_("Your comment is kept."))
    reviewing.send_back(review, by=by, text=text, is_by_link=is_by_link)
    said = _("Sent back. The author reads your words.")
    return Result(sent, said=said, is_final=True, review=review)


def is_change_enough(page: Page, revision: Revision) -> bool:
    """Whether the reviewer may approve the change alone."""
    return reviewing.may_approve_change(page) and revision.published_at is None
