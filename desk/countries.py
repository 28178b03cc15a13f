"""Countries, as the time zone database names them, with their zones; a few with their number."""

from collections import defaultdict
from functools import cache
from importlib.resources import files

from django.utils.translation import gettext as _

# Where the database is short, or speaks to programmers.
NAMES = {
    "AS": "American Samoa",
    "CD": "Congo, Democratic Republic",
    "CG": "Congo, Republic",
    "GB": "United Kingdom",
    "KP": "North Korea",
    "KR": "South Korea",
    "TC": "Turks & Caicos Islands",
    "VG": "British Virgin Islands",
    "VI": "US Virgin Islands",
    "WS": "Samoa",
}
# Only those that the library's own sources name. 112 is the number of the European Union.
EU = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
EMERGENCY = {"US": "911", "GB": "999", **dict.fromkeys(EU.split(), "112")}


@cache
def _rows(name: str) -> list[list[str]]:
    text = files("tzdata").joinpath("zoneinfo", name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


def countries() -> dict[str, str]:
    """Return the name of each country, by its code, in alphabetical order."""
    names = {code: _(NAMES.get(code, name)) for code, name in _rows("iso3166.tab")}
    return dict(sorted(names.items(), key=lambda item: item[1]))


@cache
def zones() -> dict[str, list[str]]:
    """Return the time zones of each country, by its code."""
    found = defaultdict(list)
    for row in _rows("zone.tab"):
        found[row[0]].append(row[2])
    return found


def proposals() -> dict[str, dict[str, str]]:
    """Return, by a country's name, the `zone` to propose and the `number` where it is known."""
    return {
        name: {"zone": (zones().get(code) or [""])[0], "number": EMERGENCY.get(code, "")}
        for code, name in countries().items()
    }
