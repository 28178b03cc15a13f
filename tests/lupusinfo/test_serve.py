"""What `make run` does before the server begins, and does not do twice."""

import os
import socket
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial.models import Act, Page, Revision
from editorial.rendering import RENDERING
from lupusinfo.management.commands import serve

pytestmark = pytest.mark.django_db


def small_library(folder: Path) -> Path:
    """A library of one page: what a start does is the same, and quicker."""
    page = folder / "en/glossary/zebra.md"
    page.parent.mkdir(parents=True)
    page.write_text("---\ntitle: Zebra\n---\n\nText.\n")
    return folder


@pytest.fixture
def site(settings, tmp_path, monkeypatch, db):
    """A site of its own in a temporary folder, whose server is only named."""
    settings.VAR_DIR = tmp_path
    settings.LIBRARY_DIR = small_library(tmp_path / "library")
    settings.STATIC_ROOT = tmp_path / "static"
    monkeypatch.setattr(serve, "become_server", lambda host, port: print(f"served {host} {port}"))
    monkeypatch.setattr(serve, "check_free", lambda host, port: None)
    return tmp_path


@pytest.fixture
def compressed(settings):
    """Static files are prepared as for readers, which takes seconds."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }


def test_it_prepares_everything_and_prints_how_to_sign_in(site, compressed, capsys, client):
    call_command("serve", host="127.0.0.1", port=8123)
    said = capsys.readouterr().out
    name, password = (site / "first-sign-in.txt").read_text().split()
    assert "http://127.0.0.1:8123/" in said
    assert password in said
    assert "served 127.0.0.1 8123" in said
    assert client.login(username=name, password=password)
    assert (site / "first-sign-in.txt").stat().st_mode & 0o077 == 0
    assert list((site / "static").rglob("site.*.css.br"))


def test_the_first_account_runs_the_site_and_is_desk_lead(site):
    call_command("serve")
    user = User.objects.get()
    assert user.is_superuser
    assert [group.name for group in user.groups.all()] == ["Desk lead"]
    assert Act.objects.filter(kind=Act.Kind.ROLE, who_id=None, subject="desk").exists()


def test_a_second_run_changes_nothing(site, capsys):
    call_command("serve")
    password = (site / "first-sign-in.txt").read_text()
    stamps = {path: path.stat().st_mtime_ns for path in (site / "static").rglob("*")}
    revisions = Revision.objects.count()
    call_command("serve")
    assert (site / "first-sign-in.txt").read_text() == password
    assert {path: path.stat().st_mtime_ns for path in (site / "static").rglob("*")} == stamps
    assert Revision.objects.count() == revisions
    assert User.objects.count() == 1
    assert "compressing" not in capsys.readouterr().out.split("served")[1]


def test_pages_of_an_older_version_are_rendered_again_once(site, capsys):
    call_command("serve")
    assert "rendering again" not in capsys.readouterr().out
    Page.objects.update(rendering=RENDERING - 1, body_html="Old.")
    call_command("serve")
    assert "Pages: 1 rendered again" in capsys.readouterr().out
    assert Page.objects.get().body_html == "<p>Text.</p>\n"
    with CaptureQueriesContext(connection) as caught:
        serve.Command().render_pages()
    assert len(caught) == 1


def test_every_site_has_a_password_of_its_own(site):
    call_command("serve")
    first = (site / "first-sign-in.txt").read_text()
    User.objects.all().delete()
    call_command("serve")
    assert (site / "first-sign-in.txt").read_text() != first


def test_a_changed_password_is_no_longer_printed(site, capsys):
    call_command("serve")
    user = User.objects.get()
    user.set_password("something else entirely")
    user.save()
    capsys.readouterr()
    call_command("serve")
    assert "password" not in capsys.readouterr().out


def test_a_taken_port_is_a_sentence_with_a_remedy():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CommandError, match=f"PORT={port + 1} make run"):
            serve.check_free("127.0.0.1", port)


@pytest.mark.parametrize("port", [0, 70000])
def test_a_port_that_is_none_is_a_sentence(port):
    with pytest.raises(CommandError, match="from 1 to 65535"):
        serve.check_free("127.0.0.1", port)


def test_a_host_that_is_none_is_a_sentence():
    with pytest.raises(CommandError, match="no address of this machine"):
        serve.check_free("no.such.host.invalid", 8000)


def test_serving_every_address_asks_for_the_names(monkeypatch):
    monkeypatch.delenv("LUPUSINFO_HOSTS", raising=False)
    with pytest.raises(CommandError, match="LUPUSINFO_HOSTS="):
        serve.allow_host("0.0.0.0")  # noqa: S104


def test_serving_one_address_lets_it_be_asked_for(monkeypatch):
    monkeypatch.setenv("LUPUSINFO_HOSTS", "")
    serve.allow_host("192.0.2.7")
    assert os.environ["LUPUSINFO_HOSTS"].endswith(",192.0.2.7")


def test_static_state_changes_with_a_file(settings, tmp_path):
    (tmp_path / "a.css").write_text("a {}")
    settings.STATICFILES_DIRS = [tmp_path]
    before = serve.static_state()
    (tmp_path / "a.css").write_text("a { color: red }")
    assert serve.static_state() != before
