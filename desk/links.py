"""Broken links for the desk: found by the heartbeat, so that no page of the desk waits.

Finding them reads every live page. So a process looks only after somebody opened the home in it.
What is known of other sites is read from the table: nobody is asked here.
"""

import time
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from editorial.links.inner import BrokenLink, broken_links
from editorial.links.outer import OuterLink, troubles_at
from editorial.models import LibraryVersion, OuterAddress

WANTED = 3600.0  # seconds after the home was opened
_wanted_until = 0.0
_found: "Found | None" = None


@dataclass(frozen=True)
class Found:
    """Links that are broken or moved, and when another site was asked last (None: never)."""

    inner: list[BrokenLink]
    outer: list[OuterLink]
    asked_at: datetime | None = None


def known() -> Found | None:
    """Return the broken links as of the last beat, None before the first; ask for the next."""
    global _wanted_until
    _wanted_until = time.monotonic() + WANTED
    return _found


def look() -> None:
    """Look again if somebody wants to know; called at every beat, it reads only what is new."""
    global _found
    _found = _look() if time.monotonic() < _wanted_until else None


def forget() -> None:
    """Be as a process that has just begun."""
    global _found, _wanted_until
    _found, _wanted_until = None, 0.0


def _look() -> Found:
    version = LibraryVersion.current()
    asked_at = OuterAddress.objects.aggregate(last=Max("checked_at"))["last"]
    return Found(broken_links(version), troubles_at(version), asked_at)
