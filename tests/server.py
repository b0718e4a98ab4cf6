"""A whole omniweb in a process of its own: started, killed and asked over HTTP."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from tests import stack
from tests.services import free_port

ROOT = Path(__file__).resolve().parent.parent
READY = "omniweb is ready: "
STARTING_S = 60
INHERITED = ("PATH", "HOME", "LANG", "TMPDIR")


running: list[OmniwebServer] = []


@dataclass(eq=False)
class OmniwebServer:
    """One installation: its data directory, its address and its process.

    settings_module may add to the product's settings (tests/..._settings.py);
    environment is what an operator would set.
    """

    data_dir: Path
    environment: dict[str, str] = field(default_factory=dict)
    settings_module: str = "tests.server_settings"
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    # What runs beside it, by the words of its command.
    helpers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        """All that it said so far."""
        path = self.data_dir / "server.log"
        return path.read_text(errors="replace") if path.exists() else ""

    @property
    def env(self) -> dict[str, str]:
        """The environment of its processes."""
        kept = {name: os.environ[name] for name in INHERITED if name in os.environ}
        return kept | {
            "OMNIWEB_DATA_DIR": str(self.data_dir),
            "PORT": str(self.port),
            "OMNIWEB_STOP_S": "3",
            "DJANGO_SETTINGS_MODULE": self.settings_module,
            "PYTHONPATH": str(ROOT),
            **stack.environment(self.data_dir),
            **self.environment,
        }

    def manage(self, *words: str, text: str | None = None) -> str:
        """Run a management command and answer what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.env,
            input=text,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def start(self, *, helped: bool = stack.SCALED) -> None:
        """Start it, with its workers where it has some, and wait until it is ready."""
        self.data_dir.mkdir(parents=True, exist_ok=True)
        stack.create(self.data_dir)
        said = len(self.log)
        self.process = self._run("serve")
        running.append(self)
        self._wait_for(READY, said)
        if helped and not self.helpers:
            for words in stack.HELPERS:
                self.help(*words)

    def help(self, *words: str) -> subprocess.Popen[bytes]:
        """Start one more process of the installation; a worker is ready at the end."""
        said = len(self.log)
        self.helpers.append(self._run(*words))
        if words[0] == "worker":
            self._wait_for(f"{words[1]}@{socket.gethostname()} ready.", said)
        return self.helpers[-1]

    def _run(self, *words: str) -> subprocess.Popen[bytes]:
        with (self.data_dir / "server.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "manage.py", *words],
                cwd=ROOT,
                env=self.env,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )

    def _wait_for(self, words: str, said: int) -> None:
        until = time.monotonic() + STARTING_S
        while words not in self.log[said:]:
            assert self.process is None or self.process.poll() is None, self.log[said:]
            assert time.monotonic() < until, self.log[said:]
            time.sleep(0.03)

    def kill(self) -> None:
        """End it as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to end."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self.process is None:
            return
        ending = [self.process, *self.helpers]
        for process in ending:
            with contextlib.suppress(ProcessLookupError):
                # A killed worker takes the children along that run its jobs.
                if how == signal.SIGKILL:
                    os.killpg(process.pid, how)
                process.send_signal(how)
        for process in ending:
            try:
                process.wait(40)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(5)
        self.helpers = []
        self.process = None
        running.remove(self)

    def answers(self) -> bool:
        """Whether it is alive."""
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=5):
                return True
        except (urllib.error.URLError, OSError):
            return False


def prepared(template: Path, **environment: str) -> Path:
    """A data directory with tables, static files and alice, made once and copied."""
    made = OmniwebServer(
        template,
        environment=environment
        | {
            "DJANGO_SUPERUSER_USERNAME": "alice",
            "DJANGO_SUPERUSER_PASSWORD": "correct horse battery staple",
            "DJANGO_SUPERUSER_EMAIL": "alice@example.com",
        },
    )
    made.start(helped=False)
    made.stop()
    (template / "server.log").unlink()
    return template


def copied(template: Path, data_dir: Path, **environment: str) -> OmniwebServer:
    """A new installation like the template, not started yet."""
    shutil.copytree(template, data_dir)
    (data_dir / "jobs.lock").unlink(missing_ok=True)
    stack.create(data_dir, like=template)
    return OmniwebServer(data_dir, environment=environment)
