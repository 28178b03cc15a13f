"""How a text becomes live: drafts, sign-off, publishing, withdrawing. Each is one transaction.

`scheduling.py` publishes at a set time.
"""

from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from editorial.models import Citation, LibraryVersion, Page, Pick, Revision, Source
from editorial.rendering import CITATION, KEY, RENDERING, Problem, Rendering, render

Content = dict[str, Any]
UNPLANNED = {"publish_at": None, "scheduled_by": None}


class StaleDraftError(Exception):
    """Somebody saved a newer text since the base of this one was read."""

    def __init__(self, newest: Revision) -> None:
        super().__init__(f"Revision {newest.pk} is newer.")
        self.newest = newest


class NotPublishableError(Exception):
    """The text breaks a rule that every published page keeps; `problems` says which."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = problems


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
    if page.status == Page.Status.DRAFT:
        page.title, page.slug = content["title"], content["slug"]
        page.kind = page.kind_for(content)
        page.save(update_fields=["title", "slug", "kind"])
    return revision


def set_aside(
    page: Page, content: Content, *, author: User | None, base_id: int | None, note: str = ""
) -> Revision:
    """Keep a refused text, so that not a word of it is lost, and return its revision."""
    for kept in Revision.objects.filter(page=page, author=author, is_set_aside=True):
        if kept.content == content:
            return kept
    return Revision.objects.create(
        page=page, content=content, author=author, base_id=base_id, note=note, is_set_aside=True
    )


def problems_of(page: Page, content: Content) -> list[Problem]:
    """Return what stops `content` from being published; an empty list means that nothing does."""
    rendering = render_content(content)
    unknown = [
        Problem(_("There is no source “%s”. Add it under Sources, or correct the key.") % key)
        for key in dict.fromkeys(rendering.unknown)
    ]
    taken = (
        Page.objects.filter(kind=page.kind_for(content), language=page.language)
        .filter(slug=content["slug"])
        .exclude(pk=page.pk)
    )
    address = [
        Problem(
            _("The address “%s” is taken by another page. Choose another.") % content["slug"],
            field="slug",
        )
        for _page in taken
    ]
    return rendering.problems + unknown + address


def known_sources(text: str) -> set[str]:
    """Return the keys, in lower case, that a text cites and that exist."""
    keys = [
        key[1]
        for citation in CITATION.finditer(text)
        for part in citation[1].split(";")
        if (key := KEY.fullmatch(part.strip()))
    ]
    return set(Source.objects.by_key(keys))


def render_content(content: Content) -> Rendering:
    """Render a revision's text against the sources that exist."""
    text = content.get("body", "")
    return render(text, known_sources(text))


def sources_of(content: Content, rendering: Rendering) -> list[Source]:
    """Return the numbered list of a text: cited sources in order, then those only listed."""
    by_key = Source.objects.by_key(rendering.cited)
    cited = [by_key[key] for key in rendering.cited]
    listed = Source.objects.in_bulk(content.get("sources", []))
    further = [listed[pk] for pk in content.get("sources", []) if pk in listed]
    return list(dict.fromkeys([*cited, *further]))


@transaction.atomic
def publish(
    revision: Revision,
    *,
    by: User | None,
    version: int | None = None,
    is_strict: bool = True,
) -> Page:
    """Make a revision the live text of its page and return the page.

    Raises NotPublishableError, with nothing changed, when the text breaks a rule; a library load
    (`is_strict=False`) checks its texts beforehand. `version` is the library version to write,
    where one transaction publishes many pages; left out, the version is raised by one.
    """
    page = lock(revision.page)
    if is_strict and (problems := problems_of(page, revision.content)):
        raise NotPublishableError(problems)
    with translation.override(page.language):
        rendering = render_content(revision.content)
    now = timezone.now()
    is_new_text = not _shows(page, revision.content)
    overlay(page, revision.content)
    page.body_html, page.rendering = rendering.html, RENDERING
    page.status = Page.Status.PUBLISHED
    page.published_at = page.published_at or now
    page.changed_at = now if is_new_text or not page.changed_at else page.changed_at
    _note_review(page, revision)
    _note_origin(page, revision)
    page.version = version if version is not None else LibraryVersion.bump()
    page.save()
    _relate(page, revision.content, rendering)
    revision.published_at, revision.published_by = now, by
    revision.save(update_fields=["published_at", "published_by"])
    # An older text that still waits for its time must not come back over this one.
    Revision.objects.planned(page).filter(pk__lt=revision.pk).update(**UNPLANNED)
    return page


