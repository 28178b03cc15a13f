"""The clinic's numbers as readers see them, and what stands there before a clinic has set them."""

import re

from django.utils.html import format_html
from django.utils.translation import gettext as _

from clinic.models import Clinic

# One number and nothing else. "911 or 112" and "+44 (0)20 ..." are shown, but a phone that dialled
# all their digits would reach somebody else.
DIALLED = re.compile(r"\+?[0-9][0-9 .\-()]*")


def number_of(clinic: Clinic, name: str) -> str:
    """Return the number `name` ("emergency", "crisis" or "clinic_phone"), or "" if it is unset."""
    return {
        "emergency": clinic.emergency_number,
        "crisis": clinic.crisis_line,
        "clinic_phone": clinic.phone,
    }[name]


def stand_in(name: str) -> str:
    """Return the words that stand for a number that no clinic has set."""
    return {
        "emergency": _("your local emergency number (for example 911, 999 or 112)"),
        "crisis": _("your national crisis line (in the United States, 988)"),
        "clinic_phone": _("your clinic"),
    }[name]


def say(clinic: Clinic, name: str) -> str:
    """Return a number as HTML that a phone can dial, or its stand-in.

    `name` may end in " plain", where a link cannot stand.
    """
    name, _space, plain = name.partition(" ")
    number = number_of(clinic, name)
    if not number:
        return format_html("{}", stand_in(name))
    if plain or not DIALLED.fullmatch(number) or "(0)" in number:
        return format_html('<strong class="number">{}</strong>', number)
    digits = "".join(sign for sign in number if sign.isdigit() or sign == "+")
    return format_html('<a class="number" href="tel:{}">{}</a>', digits, number)
