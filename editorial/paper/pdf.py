"""A page's HTML becomes a tagged PDF file (PDF/UA) here, with WeasyPrint.

Making a file takes a part of a second of one processor, and anybody may ask. So each process makes
one at a time and refuses a second one meanwhile (its other threads go on answering readers), rests
as long as the last one took, and keeps what it made until the library changes.
"""

import logging
import mimetypes
import re
import threading
import time
from collections.abc import Callable
from functools import cache
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import default_storage

logger = logging.getLogger(__name__)

# WeasyPrint breaks a line after its first word when only the space at its end does not fit, which
# happens where a text ends in a space: before an inline element, and before the end of a block.
SPACE_BEFORE_INLINE = re.compile(r"(>[^<>]*[^<>\s])\s+(?=<(?:a|code|em|s|span|strong|time)\b)")
SPACE_BEFORE_END = re.compile(r"(>[^<>]*[^<>\s])\s+(?=</(?:dd|div|dt|h[1-6]|li|p|td|th)>)")

MOST_BYTES = 24 * 1024 * 1024  # of files kept in a process: 200 of the usual size
LONGEST_REST = 2.0  # seconds
PICTURES = {".jpg", ".jpeg", ".png", ".svg", ".webp"}
NEEDED = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core"

Key = tuple[Any, ...]  # all that a file is made of; the number of the library version first


class NoFileError(Exception):
    """There is no file now. Readers are told to print with their browser."""


class BusyError(NoFileError):
    """This process is making another file; a few seconds later it is free."""


_held: dict[Key, bytes] = {}  # oldest first; changed only by whoever has the turn
_turn = threading.Lock()
_rested_at = 0.0


def file(made_of: Key, write_html: Callable[[], str], address: str) -> bytes:
    """Return the PDF of a page; `write_html` is called only when it is not held.

    Raises BusyError while another file is being made, and NoFileError where none can be made.
    """
    if held := _held.get(made_of):
        return held
    if not _turn.acquire(blocking=False):
        raise BusyError
    try:
        return _make(made_of, write_html, address)
    finally:
        _turn.release()


def _make(made_of: Key, write_html: Callable[[], str], address: str) -> bytes:
    global _rested_at
    time.sleep(min(LONGEST_REST, max(0.0, _rested_at - time.monotonic())))
    began = time.monotonic()
    try:
        made = _print(write_html(), address)
    finally:
        _rested_at = 2 * time.monotonic() - began
    _hold(made_of, made)
    return made


def _hold(made_of: Key, made: bytes) -> None:
    """Keep a file; those of another library version go, and the oldest when there are too many."""
    _held[made_of] = made
    for key in [key for key in _held if key[0] != made_of[0]]:
        del _held[key]
    while sum(map(len, _held.values())) > MOST_BYTES:
        del _held[next(iter(_held))]


def forget() -> None:
    """Drop every file that is held, as if this process had just begun."""
    global _rested_at
    _held.clear()
    _rested_at = 0.0


def _print(html: str, address: str) -> bytes:
    """Return a page's HTML as a PDF; `address` is where it stands, for its links and files."""
    weasyprint = _weasyprint()
    if weasyprint is None:
        raise NoFileError
    try:
        html = with_safe_breaks(html)
        document = weasyprint.HTML(string=html, base_url=address, url_fetcher=OwnFiles(address))
        made: bytes = document.write_pdf(
            pdf_variant="pdf/ua-1", optimize_images=True, jpeg_quality=85, dpi=200
        )
    except Exception as error:  # a text that WeasyPrint stumbles over is no fault of the reader
        logger.exception("%s could not become a PDF file.", address)
        raise NoFileError from error
    return made


def with_safe_breaks(html: str) -> str:
    """Return HTML whose lines WeasyPrint breaks where a browser would.

    No text ends in a space (it stands by itself, or goes), and a citation stays at its word.
    """
    html = html.replace('<sup class="citation">', '\u2060<sup class="citation">')
    return SPACE_BEFORE_END.sub(r"\1", SPACE_BEFORE_INLINE.sub(r"\1<span> </span>", html))


@cache
def _weasyprint() -> Any:
    """Return the module, or None where its system library is missing, which is logged once."""
    try:
        import weasyprint
    except (ImportError, OSError) as error:
        logger.error(
            "Handouts cannot be made into PDF files (%s). On Debian: apt-get install %s. "
            "Then start LupusInfo again. Everything else works without it.",
            error,
            NEEDED,
        )
        return None
    return weasyprint


class OwnFiles:
    """Gives WeasyPrint this site's style sheets and pictures from the disk, and nothing else.

    No network is asked, and no file is read that readers could not fetch themselves.
    """

    _fail_on_errors = False  # WeasyPrint asks: a missing picture leaves the rest as it is

    def __init__(self, address: str) -> None:
        self._site = urljoin(address, "/")

    def __call__(self, url: str) -> Any:
        return self.fetch(url)

    def fetch(self, url: str, headers: Any = None) -> Any:
        """Return the file at `url`; raises ValueError for any other address."""
        from weasyprint.urls import URLFetcherResponse

        path = unquote(urlsplit(url).path)
        suffix = PurePosixPath(path).suffix.lower()
        is_ours = urljoin(url, "/") == self._site
        if is_ours and path.startswith(settings.STATIC_URL) and suffix in {".css", *PICTURES}:
            opened = _open_static(path.removeprefix(settings.STATIC_URL))
        elif is_ours and path.startswith(settings.MEDIA_URL) and suffix in PICTURES:
            opened = default_storage.open(path.removeprefix(settings.MEDIA_URL))
        else:
            raise ValueError(f"Not a file of this site: {url[:200]}")
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        with opened:
            return URLFetcherResponse(url, opened.read(), {"Content-Type": kind})


def _open_static(name: str) -> Any:
    if staticfiles_storage.exists(name):
        return staticfiles_storage.open(name)
    found = finders.find(name)  # before the files were collected
    if not found:
        raise ValueError(f"There is no static file {name[:200]}")
    return open(found, "rb")  # noqa: PTH123  (closed by its caller)
