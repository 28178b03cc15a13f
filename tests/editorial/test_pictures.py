"""Pictures in several widths: what is stored, and what a page shows of it."""

import io
import os
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from editorial import pictures
from editorial.rendering import render

pytestmark = pytest.mark.once
STEM = "/media/pictures/2026/0123456789abcdef"


def uploaded(size: tuple[int, int], form: str = "JPEG", mode: str = "RGB") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new(mode, size, "teal").save(out, form)
    return SimpleUploadedFile("a", out.getvalue())


def files() -> set[Path]:
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


def shown(address: str) -> dict[str, int]:
    """Every address that a page shows for a picture, with the width that it says."""
    html = render(f"![fog]({address})").html
    entries = ", ".join(re.findall(r'srcset="([^"]*)"', html)).split(", ")
    return {name: int(width.removesuffix("w")) for name, width in (e.split() for e in entries)}


@pytest.mark.parametrize(("form", "ending"), [("JPEG", "jpg"), ("PNG", "png")])
@pytest.mark.parametrize(
    ("width", "widths"), [(300, [300]), (900, [480, 800, 900]), (2000, [480, 800, 1200, 1600])]
)
def test_what_a_page_shows_is_what_is_stored(form, ending, width, widths):
    before = files()
    there = shown(pictures.store(uploaded((width, width // 2), form)))
    paths = {Path(settings.MEDIA_ROOT, name.removeprefix("/media/")) for name in there}
    assert files() - before == paths
    assert sorted(there.values()) == sorted([*widths, *widths])
    for name, said in there.items():
        with Image.open(Path(settings.MEDIA_ROOT, name.removeprefix("/media/"))) as found:
            assert (found.width, found.format) == (said, pictures_format(name, ending))


def pictures_format(name: str, ending: str) -> str:
    return "WEBP" if name.endswith(".webp") else {"jpg": "JPEG", "png": "PNG"}[ending]


def test_nothing_is_stored_when_one_width_cannot_be(monkeypatch):
    before = files()
    save, calls = default_storage.save, []

    def failing(name, content):
        calls.append(name)
        if len(calls) == 4:
            raise OSError("disk full")
        return save(name, content)

    monkeypatch.setattr(default_storage, "save", failing)
    with pytest.raises(OSError, match="disk full"):
        pictures.store(uploaded((900, 500)))
    assert len(calls) == 4
    assert files() == before


def test_a_tall_picture_shrinks_too():
    assert pictures.store(uploaded((100, 20_000), "PNG")).endswith("-16x3200.png")


def test_a_picture_says_its_size_and_offers_webp_first():
    html = render(f"![fog]({STEM}-900x600.jpg)").html
    assert html.index('<picture><source type="image/webp" srcset="') < html.index("<img")
    assert f'<img src="{STEM}-900x600.jpg" srcset="{STEM}-900x600-480.jpg 480w, ' in html
    assert 'width="900" height="600" alt="fog" loading="lazy" decoding="async"></picture>' in html
    assert html.count('sizes="(max-width: 45rem) 100vw, 45rem"') == 2


@pytest.mark.parametrize(
    "name", [".jpg", "-0x9.jpg", "-900x600.gif", "-900x600-480.jpg", "-99999x9.jpg", "-9x9.jpg.jpg"]
)
def test_a_name_of_another_form_is_one_picture(name):
    html = render(f"![fog]({STEM}{name})").html
    assert f'<img src="{STEM}{name}" alt="fog"' in html
    assert "srcset" not in html


@pytest.mark.parametrize(
    ("root", "size"),
    [
        ('<svg width="640" height="480px" viewBox="0 0 1 1">', ' width="640" height="480"'),
        ("<?xml version='1.0'?>\n<svg viewBox='0 0 99.6 50'>", ' width="100" height="50"'),
        ('<svg width="100%" viewBox="0,0,64,32">', ' width="64" height="32"'),
        ('<svg stroke-width="3">', ""),
        ('<svg width="0" height="9">', ""),
        ("no picture", ""),
    ],
)
def test_a_drawing_of_the_library_says_its_size(tmp_path, settings, root, size):
    settings.LIBRARY_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures/a.svg").write_text(f'{root}<rect width="1" height="1"/></svg>')
    html = render("![fog](pictures/a.svg)").html
    assert f'<img src="/media/library/a.svg"{size} alt="fog"' in html


def test_a_changed_drawing_is_read_again(tmp_path, settings):
    settings.LIBRARY_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    path = tmp_path / "pictures/a.svg"
    path.parent.mkdir()
    for number in (10, 20):
        path.write_text(f'<svg width="{number}" height="5"/>')
        os.utime(path, (number, number))
        assert f'width="{number}"' in render("![fog](pictures/a.svg)").html


def test_a_missing_drawing_has_no_size():
    assert "width" not in render(f"![fog](pictures/{'a' * 300}.svg)").html
