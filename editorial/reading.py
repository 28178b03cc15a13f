"""What one page shows: the live text for everybody, the newest text for staff who preview it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.validators import slug_re
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from editorial import outline
from editorial.citing import render_with_sources
from editorial.models import Citation, Page, Revision, Source
from editorial.publishing import overlay, problems_in
from editorial.rendering import MAX_CHARACTERS, Problem, Rendering, trusted


@dataclass(frozen=True)
class Reading:
    """A page as a template shows it. `picks` and `topics` are ids; None means as stored."""

    page: Page
    html: SafeString
    sources: list[Source]
    is_draft: bool = False
    topics: list[int] | None = None
    picks: list[int] | None = None
    problems: tuple[Problem, ...] = ()
    # A reviewer answers for the text, not for what the site gathers around it on that day.
    is_under_review: bool = False

    @cached_property
    def changes(self) -> list[Revision]:
        """The published changes that matter to readers, newest first."""
        if self.page.changed_at == self.page.published_at:
            return []  # it still has its first text, as most pages do: nothing to ask for
        return list(Revision.objects.what_changed(self.page).only("what_changed", "published_at"))

    @cached_property
    def contents(self) -> list[tuple[str, str]]:
        """The ids and titles of the text's parts; none when there are only a few."""
        return outline.contents(self.html)

    @cached_property
    def minutes(self) -> int:
        """How many minutes the text takes to read: an estimate, at least one."""
        return outline.minutes(self.html)


def live(page: Page) -> Reading:
    """Return the page as readers see it."""
    return live_all([page])[0]


def live_all(pages: Sequence[Page]) -> list[Reading]:
    """Return pages as readers see them; one query, however many there are."""
    sources: dict[int, list[Source]] = {page.pk: [] for page in pages}
    for citation in Citation.objects.filter(page__in=sources).select_related("source"):
        sources[citation.page_id].append(citation.source)
    return [Reading(page, trusted(page.body_html), sources[page.pk]) for page in pages]


def draft(page: Page, revision: Revision, *, is_under_review: bool = False) -> Reading:
    """Return the page as readers would see it with this revision; nothing is saved.

    What was set aside just as it was typed may be no page: it is shown as far as it can be, and
    `problems` say what cannot.
    """
    content: dict[str, Any] = revision.content
    problems = _lay_over(page, content)
    if len(content.get("body", "")) > MAX_CHARACTERS:
        html = format_html("<pre>{}</pre>", content["body"])
        said = _(
            "A text may have %d characters. This one has more: it stands here as it was typed."
        )
        rendering = Rendering(html, problems=[Problem(said % MAX_CHARACTERS)])
        sources: list[Source] = []
    else:
        rendering, sources = render_with_sources(content)
    return Reading(
        page,
        rendering.html,
        sources,
        is_draft=True,
        topics=content.get("topics", []),
        picks=content.get("picks", []),
        problems=(*problems, *problems_in(rendering)),
        is_under_review=is_under_review,
    )


def _lay_over(page: Page, content: dict[str, Any]) -> list[Problem]:
    """Put a text on the page in memory; what cannot be an address leaves it the one it has."""
    before = page.slug
    overlay(page, content)
    if slug_re.match(page.slug):
        return []
    problem = Problem(_("“%s” cannot be an address.") % page.slug, field="slug")
    page.slug = before if slug_re.match(before) else "-"
    return [problem]
