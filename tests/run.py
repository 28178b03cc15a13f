"""`make test` and `make test-whole`: on SQLite, on PostgreSQL, and in a real Chromium.

`make test` is for every change, and takes minutes: it leaves out the walks over everything and what
guards a corner at length (mark `long`). On PostgreSQL it runs what asks something of the database
itself (mark `sql`).
`make test-whole` (`--whole`) leaves out nothing: CI runs it on every change, with `--strict`.

What is missing on the machine is installed where that is allowed (root on Debian). Otherwise the
last lines say what was not run and how to get it, and `--strict` (or CI=true) makes that a failure.
"""

import os
import subprocess
import sys
import time

from editorial.paper.pdf import NEEDED
from tests.machine import (
    chromium,
    has_pango,
    headless_shell,
    install,
    page_tools,
    postgres_binaries,
    temporary_postgres,
)

PYTEST = [sys.executable, "-m", "pytest"]


def run(what: str, *arguments: str, **environment: str) -> bool:
    """Run pytest once, under a heading, and return whether it passed."""
    print(f"\n== {what}", flush=True)
    began = time.monotonic()
    done = subprocess.run(
        [*PYTEST, *arguments], env={**os.environ, **environment}, check=False
    ).returncode
    print(f"== {what}: {'passed' if done == 0 else 'FAILED'}, {time.monotonic() - began:.0f} s")
    return done == 0


def install_tools(missing: list[str]) -> str:
    """Have what some tests need beside a database; return what to leave out of `-m` without it."""
    if not (has_pango() or (install(*NEEDED.split()) and has_pango())):
        missing.append(f"PDF files: install Pango (on Debian: apt-get install {NEEDED})")
    if page_tools():
        return ""
    missing.append(
        "axe and the HTML checker: install npm and Java (on Debian: apt-get install npm "
        "default-jre-headless), then npm ci --ignore-scripts"
    )
    return " and not tools"


def has_browser() -> bool:
    """Have a Chromium: best the one without windows, which needs less of the machine."""
    if headless_shell() or (install("chromium-headless-shell") and headless_shell()):
        return True
    return bool(chromium() or (install("chromium") and chromium()))


def main() -> int:
    """Run the three parts; return 0 only when all that had to run has passed."""
    is_strict = "--strict" in sys.argv or os.environ.get("CI") == "true"
    is_whole = "--whole" in sys.argv
    extra = ["-n", "2", "--dist", "loadscope"]
    extra += [argument for argument in sys.argv[1:] if argument not in {"--strict", "--whole"}]
    missing: list[str] = []
    os.environ.pop("DATABASE_URL", None)
    left_out = install_tools(missing) + ("" if is_whole else " and not long")
    passed = [run("SQLite", "-m", f"not browser{left_out}", *extra)]

    if postgres_binaries() or (install("postgresql") and postgres_binaries()):
        with temporary_postgres() as url:
            part = "not browser and not once" if is_whole else f"sql{left_out}"
            passed.append(run("PostgreSQL", "-m", part, *extra, DATABASE_URL=url))
    else:
        missing.append("PostgreSQL: install its server (on Debian: apt-get install postgresql)")

    if has_browser():
        passed.append(run("Chromium", "-m", f"browser{left_out}", *extra))
    else:
        missing.append(
            "Chromium: install it (on Debian: apt-get install chromium-headless-shell; elsewhere: "
            f"{sys.executable} -m playwright install chromium)"
        )

    for what in missing:
        print(f"NOT RUN  {what}")
    if not all(passed):
        print("test: FAILED")
        return 1
    if missing:
        print("test: passed, but not whole: see NOT RUN above")
        return 1 if is_strict else 0
    print("test: SQLite, PostgreSQL and Chromium all passed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
