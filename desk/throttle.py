"""Slows down whoever guesses, without locking out anybody else.

What was tried is counted for a name together with the network it came from, and for the network
alone. A browser in which a person has signed in before holds a signed cookie and is counted by
itself, for each of those who share it: neither a stranger elsewhere nor one in the same building
can lock them out.

Every try is counted before the password is looked at, so that many at once gain nothing; one that
succeeds is taken back.
"""

import ipaddress
import math
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import ngettext

from desk.models import Attempts

KNOWN = "lupusinfo-known-browser"
KNOWN_LASTS = 180 * 24 * 3600
KNOWN_PEOPLE = 8  # who share a browser; whoever signed in last takes the place of the first
LOGIN_PATH = "/admin/login/"


@dataclass(frozen=True)
class Limit:
    """How many tries in how long a time, counted from the first of them."""

    name: str
    tries: int
    within: timedelta


SIGN_IN = Limit("sign-in", 5, timedelta(minutes=10))
NETWORK = Limit("network", 30, timedelta(minutes=10))
RESET = Limit("reset", 5, timedelta(minutes=15))
RESET_MAIL = Limit("reset-mail", 3, timedelta(hours=1))


def network_of(request: HttpRequest) -> str:
    """Return where a request comes from: an IPv4 address, or the network of an IPv6 one.

    Behind proxies (LUPUSINFO_TLS=proxy) that is what the outermost of ours has seen: every proxy
    adds to the end of X-Forwarded-For, and whatever stands before came from the client.
    """
    seen = [request.META.get("REMOTE_ADDR", "")]
    if settings.PROXIES:
        seen = request.META.get("HTTP_X_FORWARDED_FOR", seen[0]).split(",")
    try:
        address = ipaddress.ip_address(seen[-min(len(seen), max(settings.PROXIES, 1))].strip())
    except ValueError:
        return "unknown"
    if mapped := getattr(address, "ipv4_mapped", None):
        address = mapped
    return str(ipaddress.ip_network((address, 64 if address.version == 6 else 32), strict=False))


def claim(limit: Limit, *what: str) -> timedelta | None:
    """Count one try; return how long to wait when there were too many already, else None."""
    now = timezone.now()
    with transaction.atomic():
        Attempts.objects.get_or_create(key=_key(limit, what), defaults={"began_at": now})
        row = Attempts.objects.select_for_update().get(pk=_key(limit, what))
        if row.began_at + limit.within <= now:
            row.count, row.began_at = 0, now
        if row.count >= limit.tries:
            return row.began_at + limit.within - now
        row.count += 1
        row.save()
    return None


def forget(limit: Limit, *what: str) -> None:
    """Begin to count anew."""
    Attempts.objects.filter(pk=_key(limit, what)).delete()


def take_back(limit: Limit, *what: str) -> None:
    """Take back one try that was none."""
    Attempts.objects.filter(pk=_key(limit, what), count__gt=0).update(count=F("count") - 1)


def _key(limit: Limit, what: tuple[str, ...]) -> str:
    words = "\0".join((limit.name, *what))
    return salted_hmac("desk.throttle", words, algorithm="sha256").hexdigest()


def wait_words(wait: timedelta) -> str:
    """Return what to tell somebody who has to wait."""
    minutes = max(1, math.ceil(wait.total_seconds() / 60))
    text = ngettext(
        "There were too many tries. Wait %d minute, then try again.",
        "There were too many tries. Wait %d minutes, then try again.",
        minutes,
    )
    return text % minutes


class SignInTry:
    """One try to sign in with a name: counted when it is made, taken back when it succeeds."""

    def __init__(self, request: HttpRequest, name: str) -> None:
        name, network = name.strip().casefold(), network_of(request)
        browser = known_browser(request, name)
        self.counted: list[tuple[Limit, tuple[str, ...]]] = [(SIGN_IN, (name, browser or network))]
        if not browser:
            self.counted.append((NETWORK, (network,)))

    def claim(self) -> timedelta | None:
        """Count the try; return how long to wait if it may not be made."""
        waits = [wait for limit, what in self.counted if (wait := claim(limit, *what))]
        return max(waits, default=None)

    def succeed(self) -> None:
        """The person is who they say: their own count begins anew, the network's loses this one."""
        for limit, what in self.counted:
            (forget if limit is SIGN_IN else take_back)(limit, *what)


def known_browser(request: HttpRequest, name: str) -> str:
    """Return the mark of a browser in which the person of this name signed in before, or ""."""
    mark, people = _known(request)
    return mark if _key(SIGN_IN, ("known", name)) in people else ""


def remember_browser(request: HttpRequest, response: HttpResponse, name: str) -> None:
    """Mark this browser as one in which the person of this name has signed in, like others."""
    mark, people = _known(request)
    whose = _key(SIGN_IN, ("known", name.strip().casefold()))
    others = [other for other in people if other != whose][: KNOWN_PEOPLE - 1]
    response.set_signed_cookie(
        KNOWN,
        " ".join([mark or secrets.token_urlsafe(12), whose, *others]),
        salt=KNOWN,
        max_age=KNOWN_LASTS,
        path=LOGIN_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _known(request: HttpRequest) -> tuple[str, list[str]]:
    """Return a browser's mark, and digests of who signed in there, the last one first."""
    value = request.get_signed_cookie(KNOWN, "", salt=KNOWN, max_age=KNOWN_LASTS)
    mark, *people = str(value).split(" ")
    return mark, people
