"""The editor's live preview and picture upload: who may, and what is taken."""

import io
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import NoReverseMatch, reverse
from PIL import Image

from editorial import pictures
from tests.builders import make_source

pytestmark = pytest.mark.django_db
PREVIEW, UPLOAD = "/admin/editor/preview/", "/admin/editor/picture/"


def picture(form: str = "JPEG", size: tuple[int, int] = (40, 30), **options) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, form, **options)
    return out.getvalue()


def upload(client: Client, content: bytes, name: str = "p.jpg", kind: str = "image/jpeg"):
    return client.post(UPLOAD, {"image": SimpleUploadedFile(name, content, kind)})


def stored(answer) -> Path:
    address = answer.json()["image_code"].removeprefix("![](").removesuffix(")")
    return Path(settings.MEDIA_ROOT, address.removeprefix("/media/"))


@pytest.mark.parametrize("address", [PREVIEW, UPLOAD])
def test_a_stranger_is_sent_to_sign_in(client, address):
    answer = client.post(address, {"content": "x"})
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("who", ["no_group", "reviewer"])
@pytest.mark.parametrize("address", [PREVIEW, UPLOAD])
def test_staff_who_do_not_write_are_refused(request, signed_in, who, address):
    client = signed_in(request.getfixturevalue(who))
    assert client.post(address, {"content": "x"}).status_code == 403


@pytest.mark.parametrize("address", [PREVIEW, UPLOAD])
def test_only_post_is_answered(signed_in, author, address):
    assert signed_in(author).get(address).status_code == 405


@pytest.mark.parametrize("address", [PREVIEW, UPLOAD])
def test_a_post_from_another_site_is_refused(author, address):
    client = Client(enforce_csrf_checks=True)
    client.force_login(author)
    assert client.post(address, {"content": "x"}).status_code == 403


def test_markdownx_own_views_are_not_mounted():
    for name in ("markdownx_markdownify", "markdownx_upload"):
        with pytest.raises(NoReverseMatch):
            reverse(name)


def test_preview_is_cleaned(signed_in, author):
    answer = signed_in(author).post(PREVIEW, {"content": "**a** <script>1</script>"})
    assert answer.content == b"<p><strong>a</strong> &lt;script&gt;1&lt;/script&gt;</p>\n"


def test_preview_says_which_source_is_missing(signed_in, author):
    make_source("HERE")
    html = signed_in(author).post(PREVIEW, {"content": "[@HERE] [@GONE]"}).content.decode()
    assert "“GONE” is not in the list of sources" in html
    assert "“HERE”" not in html


def test_preview_shows_numbers_as_they_are_written(signed_in, author):
    html = signed_in(author).post(PREVIEW, {"content": "Call {emergency}."}).content
    assert b"Call {emergency}." in html


def test_preview_of_a_huge_text_is_cut(signed_in, author):
    assert signed_in(author).post(PREVIEW, {"content": "a" * 200_000}).status_code == 200


def test_picture_is_stored_under_a_name_of_ours(signed_in, author):
    path = stored(upload(signed_in(author), picture(), name="../../etc/passwd.jpg"))
    assert path.parent.parent == Path(settings.MEDIA_ROOT, "pictures")
    assert path.exists()
    assert "passwd" not in path.name


def test_picture_loses_its_exif_and_stands_upright(signed_in, author):
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010E] = "patient's name"
    raw = picture(size=(40, 30), exif=exif)
    path = stored(upload(signed_in(author), raw))
    with Image.open(path) as found:
        assert found.size == (30, 40)
        assert not found.getexif()
    assert b"patient" not in path.read_bytes()


def test_wide_picture_shrinks_to_1600_pixels_and_a_small_one_stays(signed_in, author):
    client = signed_in(author)
    with Image.open(stored(upload(client, picture(size=(3200, 100))))) as found:
        assert found.size == (1600, 50)
    with Image.open(stored(upload(client, picture(size=(700, 100))))) as found:
        assert found.size == (700, 100)


def test_see_through_picture_stays_see_through(signed_in, author):
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "WEBP", lossless=True)
    with Image.open(stored(upload(signed_in(author), out.getvalue(), "a.webp"))) as found:
        assert (found.format, found.mode) == ("PNG", "RGBA")


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"<script>alert(1)</script>", "x.gif", "image/gif"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "x.svg", "image/svg+xml"),
        (picture("GIF"), "x.gif", "image/gif"),
        (picture("BMP"), "x.jpg", "image/jpeg"),
        (picture()[:200], "cut.jpg", "image/jpeg"),
        (b"", "empty.jpg", "image/jpeg"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 500, "x.jpg", "image/jpeg"),
    ],
)
def test_what_is_no_picture_gets_a_sentence_and_is_not_stored(
    signed_in, author, content, name, kind
):
    folder = Path(settings.MEDIA_ROOT)
    before = set(folder.rglob("*.*"))
    answer = upload(signed_in(author), content, name, kind)
    assert answer.status_code == 400
    assert answer.json()["image"]
    assert set(folder.rglob("*.*")) == before


def test_too_many_pixels_are_refused_before_decoding(signed_in, author, monkeypatch):
    large = picture("PNG", (100, 100))
    monkeypatch.setattr(pictures, "MAX_PIXELS", 1000)
    monkeypatch.setattr(Image.Image, "load", lambda _self: pytest.fail("was decoded"))
    answer = upload(signed_in(author), large, "x.png")
    assert answer.status_code == 400
    assert "pixels" in answer.json()["image"]


def test_too_large_a_file_is_refused(signed_in, author, monkeypatch):
    monkeypatch.setattr(pictures, "MAX_BYTES", 100)
    assert "8 MB" in upload(signed_in(author), picture()).json()["image"]
