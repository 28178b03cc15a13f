"""What became of a page: every text, who wrote and reviewed it, and how to bring one back."""

from copy import copy
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from editorial import drafts
from editorial.models import Act, Page, Remark, Review, Revision, with_stage
from editorial.notices import name_of
from editorial.publishing import is_address_taken, overlay
from editorial.reviewing import writers_of

PEOPLE = ("author", "signed_off_by", "change_approved_by", "published_by", "scheduled_by")
ACTS_SHOWN = 20


def page_of(model: type[Page], pk: int) -> Any:
    """Return a page with `text_count`, `newest_id` and `live_id`; raises Http404.

    The live text is the one that was published last: the page's columns hold it.
    """
    texts = Revision.objects.filter(page=OuterRef("pk"))
    newest = texts.filter(is_set_aside=False).order_by("-pk")
    live = texts.live_first()
    counted = texts.order_by().values("page").annotate(count=Count("pk"))
    pages = model._default_manager.annotate(
        text_count=Coalesce(Subquery(counted.values("count")), 0),
        newest_id=Subquery(newest.values("pk")[:1]),
        live_id=Subquery(live.values("pk")[:1]),
    )
    return get_object_or_404(pages, pk=pk)


def texts_of(page: Page) -> QuerySet[Revision]:
    """Return every text of a page, the newest first, with all that the history tells of it."""
    remarks = Prefetch("remarks", Remark.objects.select_related("author"))
    reviews = Review.objects.select_related("reviewer").prefetch_related(remarks)
    texts = Revision.objects.filter(page=page).defer("content").select_related(*PEOPLE)
    return with_stage(texts).prefetch_related(Prefetch("reviews", reviews))


def acts_of(page: Page, number: int) -> tuple[list[Act], bool]:
    """Return a part of what the log says of a page, newest first, and whether there is more."""
    first = (number - 1) * ACTS_SHOWN
    found = list(Act.objects.filter(page_id=page.pk)[first : first + ACTS_SHOWN + 1])
    return found[:ACTS_SHOWN], len(found) > ACTS_SHOWN


@transaction.atomic
def bring_back(revision: Revision, *, by: User, base_id: int | None, said: str) -> Revision | None:
    """Save an older text as a new draft upon the page's newest, and return it.

    Readers see no change. None when the page's newest text says the same already. Raises
    StaleDraftError when the page has a newer text than `base_id`. `said` becomes its note.
    """
    page = drafts.lock(revision.page)
    newest = Revision.objects.newest_of(page)
    content = _usable(page, revision.content, newest.content if newest else {})
    if newest and newest.content == content:
        return None
    brought = drafts.save_draft(page, content, author=by, base_id=base_id, note=said[:300])
    brought.also_by.set(writers_of(revision))  # nobody reviews alone what they wrote themselves
    return brought


def _usable(page: Page, old: dict[str, Any], newest: dict[str, Any]) -> dict[str, Any]:
    """Return an older text as it can be saved today.

    An address that another page has taken since stays with that page, a kind that readers have the
    page under stays, and what texts did not have yet is as it is now. So is what no page can have:
    a text may have been set aside just as it was typed.
    """
    content = {**newest, **old}
    content |= {name: newest.get(name, getattr(page, name)) for name in _unfit(page, content)}
    kind = page.kind_for(content)
    if page.published_at and kind != page.kind:
        content["topic_kind"] = newest["topic_kind"]
        kind = page.kind
    if newest and is_address_taken(page, kind, content["slug"]):
        content["slug"] = newest["slug"]
    return content


def _unfit(page: Page, content: dict[str, Any]) -> list[str]:
    """Return the names of the fields whose value no page can have."""
    trial = copy(page)
    overlay(trial, content)
    try:
        trial.clean_fields(exclude={field.name for field in page._meta.fields} - {*content})
    except ValidationError as refused:
        return [name for name in page.EDITED_FIELDS if name in refused.error_dict]
    return []


def note_of(revision: Revision, saved: str) -> str:
    """Return the note of a text brought back: which it was."""
    who = revision.author
    if who is None:
        return _("Brought back: the text of %(when)s") % {"when": saved}
    text = _("Brought back: the text of %(when)s by %(who)s")
    return text % {"when": saved, "who": name_of(who)}
