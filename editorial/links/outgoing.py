"""Asks another site for the status of one address, and is no way into the clinic's own network.

Whoever writes at the desk chooses the address. So a name is resolved here, every number that it
stands for must be one of the public internet, and the connection is made to just that number: the
name cannot stand for another one a moment later. TLS is checked by the name all the same. What an
address leads to is asked for in the same way, hop by hop. No body is read.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import SplitResult, quote, urlsplit

PORTS = {"http": 80, "https": 443}
WORLD = ipaddress.ip_network("2000::/3")  # where the public addresses of IPv6 are
SPECIAL = ipaddress.ip_network("192.0.0.0/24")  # for protocols; not every Python knows it
MOST_NUMBERS = 4  # of one name that are tried
NOT_QUOTED = "/?#[]@!$&'()*+,;=:%~-._"
NETWORK_ERRORS = (OSError, http.client.HTTPException, UnicodeError, ValueError)

Number = ipaddress.IPv4Address | ipaddress.IPv6Address
Allowed = Callable[[Number, int], bool]


class NotAllowedError(Exception):
    """The address is none that this site asks."""


class NoAnswerError(Exception):
    """Nothing came back that can be understood, or not in time."""


@dataclass(frozen=True)
class Reply:
    """What came back: the status code, and where that leads ("": nowhere)."""

    status: int
    location: str = ""


def is_public(number: Number, port: int) -> bool:
    """Whether a number and a port are of the public web, and of no network inside."""
    if port not in PORTS.values() or number.is_multicast or not number.is_global:
        return False
    if number.version == 4:
        return not number.is_reserved and number not in SPECIAL
    # Other blocks, and 6to4, wrap a number of IPv4, which may be one of a network inside.
    return number in WORLD and number.sixtofour is None


def ask(
    method: str, address: str, *, agent: str, seconds: float, allowed: Allowed = is_public
) -> Reply:
    """Ask once, without following where it leads.

    Raises NotAllowedError or NoAnswerError. `seconds` bound all of it but the resolving of the
    name, which the system's own resolver bounds.
    """
    try:
        return _ask(method, _parts(address), agent, seconds, allowed)
    except NETWORK_ERRORS as error:
        raise NoAnswerError(str(error)) from error


def ascii_of(address: str | bytes) -> str:
    """Return an address as it is sent: what is not ASCII, or a space, is quoted."""
    return quote(address, safe=NOT_QUOTED)


def _parts(address: str) -> SplitResult:
    parts = urlsplit(address)
    if parts.scheme not in PORTS or not parts.hostname or "@" in parts.netloc:
        raise NotAllowedError("Only http and https are asked, without a name and a password.")
    return parts


def _ask(method: str, parts: SplitResult, agent: str, seconds: float, allowed: Allowed) -> Reply:
    host = (parts.hostname or "").encode("idna").decode()
    port = parts.port or PORTS[parts.scheme]
    path = ascii_of((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
    connection = _Connection(host, port, seconds, parts.scheme == "https")
    headers = {"User-Agent": agent, "Accept": "*/*", "Connection": "close"}
    try:
        connection.numbers = _resolve(host, port, allowed)
        connection.request(method, path, headers=headers)
        with connection.getresponse() as response:
            reply = Reply(response.status, response.headers.get("Location", ""))
        if connection.is_late:  # what was read may be half of it
            raise NoAnswerError("It took too long.")
        return reply
    finally:
        connection.close()


def _resolve(host: str, port: int, allowed: Allowed) -> list[str]:
    """Return the numbers that a name stands for; raise NotAllowedError if one is not allowed."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    numbers = list(dict.fromkeys(str(row[4][0]) for row in found))
    if not numbers or not all(allowed(ipaddress.ip_address(each), port) for each in numbers):
        raise NotAllowedError("The name stands for no address of the public web.")
    return numbers[:MOST_NUMBERS]


@cache
def tls() -> ssl.SSLContext:
    """Return how certificates are checked: by the machine's own list of authorities."""
    return ssl.create_default_context()


class _Connection(http.client.HTTPConnection):
    """A connection to numbers that were looked at, which ends when its time is over."""

    def __init__(self, host: str, port: int, seconds: float, is_tls: bool) -> None:
        super().__init__(host, port)
        self.default_port = PORTS["https" if is_tls else "http"]  # left out of the Host header
        self.is_tls, self.seconds = is_tls, seconds
        self.numbers: list[str] = []
        self.is_late = False
        self.clock = threading.Timer(seconds, self._end)
        self.clock.daemon = True

    def connect(self) -> None:
        """Connect, by TLS if so asked; the clock runs from here on."""
        self.clock.start()
        self.sock: Any = self._connected()
        if self.is_tls:
            self.sock = tls().wrap_socket(
                self.sock, server_hostname=self.host, do_handshake_on_connect=False
            )
            self.sock.do_handshake()

    def close(self) -> None:
        self.clock.cancel()
        super().close()

    def _connected(self) -> socket.socket:
        failed: OSError = TimeoutError()
        until = time.monotonic() + self.seconds
        for number in self.numbers:
            if (left := until - time.monotonic()) > 0:
                try:
                    return socket.create_connection((number, self.port), left)
                except OSError as error:
                    failed = error
        raise failed

    def _end(self) -> None:
        """Wake whoever waits for a server that sends a byte now and then."""
        self.is_late = True
        with suppress(OSError, AttributeError):
            self.sock.shutdown(socket.SHUT_RDWR)
