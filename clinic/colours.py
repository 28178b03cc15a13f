"""A clinic's one colour, checked, and every tone that is derived from it: light and dark.

High contrast keeps the colours of site.css: it is a reader's need, and stands before a look.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache

OWN = "#4d2f73"  # of LupusInfo, as in site.css
LEAST = 4.5  # WCAG AA, for words in this colour and for white words on it
PAPER = "#fdfaf5"
LIGHT_GROUNDS = [PAPER, "#ffffff", "#fdeeee", "#fdf3e1", "#eaf5f0", "#edf2fa"]
DARK_GROUNDS = ["#18131f", "#211a2b", "#3a1519", "#352509", "#10291f", "#17223a"]
WHITE, BLACK, NIGHT = "#ffffff", "#000000", "#18131f"
HEX = re.compile(r"#[0-9a-f]{6}")


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


def _light_of(colour: str) -> float:
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (part / 255 for part in _parts(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the ratio of WCAG of two colours (`#rrggbb`): 1 to 21."""
    darker, lighter = sorted((_light_of(one), _light_of(other)))
    return (lighter + 0.05) / (darker + 0.05)


def mix(colour: str, other: str, share: float) -> str:
    """Return `colour` with a share (0 to 1) of another in it."""
    pairs = zip(_parts(colour), _parts(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _until(colour: str, other: str, grounds: list[str], ratio: float) -> str:
    """Return the first mix with `other` that stands out from every ground."""
    mixes = (mix(colour, other, step / 100) for step in range(101))
    return next(
        (found for found in mixes if all(contrast(found, g) >= ratio for g in grounds)), other
    )


def is_readable(colour: str) -> bool:
    """Whether words in this colour can be read on paper, and white words on it."""
    return contrast(colour, PAPER) >= LEAST


def nearest_readable(colour: str) -> str:
    """Return the colour itself, or the lightest darker one of its hue that can be read."""
    return _until(colour, BLACK, [PAPER], LEAST)


@dataclass(frozen=True)
class Looks:
    """What a clinic's colour becomes. `css` is empty for the colours of LupusInfo itself."""

    light: str
    dark: str
    css: str = ""

    @property
    def digest(self) -> str:
        """A short text that changes with the sheet: a browser may keep it for ever."""
        return hashlib.sha256(self.css.encode()).hexdigest()[:12]


@lru_cache(maxsize=32)
def looks_of(colour: str) -> Looks:
    """Return the looks of a clinic with this colour; "" and what is no colour mean LupusInfo's."""
    if not HEX.fullmatch(colour) or colour == OWN:
        return Looks(OWN, "#3a2456")
    colour = nearest_readable(colour)
    tint = mix(colour, WHITE, 0.92)
    deep = _until(colour, BLACK, [WHITE], max(7.0, min(1.3 * contrast(colour, WHITE), 20)))
    light = {
        "brand": colour,
        "brand-deep": deep,
        "link": _until(colour, BLACK, [*LIGHT_GROUNDS, tint], LEAST),
        "tint": tint,
    }
    night = _until(colour, BLACK, [WHITE], 11)
    dark_tint = _until(mix(colour, NIGHT, 0.8), BLACK, [WHITE], 14)
    dark = {
        "brand": night,
        "brand-deep": _until(night, BLACK, [WHITE], 15),
        "link": _until(colour, WHITE, [*DARK_GROUNDS, dark_tint], 6),
        "tint": dark_tint,
    }
    button = _until(colour, BLACK, [WHITE], 7)
    hover = _until(button, BLACK, [WHITE], 10)
    return Looks(colour, night, _sheet(light, dark, button, hover))


def _sheet(light: dict[str, str], dark: dict[str, str], button: str, hover: str) -> str:
    by_day, by_night = (
        " ".join(f"--{name}: {value};" for name, value in tones.items()) for tones in (light, dark)
    )
    return f"""\
@layer tokens {{
  :root {{ {by_day} }}
  @media screen and (prefers-color-scheme: dark) {{ :root {{ {by_night} }} }}
  @media screen {{
    :root[data-theme="light"] {{ {by_day} }}
    :root[data-theme="dark"] {{ {by_night} }}
  }}
}}
@layer parts {{
  .button-main, .search button {{ background: {button}; }}
  .button-main:hover {{ background: {hover}; }}
}}
"""
