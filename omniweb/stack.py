"""What PostgreSQL, Redis and Celery need in the settings, given their addresses; it
reads no environment and opens nothing."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

# Seconds after which a task that was not acknowledged is delivered again. No job
# runs so long, and nothing waits for it: lost hints are sent again by the sweep.
VISIBILITY_S = 24 * 3600
# Seconds until a Redis that does not answer counts as away.
CONNECT_S = 2.0


def refused(jobs: str, redis_url: str, engine: str) -> str:
    """The sentence that says why this set cannot work; empty when it can."""
    if jobs not in {"inprocess", "celery"}:
        return (
            f"OMNIWEB_JOBS={jobs!r} is not known. Use OMNIWEB_JOBS=inprocess or"
            " OMNIWEB_JOBS=celery."
        )
    if not engine.endswith(("sqlite3", "postgresql")):
        return "DATABASE_URL names another database. Use postgres://USER@HOST/NAME."
    if redis_url and urlsplit(redis_url).scheme not in {"redis", "rediss"}:
        return "REDIS_URL is no address of Redis. Write it as redis://HOST:6379/0."
    missing = []
    if not redis_url:
        missing.append("REDIS_URL to a Redis")
    if not engine.endswith("postgresql"):
        missing.append("DATABASE_URL to a PostgreSQL")
    if jobs == "celery" and missing:
        return f"OMNIWEB_JOBS=celery needs more. Set {' and '.join(missing)}."
    return ""


def channel_layers(redis_url: str) -> dict[str, Any]:
    """The doorbell: published, never stored, so that nothing piles up for the deaf."""
    if not redis_url:
        return {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    host = {"address": redis_url, "socket_connect_timeout": CONNECT_S}
    # What is published is heard in every database of a Redis: the name tells whose.
    prefix = f"omniweb{urlsplit(redis_url).path or '/0'}."
    return {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [host], "prefix": prefix},
        }
    }


def caches(redis_url: str) -> dict[str, Any]:
    """What all processes may remember together, or this one alone."""
    if not redis_url:
        return {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    return {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": redis_url,
            "KEY_PREFIX": "omniweb",
            "OPTIONS": {"socket_connect_timeout": CONNECT_S},
        }
    }


def celery(redis_url: str) -> dict[str, Any]:
    """Celery's settings: a task is a hint, so it may come late, twice or not at all."""
    return {
        "broker_url": redis_url,
        "broker_transport_options": {
            "visibility_timeout": VISIBILITY_S,
            "global_keyprefix": "omniweb.",
            "socket_connect_timeout": CONNECT_S,
            # Whoever enqueues does not wait for a Redis that is away.
            "max_retries": 0,
        },
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "task_ignore_result": True,
        "worker_prefetch_multiplier": 1,
        "worker_hijack_root_logger": False,
        "worker_cancel_long_running_tasks_on_connection_loss": False,
        "worker_proc_alive_timeout": 60,
    }
