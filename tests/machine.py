"""What the tests need of the machine: PostgreSQL, a Chromium, Pango, npm's tools and Java."""

import contextlib
import ctypes.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]


def postgres_binaries() -> Path | None:
    """Return the folder of the newest initdb and pg_ctl on this machine, or None."""
    places = [Path(found).parent for name in ["initdb"] if (found := shutil.which(name))]
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    places += sorted(Path("/opt/homebrew/opt").glob("postgresql*/bin"), reverse=True)
    return next((place for place in places if (place / "pg_ctl").exists()), None)


def _version(folder: Path) -> int:
    name = folder.parent.name
    return int(name) if name.isdecimal() else 0


def chromium() -> str | None:
    """Return the path of a Chromium that can be launched, or None."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def headless_shell() -> str | None:
    """Return the path of the Chromium that has no windows, or None.

    It is the same engine, and opens a page with a fifth of the work: on Debian, a package of its
    own, chromium-headless-shell.
    """
    return shutil.which("chromium-headless-shell")


def has_pango() -> bool:
    """Whether the libraries are here with which handouts become PDF files."""
    return all(map(ctypes.util.find_library, ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset")))


def page_tools() -> bool:
    """Install what package.json asks for, and return whether it and a Java to run it are there."""
    has_npm = shutil.which("npm") or install("npm")
    has_java = shutil.which("java") or install("default-jre-headless")
    return bool(has_npm and has_java) and npm_install(ROOT)


def npm_install(folder: Path) -> bool:
    """Install what the package-lock.json of a folder asks for, unless that is done already."""
    asked, done = folder / "package-lock.json", folder / "node_modules" / ".package-lock.json"
    if done.exists() and done.stat().st_mtime >= asked.stat().st_mtime:
        return True
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    return subprocess.run(command, cwd=folder, check=False).returncode == 0


def install(*packages: str) -> bool:
    """Install Debian packages if this user may, and return whether that worked."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return False
    print(f"{' '.join(packages)}: missing; installing (a minute or two) …", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    commands = [
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
    ]
    return all(
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False).returncode
        == 0
        for command in commands
    )


@contextlib.contextmanager
def temporary_postgres() -> Iterator[str]:
    """Start a PostgreSQL of our own in a temporary folder and give its DATABASE_URL.

    It listens on a Unix socket there only, and is gone afterwards. The server refuses to run as
    root, so root starts it as user postgres, or nobody.
    """
    binaries = postgres_binaries()
    if binaries is None:
        raise RuntimeError("PostgreSQL's server is not installed.")
    who = _other_user()
    folder = Path(tempfile.mkdtemp(prefix="lipg-", dir="/tmp"))
    if who:
        os.chown(folder, who["user"], who["group"])
    data = folder / "data"

    def call(*command: str) -> None:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder, **who)

    initdb, pg_ctl = str(binaries / "initdb"), str(binaries / "pg_ctl")
    options = f"-c listen_addresses='' -k {folder} -c fsync=off -c full_page_writes=off"
    try:
        call(initdb, "-D", str(data), "-U", "lupusinfo", "--auth=trust", "-E", "UTF8")
        call(pg_ctl, "-D", str(data), "-o", options, "-w", "-l", str(folder / "log"), "start")
        yield f"postgres://lupusinfo@/postgres?host={folder}"
    finally:
        if (data / "postmaster.pid").exists():
            call(pg_ctl, "-D", str(data), "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _other_user() -> dict[str, Any]:
    """Return user and group for subprocess.run: nothing, unless this is root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise RuntimeError("There is neither a user postgres nor nobody to run PostgreSQL.")
