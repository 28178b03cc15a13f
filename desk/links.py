"""Broken links for the desk's home: found by the heartbeat, so that no page of the desk waits.

Finding them reads every live page. So a process looks only after somebody opened the home in it.
"""

import time

from editorial.link_check import BrokenLink, broken_links
from editorial.models import LibraryVersion

WANTED = 3600.0  # seconds after the home was opened
_wanted_until = 0.0
_found: list[BrokenLink] | None = None


def known() -> list[BrokenLink] | None:
    """Return the broken links as of the last beat, None before the first; ask for the next."""
    global _wanted_until
    _wanted_until = time.monotonic() + WANTED
    return _found


def look() -> None:
    """Look again if somebody wants to know; called at every beat, it reads only what is new."""
    global _found
    _found = broken_links(LibraryVersion.current()) if time.monotonic() < _wanted_until else None


def forget() -> None:
    """Be as a process that has just begun."""
    global _found, _wanted_until
    _found, _wanted_until = None, 0.0
