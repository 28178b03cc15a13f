"""The colours of site.css: every text can be read on every ground, in each set of colours."""

import colorsys
import re
from pathlib import Path

import pytest

from clinic.colours import looks_of

pytestmark = pytest.mark.once

CSS = Path(__file__).parents[2] / "lupusinfo" / "static" / "css" / "site.css"
Colours = dict[str, str]
PART = re.compile(r"\s*([^{};]*)([{};])")


def colour_sets(css: str) -> dict[str, Colours]:
    """Return the colours that each `:root…` declares, by where: "theme=dark", "device dark"."""
    sets: dict[str, Colours] = {}
    around: list[str] = []
    for text, end in PART.findall(re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)):
        if end == "{":
            around.append(text)
            continue
        colour = re.fullmatch(r"--([\w-]+):\s*(#[0-9a-f]{3,6})\s*", text)
        if colour and around[-1].startswith(":root") and "print" not in " ".join(around):
            sets.setdefault(where(around), {})[colour[1]] = colour[2]
        if end == "}":
            around.pop()
    return sets


def where(around: list[str]) -> str:
    media, theme = " ".join(around[:-1]), re.search(r'^:root\[data-theme="(\w+)"', around[-1])
    asks = {"dark": "scheme: dark" in media, "contrast": "contrast: more" in media}
    device = " ".join(("device", *(name for name, is_asked in asks.items() if is_asked)))
    return f"theme={theme[1]}" + " dark" * asks["dark"] if theme else device


def light_of(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(sign * 2 for sign in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG: 1 to 21."""
    darker, lighter = sorted((light_of(one), light_of(other)))
    return (lighter + 0.05) / (darker + 0.05)


SETS = colour_sets(CSS.read_text())
THEMES = ["device", "device dark", "theme=contrast", "theme=contrast dark"]
TONES = ["link", "emergency", "same-day", "self-care", "evidence"]
TINTS = ["tint", *(f"{tone}-tint" for tone in TONES[1:])]
GROUNDS = ["paper", "surface", *TINTS]


@pytest.mark.parametrize("theme", THEMES)
def test_text_can_be_read_on_every_ground(theme):
    colours = SETS[theme]
    least = dict.fromkeys(("soft", *TONES), 7 if "contrast" in theme else 4.5) | {"ink": 7}
    faint = [
        (text, ground, round(contrast(colours[text], colours[ground]), 2))
        for text, ratio in least.items()
        for ground in GROUNDS
        if contrast(colours[text], colours[ground]) < ratio
    ]
    assert faint == []


@pytest.mark.parametrize("theme", THEMES)
def test_focus_and_the_white_words_of_the_header_stand_out(theme):
    colours = SETS[theme]
    assert all(contrast(colours["focus"], colours[ground]) >= 3 for ground in GROUNDS)
    assert contrast("#fff", colours["brand"]) >= 7


@pytest.mark.parametrize(
    ("chosen", "by_the_device"),
    [
        ("theme=light", "device"),
        ("theme=dark", "device dark"),
        ("theme=contrast", "device contrast"),
        ("theme=contrast dark", "device dark contrast"),
    ],
)
def test_a_choice_looks_as_the_same_wish_of_a_device_does(chosen, by_the_device):
    assert SETS[chosen] == SETS[by_the_device]
    assert SETS[chosen].keys() == SETS["device"].keys()  # nothing shines through from another set


def test_the_reckoning_is_that_of_wcag():
    assert contrast("#000", "#ffffff") == 21
    assert round(contrast("#767676", "#fff"), 2) == 4.54
    assert colour_sets('@media screen { :root[data-theme="dark"] { --ink: #eee } }') == {
        "theme=dark": {"ink": "#eee"}
    }


CHOSEN = [
    "#" + "".join(f"{round(part * 255):02x}" for part in colorsys.hls_to_rgb(hue / 12, light, sat))
    for hue in range(12)
    for light in (0.0, 0.15, 0.3, 0.5, 0.9)
    for sat in (0.15, 0.6, 1.0)
]


@pytest.mark.parametrize("theme", ["device", "device dark"])
def test_a_clinics_own_colour_can_be_read_like_ours(theme):
    """Every tone that is derived from it, upon all that site.css has, in each set of colours."""
    faint = []
    for chosen in CHOSEN:
        colours = SETS[theme] | colour_sets(looks_of(chosen).css)[theme]
        pairs = [(text, ground, 4.5) for text in ("soft", *TONES) for ground in GROUNDS]
        pairs += [("ink", ground, 7) for ground in GROUNDS]
        pairs += [("focus", ground, 3) for ground in GROUNDS]
        pairs += [("on-brand", "brand", 4.5), ("on-brand", "brand-deep", 7)]
        faint += [
            (chosen, text, ground)
            for text, ground, least in pairs
            if contrast(colours[text], colours[ground]) < least
        ]
        mark = contrast("#ffd591", colours["brand-deep"])  # below the part of the site one is in
        faint += [(chosen, "mark", "brand-deep")] if mark < 3 else []
    assert faint == []


def test_a_clinics_own_colour_leaves_high_contrast_alone():
    """Its selectors are weaker than those of high contrast, which stand in the same layer."""
    sets = colour_sets(looks_of("#1d4f91").css)
    assert sets.keys() == {"device", "device dark", "theme=light", "theme=dark"}
    assert (sets["device"], sets["device dark"]) == (sets["theme=light"], sets["theme=dark"])
    buttons = re.findall(r"background: (#\w+)", looks_of("#1d4f91").css)
    assert all(contrast("#fff", colour) >= 7 for colour in buttons)
