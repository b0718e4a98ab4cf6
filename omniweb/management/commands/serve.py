"""`manage.py serve`: prepares the installation, serves it, says when it is ready."""

from __future__ import annotations

import fcntl
import hashlib
import socket
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from omniweb import server
from omniweb.accounts import setup

STATIC_STAMP = "static.stamp"
# The number of omniweb's own lock in a PostgreSQL.
MIGRATING = 0x6F6D6E69


class Command(BaseCommand):
    """One process: HTTP, WebSocket and, unless told otherwise, the jobs."""

    help = "Prepare this installation and serve it at HOST and PORT."

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare under a lock, announce from the side, serve until told to stop."""
        host, port = settings.HOST, settings.PORT
        refuse_busy(host, port)
        with one_at_a_time(settings.DATA_DIR / "prepare.lock"):
            migrate()
            collect_static()
            setup.make_unattended()
            path = setup.open_link() or "/"
        # Only now: WhiteNoise looks for static files when the application is made.
        from omniweb.asgi import application

        stopped = threading.Event()
        announcer = threading.Thread(target=self._announce, args=[path, stopped])
        announcer.start()
        try:
            server.serve(application, host, port)
        finally:
            stopped.set()
            announcer.join()

    def _announce(self, path: str, stopped: threading.Event) -> None:
        # The first request also wakes the job runner, which lives on the
        # server's own loop and starts with the first thing it is asked.
        if first_answer(f"{settings.SELF_URL}/healthz", stopped):
            self.stdout.write(f"omniweb is ready: {settings.PUBLIC_URL}{path}")
            self.stdout.flush()


def refuse_busy(host: str, port: int) -> None:
    """Raise CommandError when the address cannot be had, before any work."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"{host}:{port} cannot be used ({error.strerror}). Stop what uses it,"
                f" or choose another port: PORT={port + 1} bin/run"
            ) from error


@contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """Two starts at once prepare one after the other."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def migrate() -> None:
    """Bring the database up to the code; asks first, as asking is quick."""
    with one_in_database():
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0, interactive=False)


@contextmanager
def one_in_database() -> Iterator[None]:
    """Servers on several machines share no lock file, but their PostgreSQL."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATING])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATING])


def collect_static() -> None:
    """Hash and copy the static files, unless none changed since the last start."""
    stamp = settings.DATA_DIR / STATIC_STAMP
    now = static_digest()
    if stamp.exists() and stamp.read_text() == now and settings.STATIC_ROOT.exists():
        return
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(now)


def static_digest() -> str:
    """One value for names, sizes and times of all static files."""
    seen = hashlib.sha256(settings.VERSION.encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            seen.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    return seen.hexdigest()


def first_answer(url: str, stopped: threading.Event) -> bool:
    """Ask until the server answers; False when it was stopped before."""
    while not stopped.wait(0.05):
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - our own
                return True
        except OSError:  # URLError is one
            continue
    return False
