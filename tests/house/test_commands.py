"""`make test` never passes silently over a missing half; `.ci/run` allows none to be missing."""

from pathlib import Path

import pytest

from tests import run

ROOT = Path(__file__).parents[2]


@pytest.fixture
def bare_machine(monkeypatch):
    """A machine without PostgreSQL, Chromium and Pango, on which nothing may be installed."""
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(run, "run", lambda *_arguments, **_environment: True)
    monkeypatch.setattr(run, "postgres_binaries", lambda: None)
    monkeypatch.setattr(run, "chromium", lambda: None)
    monkeypatch.setattr(run, "headless_shell", lambda: None)
    monkeypatch.setattr(run, "has_pango", lambda: False)
    monkeypatch.setattr(run, "install", lambda *_packages: False)


def test_what_was_not_run_is_said_at_the_end(bare_machine, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["run"])
    assert run.main() == 0
    *_before, pango, postgres, chromium, verdict = capsys.readouterr().out.splitlines()
    assert pango.startswith("NOT RUN  PDF files: install Pango")
    assert postgres.startswith("NOT RUN  PostgreSQL: install")
    assert chromium.startswith("NOT RUN  Chromium: install")
    assert "not whole" in verdict


@pytest.mark.parametrize("way", ["argument", "environment"])
def test_nothing_may_be_missing_in_ci(bare_machine, monkeypatch, way):
    monkeypatch.setattr("sys.argv", ["run", *(["--strict"] if way == "argument" else [])])
    if way == "environment":
        monkeypatch.setenv("CI", "true")
    assert run.main() == 1


def test_a_failed_part_fails_the_whole(bare_machine, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["run"])
    monkeypatch.setattr(run, "run", lambda *_arguments, **_environment: False)
    assert run.main() == 1
    assert "test: FAILED" in capsys.readouterr().out


def test_ci_runs_what_contributors_run():
    script = (ROOT / ".ci/run").read_text()
    assert "make check" in script
    assert "make test-whole STRICT=--strict" in script


def test_no_page_of_the_readme_is_missing():
    import re

    for document in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for link in re.findall(r"\]\(([^)#:]+)\)", document.read_text()):
            if not link.startswith("/"):
                assert (document.parent / link).exists(), f"{document.name}: {link}"


def test_the_readme_is_short():
    assert len((ROOT / "README.md").read_text().splitlines()) <= 120
