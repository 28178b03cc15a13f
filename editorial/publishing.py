"""How a text becomes live: publishing, withdrawing. Each is one transaction.

`drafts.py` keeps what was written, `reviewing.py` who approved it; `scheduling.py` publishes at a
set time.
"""

from collections.abc import Set as AbstractSet
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.forms.models import fields_for_model, model_to_dict
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from editorial.citing import known_sources, render_content, sources_of
from editorial.drafts import Content, lock, unplan
from editorial.facts import changes, facts_of
from editorial.models import (
    Act,
    Citation,
    FormerAddress,
    LibraryVersion,
    Page,
    Pick,
    Policy,
    Revision,
)
from editorial.rendering import RENDERING, Problem, Rendering, render


class NotPublishableError(Exception):
    """The text breaks a rule that every published page keeps; `problems` says which."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = problems


def problems_of(
    page: Page, content: Content, known: AbstractSet[str] | None = None
) -> list[Problem]:
    """Return what stops `content` from being published; an empty list means that nothing does.

    `known` are the keys of sources that exist, in lower case, where the caller has them at hand.
    """
    text = content.get("body", "")
    rendering = render(text, known_sources(text) if known is None else known)
    address = []
    if is_address_taken(page, page.kind_for(content), content["slug"]):
        text = _("The address “%s” is taken by another page. Choose another.")
        address = [Problem(text % content["slug"], field="slug")]
    return problems_in(rendering) + address


def problems_in(rendering: Rendering) -> list[Problem]:
    """Return what is wrong in a rendered text, unknown sources included."""
    text = _("There is no source “%s”. Add it under Sources, or correct the key.")
    unknown = [Problem(text % key, quote=f"@{key}") for key in dict.fromkeys(rendering.unknown)]
    return rendering.problems + unknown


def is_address_taken(page: Page, kind: str, slug: str) -> bool:
    """Whether another page has this address, or had it while readers could open it."""
    address = {"kind": kind, "language": page.language, "slug": slug}
    now = Page.objects.filter(**address).exclude(pk=page.pk).order_by().values("pk")
    once = FormerAddress.objects.filter(**address).exclude(page_id=page.pk).values("pk")
    return bool(now.union(once).exists())


@transaction.atomic
def publish(
    revision: Revision,
    *,
    by: User | None,
    version: int | None = None,
    is_strict: bool = True,
) -> Page:
    """Make a revision the live text of its page and return the page.

    A text that is live already stays as it is, and one that comes back keeps the day on which
    readers first saw it. Raises NotPublishableError, with nothing changed, when the text breaks a
    rule; a library load (`is_strict=False`) checks its texts beforehand. `version` is the library
    version to write, where one transaction publishes many pages; left out, it is raised by one.
    """
    page = lock(revision.page)
    policy = Policy.current()
    revision.refresh_from_db()  # it may have been approved since the caller read it
    if is_strict and (problems := what_stops(page, revision, policy)):
        raise NotPublishableError(problems)
    with translation.override(page.language):
        rendering = render_content(revision.content)
    is_last = revision == Revision.objects.live_first().filter(page=page).first()
    if is_last and page.is_published and page.body_html == rendering.html:
        return page
    now = timezone.now()
    is_new_text = not _shows(page, revision.content)
    _leave_address(page, revision.content)
    overlay(page, revision.content)
    page.body_html, page.rendering = rendering.html, RENDERING
    page.status = Page.Status.PUBLISHED
    page.withdrawn_because = page.withdrawn_notice = ""
    page.moved_to = None
    page.published_at = page.published_at or now
    page.changed_at = now if is_new_text or not page.changed_at else page.changed_at
    note_review(page, revision)
    settle(page, policy)
    _note_origin(page, revision)
    page.version = version if version is not None else LibraryVersion.bump()
    page.save()
    _relate(page, revision.content, rendering)
    if not is_last:
        revision.published_at, revision.published_by = now, by
        revision.save(update_fields=["published_at", "published_by"])
    Act.record(Act.Kind.PUBLISH, by=by, page=page, detail=revision.note)
    # An older text that still waits for its time must not come back over this one.
    older = Revision.objects.planned(page).filter(pk__lt=revision.pk)
    unplan(page, older, by=by, why=_("A newer text was published"))
    return page


def what_stops(page: Page, revision: Revision, policy: Policy) -> list[Problem]:
    """Return what stops a revision from being published, the clinic's rules of review included."""
    problems = problems_of(page, revision.content)
    if policy.hides_unreviewed and not revision.is_approved:
        text = _("Your clinic publishes only approved texts. Send this one to review first.")
        problems.append(Problem(text))
    return problems


