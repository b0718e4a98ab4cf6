"""A whole scaled installation with a PostgreSQL, a Redis and an object storage of its
own; its parts can be killed and come back."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sys
import time
import urllib.error
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests import oss
from tests.api import Api
from tests.server import OmniwebServer, prepared
from tests.services import Postgres, Redis, Service

DATABASE = "fleet"
PATIENCE_S = 300.0


class Storage(Service):
    """The object storage that checks signatures, as a process."""

    def command(self) -> list[str]:
        """Its door."""
        return [sys.executable, "-m", "tests.oss", str(self.port)]

    @property
    def environment(self) -> dict[str, str]:
        """What an operator sets to keep media there."""
        return oss.environment(f"http://127.0.0.1:{self.port}")


class Fleet:
    """Two web processes, two workers of each lane, and a sweep."""

    def __init__(self, folder: Path, settings_module: str) -> None:
        self.postgres, self.redis, self.storage = Postgres(), Redis(), Storage()
        self._folder, self._settings = folder, settings_module
        self.webs: list[OmniwebServer] = []
        self.token = ""

    @property
    def first(self) -> OmniwebServer:
        """The web process whose helpers the workers are."""
        return self.webs[0]

    def start(self) -> None:
        """Start all there is."""
        import psycopg

        self.postgres.make()
        self.postgres.start()
        self.redis.start()
        self.storage.start()
        with psycopg.connect(self.postgres.url("postgres"), autocommit=True) as made:
            made.execute(f'CREATE DATABASE "{DATABASE}"'.encode())
        environment = {
            "DATABASE_URL": self.postgres.url(DATABASE),
            "REDIS_URL": self.redis.url(0),
            "OMNIWEB_JOBS": "celery",
            **self.storage.environment,
        }
        data = prepared(self._folder / "data", **environment)
        self.webs = [
            OmniwebServer(data, environment, self._settings),
            OmniwebServer(data, environment, self._settings),
        ]
        sandbox = {"OMNIWEB_INTERNAL_URL": self.webs[0].url}
        environment |= sandbox
        for web in self.webs:
            web.start(helped=False)
        for words in (("worker", "model"), ("worker", "media")) * 2:
            self.first.help(*words)
        self.first.help("sweep")
        self.token = self.first.manage("api_token", "alice").split()[-1]

    def end(self) -> None:
        """End everything and forget it."""
        for web in reversed(self.webs):
            web.kill()
        self.postgres.end()
        self.redis.end()
        self.storage.end()

    def api(self, number: int = 0) -> Api:
        """Alice's calls to one of the web processes."""
        return Api(self.webs[number].url, self.token)

    # --- faults -------------------------------------------------------------

    def kill_worker(self, lane: str, which: int) -> None:
        """Kill a worker with its children, and start another in its place."""
        found = [h for h in self.first.helpers if lane in h.args]  # type: ignore[operator]
        victim = found[which % len(found)]
        os.killpg(victim.pid, signal.SIGKILL)
        victim.wait(10)
        self.first.helpers.remove(victim)
        self.first.help("worker", lane)

    def kill_web(self) -> None:
        """Kill the second web process and start it again."""
        self.webs[1].kill()
        self.webs[1].start(helped=False)

    def kill_redis(self) -> None:
        """Kill Redis; it comes back with nothing."""
        self.redis.stop(signal.SIGKILL)
        self.redis.start()

    def restart_postgres(self) -> None:
        """Restart PostgreSQL, cutting every connection."""
        self.postgres.stop()
        self.postgres.start()

    def faults(self, chance: random.Random) -> dict[str, Callable[[], None]]:
        """What may happen, by name."""
        return {
            "model worker": lambda: self.kill_worker("model", chance.randrange(2)),
            "media worker": lambda: self.kill_worker("media", chance.randrange(2)),
            "web process": self.kill_web,
            "Redis": self.kill_redis,
            "PostgreSQL": self.restart_postgres,
        }


@contextmanager
def fleet(folder: Path, settings_module: str) -> Iterator[Fleet]:
    """A running fleet, ended with the block."""
    made = Fleet(folder, settings_module)
    try:
        made.start()
        yield made
    finally:
        made.end()


def patiently(ask: Callable[[], Any], seconds: float = PATIENCE_S) -> Any:
    """What ask answers, tried again while parts of the fleet are away."""
    until = time.monotonic() + seconds
    while True:
        with contextlib.suppress(AssertionError, urllib.error.URLError, OSError):
            return ask()
        assert time.monotonic() < until, "it did not answer"
        time.sleep(0.2)
