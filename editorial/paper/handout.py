"""Pages on paper: one page as a handout, or several in one, to print or as a PDF file.

The rooms above say only which page; `templates/editorial/handout.html` is the paper. It is the same
page for a browser's own print and for the PDF (`editorial/paper/pdf.py`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from editorial import reading
from editorial.models import Page, Source, library_version_of
from editorial.paper import pdf
from editorial.rendering import trusted

TEMPLATE = "editorial/handout.html"
NOTE_LINES = 8

TAG = re.compile(r"<[^>]*>")  # the cleaner escapes > in attributes, and quotes
OWN_ID = re.compile(r'(\sid="|\shref="#)')
INNER_SLASH = re.compile(r"(?<![:/])/(?=.)")
HEADING = re.compile(r"^(</?h)([2-5])\b")


@dataclass(frozen=True)
class Choices:
    """How a reader wants the handout: the address says it, and anything unknown is the usual."""

    is_large: bool
    is_letter: bool

    @classmethod
    def of(cls, request: HttpRequest) -> "Choices":
        """Read `?size=large` and `?paper=letter`."""
        return cls(request.GET.get("size") == "large", request.GET.get("paper") == "letter")


@dataclass(frozen=True)
class Sheet:
    """One page as it stands in a handout."""

    page: Page
    html: SafeString
    sources: list[Source]
    address: str  # in full, back to the page
    prefix: str  # of every id in it, so that several pages can stand in one handout

    @property
    def broken_address(self) -> SafeString:
        """The address, which may go on in a new line after each of its parts."""
        return trusted(INNER_SLASH.sub("/<wbr>", escape(self.address)))

    @property
    def code(self) -> SafeString:
        """The address as a QR code."""
        return qr_code(self.address, _("QR code that leads to this page on the web"))


def answer(
    request: HttpRequest, pages: Sequence[Page], is_pdf: bool, **further: Any
) -> HttpResponse:
    """Show published pages as one handout, or send it as a PDF; 503 where that cannot be made.

    `further` is for the template: `left_out`, how many pages were asked for and are not public, and
    `chosen`, the part of the desk's address that holds the choice.
    """
    choices = Choices.of(request)
    context = {
        "sheets": sheets_of(request, pages),
        "is_several": len(pages) > 1,
        "choices": choices,
        "is_pdf": is_pdf,
        "today": timezone.localdate(),
        "note_lines": range(NOTE_LINES),
        **further,
    }
    if not is_pdf:
        return render(request, TEMPLATE, context)
    made_of = (
        library_version_of(request).number,
        *(request.build_absolute_uri("/"), get_language(), timezone.localdate(), choices),
        *(page.pk for page in pages),
    )
    try:
        file = pdf.file(
            made_of,
            lambda: render_to_string(TEMPLATE, context, request),
            request.build_absolute_uri(request.path),
        )
    except pdf.NoFileError as error:
        return _say_no_file(request, error)
    response = HttpResponse(file, content_type="application/pdf")
    name = pages[0].slug if len(pages) == 1 else "handout"
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _say_no_file(request: HttpRequest, error: pdf.NoFileError) -> HttpResponse:
    """Say why there is no PDF now, and that the browser can print."""
    is_busy = isinstance(error, pdf.BusyError)
    response = render(request, "editorial/no_pdf.html", {"is_busy": is_busy}, status=503)
    if is_busy:
        response.headers["Retry-After"] = "5"
    return response


def sheets_of(request: HttpRequest, pages: Sequence[Page]) -> list[Sheet]:
    """Return pages as they stand in one handout; one query, however many there are."""
    is_several = len(pages) > 1
    sheets = []
    for number, shown in enumerate(reading.live_all(pages), 1):
        prefix = f"page-{number}-" if is_several else ""
        html = on_paper(shown.html, prefix)
        address = request.build_absolute_uri(shown.page.get_absolute_url())
        sheets.append(Sheet(shown.page, html, shown.sources, address, prefix))
    return sheets


def on_paper(clean_html: str, prefix: str = "") -> SafeString:
    """Return a page's clean HTML for paper, where no picture waits until it is scrolled to.

    With a prefix it is one part of several: its ids begin with that, and its headings are one level
    deeper, below the page's own title.
    """

    def changed(found: re.Match[str]) -> str:
        tag = found[0].replace(' loading="lazy"', "")
        if prefix:
            tag = OWN_ID.sub(rf"\1{prefix}", tag)
            tag = HEADING.sub(lambda level: f"{level[1]}{int(level[2]) + 1}", tag)
        return tag

    return trusted(TAG.sub(changed, clean_html))


@lru_cache(maxsize=1000)
def qr_code(address: str, says: str) -> SafeString:
    """Return an address as a QR code: SVG without styles, black on white in every theme."""
    code = segno.make(address, error="m", micro=False)
    drawn = code.svg_inline(omitsize=True, light="#fff", svgclass="qr", lineclass=None, title=says)
    return trusted(drawn.replace("<svg ", '<svg role="img" ', 1))
