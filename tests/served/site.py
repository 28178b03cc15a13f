"""A site as `make run` serves it, several processes and all, and a browser-like visitor."""

import http.cookiejar
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).parents[2]


class Site:
    """`manage.py serve` in a process of its own, with a folder of its own and a tiny library."""

    def __init__(self, folder: Path, library: Path | None = None) -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("LUPUSINFO", "DJANGO"))}
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(self.port)],
            cwd=ROOT,
            env={
                **kept,
                "LUPUSINFO_VAR": str(folder),
                "LUPUSINFO_LIBRARY": str(library or _library(folder)),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,  # so that its workers can be ended with it
        )

    def wait(self, seconds: int = 180) -> None:
        """Return when the site answers; raise with what it printed when it does not."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and self.process.poll() is None:
            try:
                urllib.request.urlopen(f"{self.url}/readyz", timeout=2)
                return
            except OSError:
                time.sleep(0.2)
        os.killpg(self.process.pid, signal.SIGKILL)  # a worker left alone would hold the pipe open
        raise RuntimeError(self.process.communicate()[0])

    def stop(self) -> tuple[int, str]:
        """Press Ctrl-C, and return the exit status and all that was printed."""
        self.process.send_signal(signal.SIGINT)
        printed = self.process.communicate(timeout=20)[0]
        return self.process.returncode, printed


def _library(folder: Path) -> Path:
    """Make a library of one page: the whole one would only take longer to load."""
    page = folder / "library/en/glossary/quagga.md"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text("---\ntitle: Quagga\n---\n\nText.\n")
    return folder / "library"


class _Form(HTMLParser):
    """The fields of the form on a page that has `csrfmiddlewaretoken`, as a browser sends them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.fields: list[tuple[str, str]] = []
        self._area: str | None = None
        self._select: str | None = None
        self._is_in_form = False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        at = dict(attrs)
        if tag == "form":
            self._is_in_form = at.get("method") == "post" and "logout" not in at.get("id", "")
        if not self._is_in_form:
            return
        kind = at.get("type", "text")
        if tag == "input" and at.get("name") and kind not in {"submit", "file", "button"}:
            if kind not in {"checkbox", "radio"} or "checked" in at:
                self.fields.append((at["name"], at.get("value") or ""))
        elif tag == "textarea":
            self._area = at["name"]
            self.fields.append((at["name"], ""))
        elif tag == "select":
            self._select = at.get("name")
        elif tag == "option" and self._select and "selected" in at:
            self.fields.append((self._select, at.get("value") or ""))

    def handle_endtag(self, tag):
        if tag == "form":
            self._is_in_form = False
        if tag == "textarea" and self._area:
            name, text = self.fields[-1]
            self.fields[-1] = (name, text.removeprefix("\n"))
            self._area = None
        if tag == "select":
            self._select = None

    def handle_data(self, data):
        if self._area:
            name, text = self.fields[-1]
            self.fields[-1] = (name, text + data)


class Visitor:
    """Somebody with a browser: keeps cookies, fills forms, follows redirects."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.cookies = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def get(self, address: str) -> tuple[int, str, str]:
        """Return status, text and final address."""
        return self._open(urllib.request.Request(self.site.url + address))

    def fields(self, address: str) -> dict[str, list[str]]:
        """Return the form at `address` as it stands."""
        fields: dict[str, list[str]] = {}
        for name, value in _Form(self.get(address)[1]).fields:
            fields.setdefault(name, []).append(value)
        return fields

    def send(self, address: str, fields: dict, **changes: str) -> tuple[int, str, str]:
        """Post a form, with some fields changed or buttons pressed."""
        values = {**fields, **{name: [value] for name, value in changes.items()}}
        body = urllib.parse.urlencode(values, doseq=True).encode()
        url = self.site.url + address
        return self._open(urllib.request.Request(url, body, {"Referer": url}))

    def sign_in(self, name: str, password: str) -> None:
        fields = self.fields("/admin/login/?next=/admin/")
        status, text, _url = self.send(
            "/admin/login/?next=/admin/", fields, username=name, password=password
        )
        assert status == 200
        assert "sign out" in text.lower()

    def _open(self, request: urllib.request.Request) -> tuple[int, str, str]:
        try:
            with self._opener.open(request, timeout=20) as answer:
                return answer.status, answer.read().decode(), answer.url
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(), error.url