def _shows(page: Page, content: Content) -> bool:
    """Whether the live columns already hold this text."""
    return bool(page.published_at) and all(
        getattr(page, name) == content.get(name, getattr(page, name)) for name in page.EDITED_FIELDS
    )


def overlay(page: Page, content: Content) -> None:
    """Put a revision's fields on the page in memory; nothing is saved."""
    for name in page.EDITED_FIELDS:
        if name in content:
            setattr(page, name, content[name])
    page.kind = page.kind_for(content)


def _note_review(page: Page, revision: Revision) -> None:
    """Only a signed-off text renews the review date; any other says that it came after it."""
    if revision.signed_off_on:
        page.reviewed_by, page.reviewed_on = revision.signed_off_by, revision.signed_off_on
        page.next_review_due = revision.next_review_due
        page.is_changed_since_review = False
    elif page.reviewed_on:
        page.is_changed_since_review = True


def _note_origin(page: Page, revision: Revision) -> None:
    """Readers are told who wrote a page: a library's text that staff changed is told as such."""
    if revision.is_from_library:
        page.origin = Page.Origin.LIBRARY
    elif page.origin == Page.Origin.LIBRARY:
        page.origin = Page.Origin.ADAPTED


def _relate(page: Page, content: Content, rendering: Rendering) -> None:
    """Bring the live page's sources, picks and topics in line with the text just published."""
    page.citations.all().delete()
    Citation.objects.bulk_create(
        Citation(page_id=page.pk, source=source, number=number)
        for number, source in enumerate(sources_of(content, rendering), start=1)
    )
    page.picks.all().delete()
    exist = Page.objects.in_bulk(content.get("picks", []))
    targets = [pk for pk in dict.fromkeys(content.get("picks", [])) if pk in exist]
    Pick.objects.bulk_create(
        Pick(page_id=page.pk, target_id=target, position=position)
        for position, target in enumerate(targets, start=1)
        if target != page.pk
    )
    # `topics` is the reverse of Topic.pages, declared in the room above.
    page.topics.set(content.get("topics", []))


@transaction.atomic
def withdraw(page: Page) -> Page:
    """Take a page from readers' eyes, cancel what was set to be published, and return the page.

    Its texts are all kept; publishing brings it back.
    """
    page = lock(page)
    Revision.objects.planned(page).update(**UNPLANNED)
    if page.status == Page.Status.PUBLISHED:
        page.status = Page.Status.WITHDRAWN
        page.version = LibraryVersion.bump()
        page.save(update_fields=["status", "version"])
    return page


@transaction.atomic
def sign_off(revision: Revision, *, by: User, next_due: date) -> Revision:
    """Record that `by` has read the whole text of `revision` and stands behind it.

    If the text is live, readers see it at once. Raises StaleDraftError when the page has a newer
    text than the one that was read, and ValueError when `next_due` is not after today.
    """
    if next_due <= timezone.localdate():
        raise ValueError("The next review must be due after today.")
    page = lock(revision.page)
    if stale := newest_if_stale(page, revision.pk):
        raise StaleDraftError(stale)
    revision.signed_off_by, revision.signed_off_on = by, timezone.localdate()
    revision.next_review_due = next_due
    revision.save(update_fields=["signed_off_by", "signed_off_on", "next_review_due"])
    if revision.published_at and page.is_published:
        _note_review(page, revision)
        page.version = LibraryVersion.bump()
        page.save()
    return revision
