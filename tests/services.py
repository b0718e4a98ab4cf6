"""A PostgreSQL and a Redis of the tests' own, on ports of their own: started, killed,
started again. The machine's are never touched."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

STARTING_S = 60.0
# Many databases, so that each installation under test has one to itself.
REDIS_DATABASES = 4096
# No test asks whether the disk keeps what the machine's power loses.
POSTGRES = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "unix_socket_directories": "",
    "listen_addresses": "127.0.0.1",
    "max_connections": "300",
    "shared_buffers": "64MB",
}


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def listens(port: int) -> bool:
    """Whether somebody answers there."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


@dataclass
class Service:
    """A process with a folder and a port; end() forgets the folder too."""

    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="own-")))
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def command(self) -> list[str]:
        """What to run."""
        raise NotImplementedError

    def start(self) -> None:
        """Start it and wait until it answers."""
        log = (self.folder / "service.log").open("ab")
        self.process = subprocess.Popen(
            self.command(),
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            # Ctrl-C is for the tests, which end their services themselves.
            start_new_session=True,
        )
        log.close()
        until = time.monotonic() + STARTING_S
        while not listens(self.port):
            said = (self.folder / "service.log").read_text(errors="replace")
            assert self.process.poll() is None, said[-3000:]
            assert time.monotonic() < until, said[-3000:]
            time.sleep(0.05)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End the process; its folder stays."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                self.process.send_signal(how)
            self.process.wait(30)
            self.process = None

    def end(self) -> None:
        """End it for good."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


@dataclass
class Redis(Service):
    """Keeps nothing on disk: a restart has lost everything."""

    def command(self) -> list[str]:
        """Redis on its port alone."""
        program = shutil.which("redis-server") or "redis-server"
        wishes = {"port": self.port, "bind": "127.0.0.1", "dir": self.folder}
        wishes |= {"databases": REDIS_DATABASES, "appendonly": "no"}
        given = [word for name, v in wishes.items() for word in (f"--{name}", str(v))]
        return [program, *given, "--save", ""]

    def url(self, database: int) -> str:
        """One of its databases."""
        return f"redis://127.0.0.1:{self.port}/{database}"


@dataclass
class Postgres(Service):
    """A cluster whose superuser is postgres, without a password."""

    def make(self) -> None:
        """Make the cluster; PostgreSQL refuses to be root, so root lends a user."""
        words = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        subprocess.run(
            self._as_user("initdb", "-D", str(self.folder / "data"), *words),
            check=True,
            stdout=subprocess.DEVNULL,
        )

    def command(self) -> list[str]:
        """The server in the foreground."""
        wishes = POSTGRES | {"port": str(self.port)}
        given = [word for name, v in wishes.items() for word in ("-c", f"{name}={v}")]
        return self._as_user("postgres", "-D", str(self.folder / "data"), *given)

    def url(self, database: str) -> str:
        """One of its databases."""
        return f"postgres://postgres@127.0.0.1:{self.port}/{database}"

    def kill(self) -> None:
        """End it and all its children as a power cut would."""
        pid = (self.folder / "data" / "postmaster.pid").read_text().split()[0]
        os.kill(int(pid), signal.SIGKILL)
        self.stop(signal.SIGKILL)

    @staticmethod
    def _as_user(program: str, *words: str) -> list[str]:
        found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
        path = str(found[-1]) if found else shutil.which(program) or program
        if os.geteuid() != 0:
            return [path, *words]
        return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups",
                path, *words]  # fmt: skip
