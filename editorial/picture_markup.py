"""How a picture stands in a page: in which widths, and how much room it takes before it is there.

An uploaded picture's name tells the size of the full one, and with it which widths lie beside it
(editorial/pictures.py stores them), so that rendering needs no file: beside
`<16 hex>-1600x1200.jpg` lie `<16 hex>-1600x1200.webp`, `<16 hex>-1600x1200-480.jpg`,
`<16 hex>-1600x1200-480.webp` and so on. A name without a size is shown as one picture.
"""

import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString

# Pixels, beside the full width. Stored names stand for exactly these: other widths need names of
# another form.
WIDTHS = (480, 800, 1200)
SIZES = "(max-width: 45rem) 100vw, 45rem"  # of a picture in a page: as wide as the text

ADDRESS = re.compile(r"(?:pictures/|/media/)[A-Za-z0-9][A-Za-z0-9._/-]*")
STORED = re.compile(
    r"(/media/pictures/\d{4}/[0-9a-f]{16}-([1-9]\d{0,3})x([1-9]\d{0,3}))\.(jpg|png)"
)
SVG = re.compile(r"<svg\b[^>]*>")
SVG_SIDE = re.compile(r"""\s(width|height)=["'](\d{1,5}(?:\.\d+)?)(?:px)?["']""")
SVG_VIEW = re.compile(
    r"""\sviewBox=["'][\d.+-]+[\s,]+[\d.+-]+[\s,]+(\d{1,5}(?:\.\d+)?)[\s,]+(\d{1,5}(?:\.\d+)?)["']"""
)
SVG_HEAD = 4096  # characters in which the root element ends


def widths_beside(full: int) -> list[int]:
    """Return the widths that lie beside a picture of this width: those that are smaller."""
    return [width for width in WIDTHS if width < full]


def is_ours(source: str) -> bool:
    """Whether an address in a text is that of a picture of this site."""
    return bool(ADDRESS.fullmatch(source)) and ".." not in source


def picture(source: str, alt: str) -> SafeString:
    """Return the HTML that shows the picture at `source` (for which `is_ours` holds)."""
    stored = STORED.fullmatch(source)
    if stored:
        stem, width, height, form = stored[1], int(stored[2]), int(stored[3]), stored[4]
        return format_html(
            '<picture><source type="image/webp" srcset="{}" sizes="{}"><img src="{}" srcset="{}" '
            'sizes="{}" width="{}" height="{}" alt="{}" loading="lazy" decoding="async"></picture>',
            *(_srcset(stem, width, "webp"), SIZES, source, _srcset(stem, width, form)),
            *(SIZES, width, height, alt),
        )
    room = SafeString("")
    if source.startswith("pictures/"):
        name = source.removeprefix("pictures/")
        source = f"{settings.MEDIA_URL}library/{name}"
        if size := _library_size(name):
            room = format_html(' width="{}" height="{}"', *size)
    return format_html(
        '<img src="{}"{} alt="{}" loading="lazy" decoding="async">', source, room, alt
    )


def _srcset(stem: str, full: int, form: str) -> str:
    beside = [f"{stem}-{width}.{form} {width}w" for width in widths_beside(full)]
    return ", ".join([*beside, f"{stem}.{form} {full}w"])


def _library_size(name: str) -> tuple[int, int] | None:
    """Return width and height of a drawing of the library, or None if they are not to be had.

    The copy that readers get counts; before a first load there is only the library's own.
    """
    if not name.endswith(".svg"):
        return None
    for folder in (Path(settings.MEDIA_ROOT, "library"), Path(settings.LIBRARY_DIR, "pictures")):
        path = folder / name
        try:
            return _svg_size(path, path.stat().st_mtime_ns)
        except OSError:
            continue
    return None


@lru_cache(maxsize=500)
def _svg_size(path: Path, _changed: int) -> tuple[int, int] | None:
    """Return what an SVG's root element says of its size; a file is read once until it changes."""
    with path.open(encoding="utf-8", errors="replace") as file:
        root = SVG.search(file.read(SVG_HEAD))
    if not root:
        return None
    sides = dict(SVG_SIDE.findall(root[0]))
    view = SVG_VIEW.search(root[0])
    found = [sides.get("width"), sides.get("height")]
    if not all(found):
        found = [view[1], view[2]] if view else ["0", "0"]
    width, height = (round(float(side or 0)) for side in found)
    return (width, height) if width and height else None
