"""Published pages that an older version of the renderer made are rendered again.

What readers get is stored when a page is published (`Page.body_html`), so a change of the renderer
reaches them only so. Texts, reviews and times stay as they are: nobody wrote anything.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import translation

from editorial.models import LibraryVersion, Page
from editorial.querysets import PageQuerySet
from editorial.rendering import RENDERING, render

BATCH = 100  # pages held in memory at a time
Progress = Callable[[int, int], None]


@dataclass
class Renewed:
    """How many pages were rendered again, and how many of them changed for readers."""

    rendered: int = 0
    changed: int = 0


def is_behind() -> bool:
    """Whether there is a published page that an older version rendered."""
    return _behind().exists()


def render_again(progress: Progress = lambda *_step: None) -> Renewed:
    """Render every such page again, in one transaction, and say how many there were.

    Only pages whose HTML changed get the library's new version, which rises once if there are any;
    so search indexes and caches follow. A withdrawn page is rendered when it is published again.
    """
    done = Renewed()
    with transaction.atomic():
        LibraryVersion.lock()
        ids = list(_behind().order_by("pk").values_list("pk", flat=True))
        version = None
        for start in range(0, len(ids), BATCH):
            batch = ids[start : start + BATCH]
            pages = Page.objects.filter(pk__in=batch).prefetch_related("citations__source")
            changed = _changed(pages)
            if changed and version is None:
                version = LibraryVersion.bump()
            for page in changed:
                page.version = version or page.version
            Page.objects.bulk_update(changed, ["body_html", "version"])
            Page.objects.filter(pk__in=batch).update(rendering=RENDERING)
            done.rendered += len(batch)
            done.changed += len(changed)
            progress(done.rendered, len(ids))
    return done


def _behind() -> PageQuerySet[Page]:
    return Page.objects.published().filter(rendering__lt=RENDERING)


def _changed(pages: Iterable[Page]) -> list[Page]:
    """Render pages anew in memory, and return those whose HTML is another now.

    The sources that count are those in the page's own numbered list, so that numbers in the text
    and in the list stay one.
    """
    changed = []
    for page in pages:
        listed = {citation.source.key.lower() for citation in page.citations.all()}
        with translation.override(page.language):
            html = render(page.body, listed).html
        if html != page.body_html:
            page.body_html = html
            changed.append(page)
    return changed
