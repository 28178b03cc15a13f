"""Settings: production refuses to start half configured, in a sentence that says what to set."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WHOLE = {
    "LUPUSINFO_ENV": "production",
    "LUPUSINFO_SECRET_KEY": "k" * 60,
    "LUPUSINFO_HOSTS": "clinic.example, www.clinic.example",
    "LUPUSINFO_TLS": "proxy",
}


def start(tmp_path, expression: str = "'started'", **environment: str):
    """Read the settings in a process of its own and print `expression`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LUPUSINFO")}
    kept.pop("DATABASE_URL", None)
    return subprocess.run(
        [sys.executable, "-c", f"from lupusinfo import settings as s; print({expression})"],
        env={**kept, "LUPUSINFO_VAR": str(tmp_path), **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_whole_production_settings_start(tmp_path):
    assert start(tmp_path, "s.ALLOWED_HOSTS", **WHOLE).stdout == (
        "['clinic.example', 'www.clinic.example']\n"
    )


@pytest.mark.parametrize(
    ("environment", "address"),
    [
        (WHOLE, "https://clinic.example"),
        ({**WHOLE, "LUPUSINFO_HOSTS": ".clinic.example"}, "https://clinic.example"),
        ({**WHOLE, "LUPUSINFO_HOSTS": "*"}, ""),
        ({**WHOLE, "LUPUSINFO_ADDRESS": "https://desk.example/"}, "https://desk.example"),
        ({"PORT": "8123"}, "http://127.0.0.1:8123"),
    ],
)
def test_links_in_mails_lead_to_the_sites_address(tmp_path, environment, address):
    assert start(tmp_path, "s.SITE_ADDRESS", **environment).stdout == f"{address}\n"


@pytest.mark.parametrize("missing", ["LUPUSINFO_SECRET_KEY", "LUPUSINFO_HOSTS", "LUPUSINFO_TLS"])
def test_production_without_one_of_them_stops_and_says_what_to_set(tmp_path, missing):
    refused = start(tmp_path, **{**WHOLE, missing: ""})
    assert refused.returncode
    assert f"{missing} is not set. Set {missing} to" in refused.stderr


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("LUPUSINFO_ENV", "prod", 'Set LUPUSINFO_ENV to "production"'),
        ("LUPUSINFO_TLS", "yes", 'Set LUPUSINFO_TLS to "proxy" or "direct"'),
        ("LUPUSINFO_HSTS_SECONDS", "a year", "Set LUPUSINFO_HSTS_SECONDS to a whole number"),
        ("LUPUSINFO_TWO_FACTOR", "some", 'Set LUPUSINFO_TWO_FACTOR to one of "publishers"'),
        ("LUPUSINFO_PROXIES", "two", "Set LUPUSINFO_PROXIES to a whole number"),
        ("LUPUSINFO_HSTS_PRELOAD", "perhaps", 'Set LUPUSINFO_HSTS_PRELOAD to "yes" or "no"'),
        ("LUPUSINFO_MAIL_URL", "http://mail.example", "must look like smtp"),
        ("LUPUSINFO_MAIL_URL", "smtp://mail.example", "LUPUSINFO_MAIL_FROM is not set"),
        ("LUPUSINFO_MAIL_URL", "mail.example.org:587", "must look like smtp"),
        ("LUPUSINFO_MAIL_URL", "smtp://mail.example:abc", "must look like smtp"),
        ("LUPUSINFO_ADDRESS", "clinic.example", "such as https://clinic.example"),
        ("LUPUSINFO_ADDRESS", "https://clinic.example/desk", "such as https://clinic.example"),
        ("DATABASE_URL", "nonsense://x", "DATABASE_URL cannot be read"),
    ],
)
def test_a_wrong_value_is_named_with_its_remedy(tmp_path, name, value, said):
    assert said in start(tmp_path, **{**WHOLE, name: value}).stderr


def test_without_any_setting_it_starts_on_sqlite_with_a_kept_secret(tmp_path):
    first = start(tmp_path, "s.SECRET_KEY")
    assert first.stdout == start(tmp_path, "s.SECRET_KEY").stdout
    assert len(first.stdout) > 50
    secret = tmp_path / "secret-key.txt"
    assert secret.stat().st_mode & 0o077 == 0
    assert "sqlite3" in start(tmp_path, "s.DATABASES").stdout


@pytest.mark.parametrize("name", ["a#b", "a%41b", "a b"])
def test_any_folder_will_do(tmp_path, name):
    folder = tmp_path / name
    assert start(folder, "s.DATABASES['default']['NAME']", DATABASE_URL="").stdout == (
        f"{folder / 'lupusinfo.sqlite3'}\n"
    )


def test_debug_is_off_everywhere(tmp_path):
    assert start(tmp_path, "s.DEBUG").stdout == "False\n"
    assert start(tmp_path, "s.DEBUG", **WHOLE).stdout == "False\n"


def test_sqlite_waits_for_its_turn(tmp_path):
    options = start(tmp_path, "s.DATABASES['default']['OPTIONS']").stdout
    assert "IMMEDIATE" in options
    assert "journal_mode=WAL" in options


def test_reset_by_mail_is_offered_only_where_mail_is_set_up(tmp_path):
    has_reset = (
        "__import__('lupusinfo.urls').urls.urlpatterns.__repr__().count('admin_password_reset')"
    )
    setup = "__import__('django').setup() or "
    environment = {"DJANGO_SETTINGS_MODULE": "lupusinfo.settings"}
    assert start(tmp_path, setup + has_reset, **environment).stdout == "0\n"
    mail = {"LUPUSINFO_MAIL_URL": "smtp://mail.example", "LUPUSINFO_MAIL_FROM": "a@b.example"}
    assert int(start(tmp_path, setup + has_reset, **environment, **mail).stdout) > 0


def test_mail_is_read_from_one_address(tmp_path):
    mail = {"LUPUSINFO_MAIL_FROM": "a@b.example"}
    mail["LUPUSINFO_MAIL_URL"] = "smtp+tls://me:p%40ss@mail.example"
    shown = start(tmp_path, "s.EMAIL_HOST, s.EMAIL_PORT, s.EMAIL_HOST_PASSWORD", **mail).stdout
    assert shown == "mail.example 587 p@ss\n"
