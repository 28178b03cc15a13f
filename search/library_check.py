"""Whether a library's patients' words lead to its pages, as far as the index can tell by itself."""

from editorial.library.checking import Finding, text_of
from editorial.library.folder import Library, PageFile
from editorial.models import Page
from editorial.rendering import render
from search.index import PageIndex
from search.words import normalise, telling

AMONG = 10  # the page must be among so many: the first page of results


def patients_words_lead(library: Library) -> list[Finding]:
    """Return the patients' words of a page by which the search does not find it."""
    findings = []
    for language in sorted({page.language for page in library.pages}):
        files = [page for page in library.pages if page.language == language]
        index = PageIndex(language)
        index.write((_page(number, file) for number, file in enumerate(files, 1)), replace=False)
        for number, file in enumerate(files, start=1):
            findings += _missed(index, number, file)
    return findings


def _missed(index: PageIndex, number: int, file: PageFile) -> list[Finding]:
    missed = []
    for phrase in file.meta.get("also") or []:
        hits = index.find(telling(normalise(phrase).split()))[:AMONG]
        if number not in {hit.page_id for hit in hits}:
            line = file.text[: max(0, file.text.find(f"- {phrase}"))].count("\n") + 1
            message = f"A search for “{phrase}” leads elsewhere. Say it otherwise, or move it."
            missed.append(Finding(str(file.path), line, message))
    return missed


def _page(number: int, file: PageFile) -> Page:
    content = file.content()
    return Page(
        pk=number,
        kind=text_of(file).kind,
        language=file.language,
        title=content["title"],
        summary=content["summary"],
        also=content["also"],
        body_html=render(file.body).html,
        status=Page.Status.PUBLISHED,
        is_public=True,
    )
