"""Pictures that editors upload: checked, turned upright, shrunk, re-encoded, stripped.

What is stored is always what this program wrote, under names of its own, in a few widths: a small
screen fetches a small picture. The names are those that editorial/picture_markup.py shows.
"""

import io
import secrets
import warnings
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from editorial.picture_markup import widths_beside

MAX_BYTES = 8 * 1024 * 1024  # of the uploaded file
MAX_PIXELS = 50_000_000  # read from the header before decoding; phones take 12 to 50 million
MAX_WIDTH, MAX_HEIGHT = 1600, 3200  # pixels of the stored picture
FORMATS = ["JPEG", "PNG", "WEBP"]
QUALITY = {"JPEG": 85, "WEBP": 80}


def store(upload: UploadedFile) -> str:
    """Store an uploaded picture and return its address: `/media/pictures/2026/<16 hex>-40x30.jpg`.

    Raises ValidationError with a sentence for the editor when it is no picture that we take. All
    widths are made before the first is stored; when one cannot be stored, none is kept.
    """
    picture = _open(upload)
    is_png = picture.has_transparency_data or picture.format == "PNG"
    clean = _clean(picture)
    stem = f"pictures/{timezone.now():%Y}/{secrets.token_hex(8)}-{clean.width}x{clean.height}"
    main, *others = _files(clean, stem, is_png=is_png)
    kept: list[str] = []
    try:
        for name, content in [*others, main]:  # a page shows the main one: it comes last
            kept.append(default_storage.save(name, ContentFile(content)))
    except Exception:
        for name in kept:
            default_storage.delete(name)
        raise
    return str(default_storage.url(kept[-1]))


def _open(upload: UploadedFile) -> Image.Image:
    if (upload.size or 0) > MAX_BYTES:
        raise ValidationError(_("This picture is larger than 8 MB. Save it smaller and try again."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(upload, formats=FORMATS)
            if picture.width * picture.height > MAX_PIXELS:
                raise ValidationError(
                    _("This picture has more than 50 million pixels. Save it smaller first.")
                )
            picture.draft(None, (MAX_WIDTH, MAX_WIDTH))  # a JPEG is decoded no larger than needed
            picture.load()
    except ValidationError:
        raise
    except Exception as error:  # Pillow raises many kinds on broken or hostile files
        raise ValidationError(
            _("This file is not a picture that can be used. Take a JPEG, PNG or WebP file.")
        ) from error
    return picture


def _clean(picture: Image.Image) -> Image.Image:
    """Return an upright copy of at most the stored size, without EXIF, profile or comment.

    A large picture is copied as seldom as can be: each copy of 50 million pixels is 200 MB.
    """
    ImageOps.exif_transpose(picture, in_place=True)
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    clean = picture if picture.mode == mode else picture.convert(mode)
    scale = min(1.0, MAX_WIDTH / clean.width, MAX_HEIGHT / clean.height)
    if scale < 1:
        clean = _resized(clean, round(clean.width * scale), round(clean.height * scale))
    bare = Image.new(clean.mode, clean.size)
    bare.paste(clean)
    return bare


def _resized(picture: Image.Image, width: int, height: int) -> Image.Image:
    size = max(1, width), max(1, height)
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=3)


def _files(full: Image.Image, stem: str, *, is_png: bool) -> list[tuple[str, bytes]]:
    """Return the names and bytes of a picture's files, the one that its address names first."""
    form, extension = ("PNG", "png") if is_png else ("JPEG", "jpg")
    pictures = [(stem, full)]
    for width in widths_beside(full.width):
        height = round(full.height * width / full.width)
        pictures.append((f"{stem}-{width}", _resized(full, width, height)))
    return [
        file
        for name, picture in pictures
        for file in (
            (f"{name}.{extension}", _encoded(picture, form)),
            (f"{name}.webp", _webp(picture, is_png=is_png)),
        )
    ]


def _webp(picture: Image.Image, *, is_png: bool) -> bytes:
    """Return a picture as WebP; what came as PNG may be a drawing: smaller without loss."""
    photo = _encoded(picture, "WEBP", method=4)
    if not is_png:
        return photo
    return min(_encoded(picture, "WEBP", lossless=True, quality=50, method=2), photo, key=len)


def _encoded(picture: Image.Image, form: str, **options: Any) -> bytes:
    out = io.BytesIO()
    if form == "JPEG":
        options["progressive"] = True
    if form in QUALITY:
        options.setdefault("quality", QUALITY[form])
    picture.save(out, form, **options)
    return out.getvalue()
