"""`make check`: everything that can be said of the code without running the site."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

BIN = Path(sys.executable).parent
PRODUCTION = {
    "LUPUSINFO_ENV": "production",
    "LUPUSINFO_SECRET_KEY": "a-key-for-this-check-only-0123456789-abcdefghijklmnopqrstuvwxyz",
    "LUPUSINFO_HOSTS": "clinic.example",
    "LUPUSINFO_TLS": "proxy",
}


def steps() -> list[tuple[str, list[str], dict[str, str]]]:
    """Return each step: what it is, its command, and what it adds to the environment."""
    python = [sys.executable, "manage.py"]
    templates = [str(path) for path in sorted(Path("templates").rglob("*.html"))]
    return [
        ("lint", [str(BIN / "ruff"), "check", "."], {}),
        ("format", [str(BIN / "ruff"), "format", "--check", "--quiet", "."], {}),
        ("types", [str(BIN / "mypy"), "."], {}),
        ("templates", [str(BIN / "djade"), "--check", "--target-version", "5.2", *templates], {}),
        ("migrations", [*python, "makemigrations", "--check", "--dry-run"], {}),
        ("deployment", [*python, "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
        ("library", [*python, "check_library"], {}),
    ]


def main() -> int:
    """Run every step, and say at the end which failed."""
    failed = []
    with tempfile.TemporaryDirectory(prefix="lupusinfo-check-") as folder:
        for name, command, further in steps():
            print(f"== {name}", flush=True)
            environment = {**os.environ, "LUPUSINFO_VAR": folder, **further}
            if subprocess.run(command, env=environment, check=False).returncode:
                failed.append(name)
    print(f"check: {', '.join(failed)} failed" if failed else "check: all is well")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
