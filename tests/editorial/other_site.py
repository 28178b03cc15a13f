"""A small web server on loopback that behaves as other sites do, well and badly."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from editorial.links.outgoing import Number

ANSWERS = {  # path -> status, Location
    "/fine": (200, ""),
    "/gone": (404, ""),
    "/dropped": (410, ""),
    "/old": (301, "/fine#part"),
    "/older": (308, "/old"),
    "/for-now": (302, "/fine"),
    "/for-now-then-old": (307, "/old"),
    "/old-then-for-now": (301, "/for-now"),
    "/old-and-gone": (301, "/gone"),
    "/circle": (302, "/circle"),
    "/nowhere": (301, ""),
    "/accents": (301, "/caf\u00c3\u00a9 x"),  # the bytes of é in UTF-8, as a header holds them
    "/caf%C3%A9%20x": (200, ""),
    "/broken-address": (301, "http://[x/"),
    "/to-script": (301, "javascript:alert(1)"),
    "/to-file": (302, "file:///etc/passwd"),
    "/to-metadata": (302, "http://169.254.169.254/latest/"),
    "/to-loopback": (301, "http://127.0.0.1:1/"),
    "/wants-people": (403, ""),
    "/later": (429, ""),
    "/ill": (503, ""),
    **{f"/hop{n}": (302, f"/hop{n - 1}") for n in range(1, 8)},
    "/hop0": (200, ""),
}


class OtherSite(ThreadingHTTPServer):
    """The server, with what it was asked and how much of an endless body it got rid of."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.sent = 0
        self.is_over = threading.Event()

    def address(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.server_port}{path}"

    def allowed(self, number: Number, port: int) -> bool:
        """Whether a number and a port are this very server's."""
        return str(number) == "127.0.0.1" and port == self.server_port


class _Handler(BaseHTTPRequestHandler):
    server: OtherSite

    def do_HEAD(self) -> None:
        self.server.asked.append(f"{self.command} {self.path}")
        self.server.headers.append(dict(self.headers))
        if self.path in {"/no-head", "/endless"} and self.command == "HEAD":
            self._say(405)
        elif self.path == "/head-not-found" and self.command == "HEAD":
            self._say(404)
        elif self.path == "/slow":
            self.server.is_over.wait(3)
        elif self.path == "/drips":
            self._drip()
        elif self.path == "/nonsense":
            self.wfile.write(b"SSH-2.0-OpenSSH\r\n\r\n")
        elif self.path == "/endless":
            self._pour()
        else:
            self._say(*ANSWERS.get(self.path, (200, "")))

    def do_GET(self) -> None:
        self.do_HEAD()

    def _say(self, status: int, location: str = "") -> None:
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.end_headers()

    def _drip(self) -> None:
        """Send a byte now and then, so that no single wait is ever too long."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
        while not self.server.is_over.wait(0.02):
            self.wfile.write(b"x")

    def _pour(self) -> None:
        self._say(200)
        until = time.monotonic() + 2
        while time.monotonic() < until:
            self.server.sent += self.connection.send(b"x" * 65_536)

    def handle(self) -> None:
        try:
            super().handle()
        except OSError:  # the other side went away, as it should
            self.close_connection = True

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@contextmanager
def other_site() -> Iterator[OtherSite]:
    site = OtherSite()
    thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield site
    finally:
        site.is_over.set()
        site.shutdown()
        thread.join()
        site.server_close()
