"""Reads settings from environment variables, and says plainly what is missing or wrong.

Every helper raises ImproperlyConfigured with a sentence that names the variable and the remedy.
"""

import os
import re
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

YES = {"1", "true", "yes", "on"}
NO = {"0", "false", "no", "off"}


def text(name: str, default: str = "") -> str:
    """Return the variable without surrounding space, or `default` when it is unset or empty."""
    return os.environ.get(name, "").strip() or default


def required(name: str, what_to_set: str) -> str:
    """Return the variable; raise when it is unset. `what_to_set` completes "Set NAME to ..."."""
    value = text(name)
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. Set {name} to {what_to_set}.")
    return value


def flag(name: str, default: bool) -> bool:
    """Return a yes-or-no variable; raise on anything that is neither."""
    value = text(name).lower()
    if not value:
        return default
    if value not in YES | NO:
        raise ImproperlyConfigured(f'{name} is "{value}". Set {name} to "yes" or "no".')
    return value in YES


def number(name: str, default: int) -> int:
    """Return a whole number of zero or more; raise on anything else."""
    value = text(name)
    if not value:
        return default
    if not value.isdecimal():
        raise ImproperlyConfigured(f'{name} is "{value}". Set {name} to a whole number.')
    return int(value)


def choice(name: str, options: list[str], default: str) -> str:
    """Return a variable that is one of `options`; raise on anything else."""
    value = text(name, default).lower()
    if value not in options:
        listed = ", ".join(f'"{option}"' for option in options)
        raise ImproperlyConfigured(f'{name} is "{value}". Set {name} to one of {listed}.')
    return value


def words(name: str) -> list[str]:
    """Return a comma-separated variable as a list, without empty entries."""
    return [word.strip() for word in text(name).split(",") if word.strip()]


def address(name: str, default: str = "") -> str:
    """Return a site's whole address without a slash at its end; raise on what is none."""
    value = text(name, default).rstrip("/")
    if value and not re.fullmatch(r"https?://[A-Za-z0-9.\-\[\]:]+", value):
        raise ImproperlyConfigured(
            f'{name} is "{value}". Set {name} to the site\'s address, such as https://clinic.example'
        )
    return value


def kept_secret(path: Path) -> str:
    """Return the secret in `path`, making it once, readable by its owner only."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text().strip()
