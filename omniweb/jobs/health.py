"""Says whether the parts this server stands on answer, and how busy it is."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator

from asgiref.sync import async_to_sync
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import Count
from django.utils import timezone

from omniweb.jobs import bell, runners
from omniweb.jobs.models import Event, Job, Status


def silent_parts() -> dict[str, str]:
    """The parts that do not answer, with their error's class."""
    found = {}
    for name, ask in PARTS.items():
        try:
            ask()
        except Exception as error:
            # The class alone: a message may hold an address or a key.
            found[name] = type(error).__name__
    return found


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _storage() -> None:
    name = default_storage.save(f"readyz/{secrets.token_hex(8)}", ContentFile(b"ready"))
    default_storage.delete(name)


def _layer() -> None:
    async_to_sync(bell.through)()


def _queue() -> None:
    Job.objects.stale(timezone.now()).exists()
    runners.check()


PARTS: dict[str, Callable[[], None]] = {
    "database": _database,
    "storage": _storage,
    "layer": _layer,
    "queue": _queue,
}


def metrics() -> str:
    """Counts in Prometheus' text format."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# HELP omniweb_jobs Jobs by lane and status."
    yield "# TYPE omniweb_jobs gauge"
    counted = Job.objects.values("lane", "status").annotate(n=Count("id"))
    for row in counted.order_by("lane", "status"):
        labels = f'lane="{row["lane"]}",status="{row["status"]}"'
        yield f"omniweb_jobs{{{labels}}} {row['n']}"
    oldest = Job.objects.filter(status=Status.QUEUED).order_by("queued_at").first()
    age = (timezone.now() - oldest.queued_at).total_seconds() if oldest else 0.0
    yield "# HELP omniweb_queue_oldest_seconds Age of the oldest queued job."
    yield "# TYPE omniweb_queue_oldest_seconds gauge"
    yield f"omniweb_queue_oldest_seconds {age:.3f}"
    yield "# HELP omniweb_events Events in all logs."
    yield "# TYPE omniweb_events gauge"
    yield f"omniweb_events {Event.objects.count()}"
