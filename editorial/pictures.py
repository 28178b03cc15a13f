"""Pictures that editors upload: checked, turned upright, shrunk, re-encoded, stripped.

The file that is stored is always one that this program wrote, under a name of its own.
"""

import io
import secrets
import warnings

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

MAX_BYTES = 8 * 1024 * 1024  # of the uploaded file
MAX_PIXELS = 50_000_000  # read from the header before decoding; phones take 12 to 50 million
MAX_WIDTH = 1600  # pixels of the stored picture
FORMATS = ["JPEG", "PNG", "WEBP"]


def store(upload: UploadedFile) -> str:
    """Store an uploaded picture and return its address, such as `/media/pictures/2026/ab12.jpg`.

    Raises ValidationError with a sentence for the editor when it is no picture that we take.
    """
    content, extension = _encode(_open(upload))
    name = f"pictures/{timezone.now():%Y}/{secrets.token_hex(8)}.{extension}"
    return str(default_storage.url(default_storage.save(name, ContentFile(content))))


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
            picture.load()
    except ValidationError:
        raise
    except Exception as error:  # Pillow raises many kinds on broken or hostile files
        raise ValidationError(
            _("This file is not a picture that can be used. Take a JPEG, PNG or WebP file.")
        ) from error
    return picture


def _encode(picture: Image.Image) -> tuple[bytes, str]:
    """Return the bytes of a clean copy (no EXIF, no profile, no comment) and its extension."""
    upright = ImageOps.exif_transpose(picture)
    is_see_through = upright.has_transparency_data
    clean = upright.convert("RGBA" if is_see_through else "RGB")
    if clean.width > MAX_WIDTH:
        height = max(1, round(clean.height * MAX_WIDTH / clean.width))
        clean = clean.resize((MAX_WIDTH, height), Image.Resampling.LANCZOS)
    is_png = is_see_through or picture.format == "PNG"
    bare = Image.new(clean.mode, clean.size)
    bare.paste(clean)
    out = io.BytesIO()
    if is_png:
        bare.save(out, "PNG", optimize=True)
    else:
        bare.save(out, "JPEG", quality=85, progressive=True)
    return out.getvalue(), "png" if is_png else "jpg"
