"""Brings the database in line with a library folder that was read and checked."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from editorial import drafts, publishing
from editorial.library.datafiles import LibraryError
from editorial.library.folder import SOURCE_KEYS, BadLibraryError, Library, PageFile
from editorial.models import Act, FormerAddress, LibraryVersion, Page, Revision, Source, page_models

Progress = Callable[[str, int, int], None]


@dataclass
class Report:
    """What a load did, page by page, and what deserves a look."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)  # changed or withdrawn by staff: not overwritten
    warnings: list[str] = field(default_factory=list)
    other: int = 0


def load(library: Library, progress: Progress = lambda *_step: None) -> Report:
    """Bring the database in line with the library, in one transaction, and say what was done.

    New pages are published, marked as not reviewed. A page whose file changed is published anew,
    unless staff have changed or withdrawn it: then it is left alone and named in `kept`. Loading
    the same folder again changes nothing.
    """
    report = Report(warnings=list(library.warnings))
    with transaction.atomic():
        LibraryVersion.lock()
        loader = _Loader(library, report)
        loader.sources()
        for number, page in enumerate(library.pages, start=1):
            loader.place(page)
            progress("Reading", number, len(library.pages))
        _copy_pictures(library.folder / "pictures")  # before pages are rendered with their sizes
        for number, page in enumerate(loader.to_publish, start=1):
            loader.publish(page)
            progress("Publishing", number, len(loader.to_publish))
        for file in library.files:
            if changed := file.save():
                report.other += changed
                loader.raise_version()
    return report


class _Loader:
    """The steps of one load, and what they know in common."""

    def __init__(self, library: Library, report: Report) -> None:
        self.library = library
        self.report = report
        self.to_publish: list[PageFile] = []
        self._version: int | None = None
        self.held: dict[tuple[str, str, str], Page] = {}
        for model in page_models():
            for page in model.objects.for_list():
                self.held[page.language, page.kind, page.slug] = page
        for former in FormerAddress.objects.select_related("page"):
            self.held.setdefault((former.language, former.kind, former.slug), former.page)
        newest = Revision.objects.filter(is_set_aside=False).defer("content").order_by("pk")
        self.newest = {revision.page_id: revision for revision in newest}

    def raise_version(self) -> int:
        """Raise the library version when the first thing changes, once for the whole load."""
        if self._version is None:
            self._version = LibraryVersion.bump()
        return self._version

    def sources(self) -> None:
        held = Source.objects.by_key(source.key for source in self.library.sources)
        acts = Act.objects.filter(kind=Act.Kind.SOURCE, who_id__isnull=False)
        staffs = {
            key.lower() for key in acts.order_by().values_list("subject", flat=True).distinct()
        }
        new, changed = [], []
        for source in self.library.sources:
            old = held.get(source.key.lower())
            if old is None:
                Source.objects.bulk_create([source])
                new.append(source.key)
            elif any(_differs(getattr(old, name), getattr(source, name)) for name in SOURCE_KEYS):
                if source.key.lower() in staffs:
                    self.report.kept.append(f"sources.yaml: {source.key}")
                    continue
                source.pk = old.pk
                Source.objects.bulk_update([source], SOURCE_KEYS)
                changed.append(source.key)
        for said, keys in ((_("New: %s"), new), (_("Changed: %s"), changed)):
            if keys:
                self.report.other += len(keys)
                self.raise_version()
                detail = said % ", ".join(keys)
                Act.record(Act.Kind.SOURCE, by=None, subject="sources.yaml", detail=detail)

    def place(self, file: PageFile) -> None:
        """Decide what becomes of a file, and make a draft of a page that is new."""
        page = self.held.get(_address(file))
        newest = self.newest.get(page.pk) if page else None
        if page and newest and newest.library_digest == file.digest:
            withdrawn = page.status == Page.Status.WITHDRAWN
            (self.report.kept if withdrawn else self.report.unchanged).append(file.name)
        elif page and not self._is_ours(page, newest):
            self.report.kept.append(file.name)
        else:
            (self.report.changed if page else self.report.new).append(file.name)
            self.to_publish.append(file)
            if not page:
                new = file.model(language=file.language)
                page = drafts.create_page(new, file.content(), author=None)
                self.held[_address(file)] = page
                self._warn_of_namesake(file)

    def _is_ours(self, page: Page, newest: Revision | None) -> bool:
        """Whether the page is still as a load left it: nobody wrote, reviewed or withdrew it."""
        return bool(
            newest and newest.is_from_library and not newest.signed_off_on and page.is_published
        )

    def publish(self, file: PageFile) -> None:
        page = self.held[_address(file)]
        newest = self.newest.get(page.pk)
        content = {
            **file.content(),
            "topics": self._ids(file, "topics", "topics/"),
            "picks": self._ids(file, "related", ""),
            "sources": [],
        }
        revision = drafts.save_draft(
            page,
            content,
            author=None,
            base_id=newest.pk if newest else None,
            library_digest=file.digest,
        )
        publishing.publish(revision, by=None, version=self.raise_version(), is_strict=False)

    def _ids(self, file: PageFile, key: str, prefix: str) -> list[int]:
        """Return the ids of the pages that a list of names means; an unknown name is a warning."""
        ids = []
        for name in file.meta.get(key) or []:
            page = self._named(file.language, f"{prefix}{name}")
            if page is None:
                where = f"{file.path}:{file.line_of(key)}"
                self.report.warnings.append(f"{where}: there is no page “{prefix}{name}”.")
            else:
                ids.append(page.pk)
        return ids

    def _named(self, language: str, name: str) -> Page | None:
        """Return the page that other files name `topics/rash`, whatever its kind."""
        folder, _stroke, slug = name.partition("/")
        models = [model for model in page_models() if folder == model.LIBRARY_FOLDER]
        kinds = [kind for model in models for kind in model.ROUTES]
        found = (self.held.get((language, kind, slug)) for kind in kinds)
        return next((page for page in found if page), None)

    def _warn_of_namesake(self, file: PageFile) -> None:
        """A file whose kind changed makes a new page; the old one keeps its address."""
        language, kind, slug = _address(file)
        for other in set(file.model.ROUTES) - {kind}:
            if page := self.held.get((language, other, slug)):
                where = page.get_absolute_url()
                self.report.warnings.append(f"{file.path}: there is also a page at {where}.")


def _address(file: PageFile) -> tuple[str, str, str]:
    return file.language, file.model().kind_for(file.content()), file.slug


def _differs(old: Any, new: Any) -> bool:
    return str(old or "") != str(new or "")


def _copy_pictures(folder: Path) -> None:
    """Put the library's own pictures where pages show them."""
    if folder.is_dir():
        target = Path(settings.MEDIA_ROOT) / "library"
        try:
            shutil.copytree(folder, target, dirs_exist_ok=True)
        except (OSError, shutil.Error) as error:
            message = f"The pictures cannot be copied to {target}: {error}"
            raise BadLibraryError([LibraryError(folder, 1, message)]) from error
