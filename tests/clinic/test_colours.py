"""A clinic's colour: what can be read is taken as it is, and every derived tone can be read."""

import colorsys

import pytest
from django.core.exceptions import ValidationError

from clinic.colours import OWN, contrast, is_readable, looks_of, nearest_readable
from clinic.models import Clinic
from tests.builders import make_article, make_clinic

BLUE = "#1d4f91"


def around(step: int = 30) -> list[str]:
    """Colours of every hue, pale and full, dark and light."""
    return [
        "#"
        + "".join(f"{round(part * 255):02x}" for part in colorsys.hls_to_rgb(hue / 360, light, sat))
        for hue in range(0, 360, step)
        for light in (0.05, 0.2, 0.35, 0.5, 0.8)
        for sat in (0.1, 0.6, 1.0)
    ]


@pytest.mark.once
def test_a_readable_colour_stays_and_another_becomes_its_nearest():
    for colour in around():
        found = nearest_readable(colour)
        assert is_readable(found)
        assert (found == colour) == is_readable(colour)
        if found != colour:
            assert contrast(found, "#fdfaf5") < 4.8  # not darker than it must be


@pytest.mark.parametrize("colour", ["", OWN, "red", "#12345", "#12345g", "url(x)"])
@pytest.mark.once
def test_no_colour_means_the_sheet_of_the_site_itself(colour):
    assert looks_of(colour).css == ""
    assert looks_of(colour).light == OWN


@pytest.mark.parametrize("colour", ["red", "#1d4f9", "#1d4f9g", "#12;}x"])
@pytest.mark.once
def test_what_is_no_colour_is_refused(colour):
    with pytest.raises(ValidationError, match="#rrggbb"):
        Clinic(colour=colour).clean()


@pytest.mark.once
def test_a_faint_colour_is_refused_with_the_nearest_that_works():
    with pytest.raises(ValidationError) as refused:
        Clinic(colour="#ffcc00").clean()
    said = refused.value.messages[0]
    assert "their contrast is 1.5, and it takes 4.5" in said
    assert nearest_readable("#ffcc00") in said


@pytest.mark.django_db
def test_readers_get_the_colours_only_where_one_was_chosen(client):
    make_article(slug="a-page")
    assert "clinic.css" not in client.get("/articles/a-page/").content.decode()
    assert client.get("/clinic.css").status_code == 404
    clinic = make_clinic(colour=BLUE)
    html = client.get("/articles/a-page/").content.decode()
    address = f"/clinic.css?v={clinic.looks.digest}"
    assert f'<link rel="stylesheet" href="{address}">' in html
    assert html.index("css/site") < html.index(address)
    assert f'<meta name="theme-color" content="{BLUE}"' in html
    assert client.get("/manifest.webmanifest").json()["theme_color"] == BLUE
    assert f"--brand: {BLUE};" in client.get(address).content.decode()


@pytest.mark.django_db
def test_the_sheet_is_kept_for_ever_by_its_digest_and_not_without(client):
    clinic = make_clinic(colour=BLUE)
    kept = client.get(f"/clinic.css?v={clinic.looks.digest}")
    assert kept.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert kept.headers["Content-Type"].startswith("text/css")
    assert not kept.cookies
    for address in ("/clinic.css", "/clinic.css?v=old"):
        assert "s-maxage=1" in client.get(address).headers["Cache-Control"]
    before = clinic.looks.digest
    make_clinic(colour="#7a1f3d")
    assert Clinic.objects.get().looks.digest != before


@pytest.mark.parametrize(
    ("logo", "shown"),
    [
        ("", None),
        ("/media/pictures/x.png", None),
        (
            "/media/pictures/2026/0123456789abcdef-800x200.png",
            ("/media/pictures/2026/0123456789abcdef-800x200-480.png", 168, 42),
        ),
        (
            "/media/pictures/2026/0123456789abcdef-300x300.jpg",
            ("/media/pictures/2026/0123456789abcdef-300x300.jpg", 42, 42),
        ),
    ],
)
@pytest.mark.once
def test_a_logo_is_shown_small_and_takes_its_room_before_it_is_there(logo, shown):
    found = Clinic(logo=logo).logo_shown
    assert (found and (found["src"], found["width"], found["height"])) == shown


@pytest.mark.django_db
def test_the_logo_stands_in_the_header_with_the_clinics_name(client):
    stem = "/media/pictures/2026/0123456789abcdef-300x100"
    make_clinic(logo=f"{stem}.png")
    html = client.get("/about/").content.decode()
    assert f'<source type="image/webp" srcset="{stem}.webp">' in html
    assert f'<img src="{stem}.png" alt="Lupus Clinic" width="126" height="42">' in html
    assert '<small aria-hidden="true">Lupus Clinic</small>' in html