def settle(page: Page, policy: Policy) -> None:
    """Set whether readers may read the page, by its status, its review and the clinic's rules."""
    is_reviewed = page.reviewed_on is not None and not page.is_changed_since_review
    page.is_public = page.is_published and (is_reviewed or not policy.hides_unreviewed)


def _leave_address(page: Page, content: Content) -> None:
    """Keep the address that readers know, if the text gives the page another."""
    former = FormerAddress.objects.filter(kind=page.kind, language=page.language)
    if page.published_at and page.slug != content["slug"]:
        FormerAddress.objects.get_or_create(
            kind=page.kind, language=page.language, slug=page.slug, defaults={"page": page}
        )
        former.filter(slug=content["slug"], page=page).delete()


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


def note_review(page: Page, revision: Revision) -> None:
    """Only a whole review renews the review date; any other text says that it came after it.

    A text whose change alone was approved, upon a text that was reviewed, leaves all as it is.
    """
    if revision.signed_off_on:
        page.reviewed_by, page.reviewed_on = revision.signed_off_by, revision.signed_off_on
        page.next_review_due = revision.next_review_due
        page.is_own_review = revision.is_own_review
        page.is_changed_since_review = False
    elif page.reviewed_on and not revision.change_approved_on:
        page.is_changed_since_review = True


def foresee(page: Page, revision: Revision) -> None:
    """Have a page in memory say of itself what it will say once a revision is published now."""
    if not _shows(page, revision.content):
        page.changed_at = timezone.now()
    page.published_at = page.published_at or page.changed_at
    page.status, page.is_public = Page.Status.PUBLISHED, True
    note_review(page, revision)
    _note_origin(page, revision)


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
def withdraw(
    page: Page,
    *,
    by: User | None = None,
    because: str = "",
    notice: str = "",
    moved_to: Page | None = None,
) -> Page:
    """Take a page from readers' eyes, cancel what was set to be published, and return the page.

    Its texts are all kept; publishing brings it back. `because` is for colleagues, `notice` for
    readers who come to the old address, and `moved_to` the page that they are led to instead.
    """
    page = lock(page)
    unplan(page, Revision.objects.planned(page), by=by, why=_("The page was withdrawn"))
    if page.status == Page.Status.PUBLISHED:
        page.status, page.is_public = Page.Status.WITHDRAWN, False
        page.withdrawn_because, page.withdrawn_notice = because, notice
        page.moved_to = moved_to if moved_to and moved_to.pk != page.pk else None
        page.version = LibraryVersion.bump()
        page.save()
        Act.record(Act.Kind.WITHDRAW, by=by, page=page, detail=because)
    return page


@transaction.atomic
def correct_withdrawal(page: Page, *, by: User, **changes: Any) -> Page:
    """Put right what was said when a page was withdrawn, and return the page.

    `changes` are some of what `withdraw` takes; the log keeps what was said before.
    """
    page = lock(page)
    names = {
        "because": ("withdrawn_because", _("Reason")),
        "notice": ("withdrawn_notice", _("Words for readers")),
        "moved_to": ("moved_to", _("Readers are led to")),
    }
    lines = []
    for change, said in changes.items():
        name, label = names[change]
        if page.status == Page.Status.WITHDRAWN and getattr(page, name) != said:
            lines.append(f"{label}: {getattr(page, name) or '–'} → {said or '–'}")
            setattr(page, name, said)
    if lines:
        page.version = LibraryVersion.bump()
        page.save()
        detail = "\n".join(lines)
        Act.record(Act.Kind.WITHDRAWAL_CORRECTED, by=by, page=page, detail=detail)
    return page


@transaction.atomic
def set_policy(policy: Policy, *, by: User | None) -> int:
    """Save the clinic's rules of review, settle every page by them, and return how many moved."""
    version, old = LibraryVersion.bump(), model_to_dict(Policy.current())
    policy.pk = 1
    policy.save()
    moved = []
    for page in Page.objects.filter(status=Page.Status.PUBLISHED).for_list():
        before = page.is_public
        settle(page, policy)
        if page.is_public != before:
            page.version = version
            moved.append(page)
    Page.objects.bulk_update(moved, ["is_public", "version"])
    rules = fields_for_model(Policy)
    if detail := changes(facts_of(rules, old), facts_of(rules, model_to_dict(policy))):
        Act.record(Act.Kind.POLICY, by=by, subject=policy, detail=detail)
    return len(moved)
