"""Which stack the tests stand on: nothing but the data directory, or, with
OMNIWEB_TEST_STACK=scaled, PostgreSQL, Redis and Celery workers."""

from __future__ import annotations

import atexit
import os
from functools import cache
from pathlib import Path

from tests.services import Postgres, Redis

SCALED = os.environ.get("OMNIWEB_TEST_STACK", "") == "scaled"
# The first process of a run starts the services; what it starts finds them here.
POSTGRES = "OMNIWEB_TEST_POSTGRES"
REDIS = "OMNIWEB_TEST_REDIS"
KEPT = frozenset({"OMNIWEB_TEST_STACK", POSTGRES, REDIS})
# An installation's processes beside the web server.
HELPERS = (("worker", "media"), ("worker", "model"), ("sweep",))


def start() -> None:
    """Start the services, unless whoever started this process has them."""
    if POSTGRES in os.environ:
        return
    postgres, redis = Postgres(), Redis()
    atexit.register(redis.end)
    atexit.register(postgres.end)
    postgres.make()
    postgres.start()
    redis.start()
    os.environ[POSTGRES] = postgres.url("")
    os.environ[REDIS] = redis.url(0).removesuffix("0")


def tests_own() -> dict[str, str]:
    """What names the services to the tests' own process."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    return _addresses("omniweb", 1 + int(worker))


def environment(data_dir: Path) -> dict[str, str]:
    """What names the services to the installation of a data directory."""
    if not SCALED:
        return {}
    number = _number(data_dir)
    return _addresses(f"installation_{number}", number)


def database(name: str) -> str:
    """The address of the tests' own database, for a process beside them."""
    return os.environ[POSTGRES] + name if SCALED else f"sqlite:///{name}"


def create(data_dir: Path, *, like: Path | None = None) -> None:
    """Make the installation's database, if need be; like another's, where given."""
    import psycopg

    if not SCALED:
        return
    name = f"installation_{_number(data_dir)}"
    words = f'CREATE DATABASE "{name}"'
    if like is not None:
        words += f' TEMPLATE "installation_{_number(like)}"'
    server = os.environ[POSTGRES] + "postgres"
    with psycopg.connect(server, autocommit=True) as connection:
        found = "SELECT 1 FROM pg_database WHERE datname = %s"
        if not connection.execute(found, [name]).fetchone():
            connection.execute(words.encode())


def _addresses(database: str, number: int) -> dict[str, str]:
    return {
        "DATABASE_URL": os.environ[POSTGRES] + database,
        "REDIS_URL": f"{os.environ[REDIS]}{number}",
        "OMNIWEB_JOBS": "celery",
    }


@cache
def _number(data_dir: Path) -> int:
    """The installation's own, among all that share these services."""
    import redis

    with redis.Redis.from_url(os.environ[REDIS] + "0") as client:
        return 100 + int(client.incr("installations"))
