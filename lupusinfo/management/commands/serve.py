"""manage.py serve: everything that `make run` does after installing, then the server itself."""

import hashlib
import os
import secrets
import socket
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from desk.roles import DESK_LEAD
from editorial.renewing import is_behind

WORKERS = "2"  # processes; each holds its own search index
THREADS = "2"  # of each process: Python runs one at a time, more only queue
SIGN_IN = "first-sign-in.txt"


class Command(BaseCommand):
    help = "Bring the database, library and static files up to date, then serve the site."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
        parser.add_argument("--port", type=int, default=os.environ.get("PORT") or "8000")

    def handle(self, *_args: Any, host: str, port: int, **_options: Any) -> None:
        """Prepare, say where the site is, and become the server."""
        allow_host(host)
        check_free(host, port)
        self.migrate()
        self.collect_static()
        self.stdout.write("Library …")
        call_command("load_library")
        self.render_pages()
        self.make_first_account()
        self.say_where(host, port)
        become_server(host, port)

    def migrate(self) -> None:
        """Apply the migrations that are missing, if any."""
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if plan:
            self.stdout.write(f"Database: {len(plan)} steps …")
            call_command("migrate", verbosity=0)

    def render_pages(self) -> None:
        """Render again what an older version of this program rendered: once after an update."""
        if is_behind():
            self.stdout.write("Pages: rendering again …")
            call_command("render_pages")

    def collect_static(self) -> None:
        """Compress and fingerprint the static files, unless nothing changed since the last time."""
        stamp = Path(settings.VAR_DIR) / "static.stamp"
        state = static_state()
        if stamp.exists() and stamp.read_text() == state and Path(settings.STATIC_ROOT).exists():
            return
        self.stdout.write("Static files: compressing …")
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(state)

    def make_first_account(self) -> None:
        """Make a staff account with a random password, on a site that has none.

        It runs the site, and is its first Desk lead.
        """
        if User.objects.exists():
            return
        password = secrets.token_urlsafe(12)
        user = User.objects.create_superuser("desk", password=password)
        user.groups.add(Group.objects.get(name=DESK_LEAD))
        path = Path(settings.VAR_DIR) / SIGN_IN
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        path.write_text(f"desk\n{password}\n")

    def say_where(self, host: str, port: int) -> None:
        """Print the addresses and, while it is still the first, the staff account."""
        shown = f"[{host}]" if ":" in host else host
        self.stdout.write(f"\nLupusInfo   http://{shown}:{port}/")
        self.stdout.write(f"For staff   http://{shown}:{port}/admin/")
        path = Path(settings.VAR_DIR) / SIGN_IN
        if path.exists():
            name, password = path.read_text().split("\n")[:2]
            user = User.objects.filter(username=name).first()
            if user and user.check_password(password):
                self.stdout.write(f"            name {name}, password {password} (also in {path})")
        self.stdout.write("Ctrl-C ends it.\n")
        self.stdout.flush()


def allow_host(host: str) -> None:
    """Let the server answer at an address other than loopback; raise CommandError if it can't.

    Which names readers will use for "every address of this machine" must be said.
    """
    if os.environ.get("LUPUSINFO_HOSTS") or host in settings.ALLOWED_HOSTS or host == "::1":
        return
    if host in {"0.0.0.0", "::"}:  # noqa: S104
        raise CommandError(
            f"HOST is {host}: say by which names readers will ask, for example "
            f"LUPUSINFO_HOSTS=clinic.example,192.0.2.7 HOST={host} make run"
        )
    os.environ["LUPUSINFO_HOSTS"] = ",".join([*settings.ALLOWED_HOSTS, host])


def check_free(host: str, port: int) -> None:
    """Raise CommandError when something listens there already, before anything is changed."""
    if not 0 < port < 65536:
        raise CommandError(f"PORT is {port}. Set PORT to a number from 1 to 65535.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except socket.gaierror as error:
            raise CommandError(
                f"HOST is {host}, which is no address of this machine. Leave HOST unset."
            ) from error
        except OSError as error:
            raise CommandError(
                f"{host}:{port} cannot be used ({error.strerror}). "
                f"Choose another port: PORT={port + 1} make run"
            ) from error


def static_state() -> str:
    """Return a digest of the static files' names, sizes and times."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list(None):
            stat = Path(storage.path(name)).stat()
            digest.update(f"{name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def become_server(host: str, port: int) -> None:
    """Replace this process by granian, so that Ctrl-C reaches it directly."""
    connection.close()
    sys.stdout.flush()
    arguments = [
        *(sys.executable, "-m", "granian"),
        *("--interface", "wsgi", "--host", host, "--port", str(port), "--workers", WORKERS),
        *("--blocking-threads", THREADS, "--no-ws", "--respawn-failed-workers"),
        *("--log-level", "warning", "--working-dir", str(settings.BASE_DIR)),
    ]
    os.execv(sys.executable, [*arguments, "lupusinfo.wsgi:application"])  # noqa: S606
