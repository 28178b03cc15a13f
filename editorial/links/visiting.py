"""Visits one address of another site and says what became of it, hop by hop."""

import time
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin

from django.conf import settings

from editorial.links.outgoing import (
    Allowed,
    NoAnswerError,
    NotAllowedError,
    Reply,
    ascii_of,
    ask,
    is_public,
)
from editorial.models.outer_address import MAX_ADDRESS, OuterAddress

HOPS = 5
SECONDS, SECONDS_A_VISIT = 10.0, 25.0
FOR_GOOD, FOR_NOW = {301, 308}, {302, 303, 307}
NOT_THERE = {404, 410}
# Sites that want no robots, or want them to come later, say so; readers may well get the page.
NOT_FOR_ROBOTS = {401, 403, 405, 407, 429, 451, 501, 999}
Outcome = OuterAddress.Outcome


@dataclass(frozen=True)
class Visit:
    """What an address answered: its last status code (None: no answer), and where it has moved."""

    outcome: str
    status: int | None = None
    leads_to: str = ""


def visit(address: str, *, allowed: Allowed = is_public, seconds: float = SECONDS) -> Visit:
    """Ask an address and follow where it leads; no error of another site gets out of here."""
    until = time.monotonic() + SECONDS_A_VISIT
    here, settled = address, address  # settled: where it has moved for good
    for _hop in range(HOPS + 1):
        try:
            reply = _ask_politely(here, min(seconds, until - time.monotonic()), allowed)
            before, here = here, _next(here, reply.location)
        except NotAllowedError:
            return Visit(Outcome.UNKNOWN)
        except (NoAnswerError, ValueError):
            return Visit(Outcome.FAILED)
        if reply.status not in FOR_GOOD | FOR_NOW or not reply.location:
            return _verdict(reply.status, settled if settled != address else "")
        if reply.status in FOR_GOOD and settled == before:
            settled = here
    return Visit(Outcome.UNKNOWN, reply.status)  # most such sites turn only robots in circles


def agent() -> str:
    """Return how this site names itself to others."""
    address = f"; +{settings.SITE_ADDRESS}" if settings.SITE_ADDRESS else ""
    return f"LupusInfo (checks links{address})"


def _ask_politely(address: str, seconds: float, allowed: Allowed) -> Reply:
    """Ask for the head of a page; where that is refused or not found, as readers' browsers do."""
    reply = ask("HEAD", address, agent=agent(), seconds=seconds, allowed=allowed)
    if reply.status < 400 or reply.status == 429:
        return reply
    return ask("GET", address, agent=agent(), seconds=seconds, allowed=allowed)


def _next(here: str, location: str) -> str:
    """Return where a redirect leads, as an address of its own."""
    return urldefrag(urljoin(here, ascii_of(location.encode("latin-1", "replace")))).url


def _verdict(status: int, moved_to: str) -> Visit:
    if status in NOT_THERE:
        return Visit(Outcome.GONE, status)
    if status in NOT_FOR_ROBOTS:
        return Visit(Outcome.UNKNOWN, status)
    if not 200 <= status < 300:
        return Visit(Outcome.FAILED, status)
    if moved_to and len(moved_to) <= MAX_ADDRESS:
        return Visit(Outcome.MOVED, status, moved_to)
    return Visit(Outcome.FINE, status)
