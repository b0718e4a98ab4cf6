"""Writes lines to a log, each time in one transaction under the writer's lease;
never outside one, and never as a second writer."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.models import Max

from omniweb.jobs.models import Event, Job


class LeaseLost(Exception):
    """Another worker took this job over; nothing was written."""

    def __init__(self, job_id: uuid.UUID) -> None:
        super().__init__(f"Job {job_id} was taken over by another worker.")


@dataclass(frozen=True, slots=True)
class Lease:
    """One worker's right to write one job's log during one attempt."""

    job_id: uuid.UUID
    worker: str
    attempt: int


@dataclass(slots=True)
class Line:
    """An event before it has its number. blob is PCM, s16le mono 24 kHz."""

    kind: str
    data: dict[str, Any] = field(default_factory=dict)
    blob: bytes | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Lines that follow the event of number after in one log."""

    lease: Lease
    after: int
    lines: list[Line]


_FIELDS = {field.name: field for field in Event._meta.fields if field.name != "id"}


def last_seq(job_id: uuid.UUID) -> int:
    """The number of the log's newest event, 0 before the first."""
    newest: int | None = Event.objects.filter(job_id=job_id).aggregate(
        newest=Max("seq")
    )["newest"]
    return newest or 0


def insert(
    job_id: uuid.UUID, after: int, lines: Iterable[Line], now: datetime
) -> list[Event]:
    """Insert lines as the events after a number; the caller holds the row."""
    return Event.objects.bulk_create(rows(job_id, after, lines, now))


def write_pages(pages: Sequence[Page], now: datetime) -> list[Exception | None]:
    """Write the pages of one worker in one transaction; per page, what went wrong.

    The conditional update comes first: it renews the leases, and on PostgreSQL it
    also locks the rows, so that a takeover waits for this transaction. When
    something is wrong with a page, each is written by itself, so that one lost
    lease or one bad page costs no other log a line.
    """
    try:
        with transaction.atomic():
            _fence_all(pages, now)
            _insert_all(pages, now)
    except OperationalError as error:
        # The database is away or busy, for all of them: waiting once is enough.
        return [error] * len(pages)
    except Exception as error:
        if len(pages) == 1:
            return [error]
        return [write_pages([page], now)[0] for page in pages]
    return [None] * len(pages)


def _fence_all(pages: Sequence[Page], now: datetime) -> None:
    held: dict[tuple[str, int], list[uuid.UUID]] = {}
    for page in pages:
        lease = page.lease
        held.setdefault((lease.worker, lease.attempt), []).append(lease.job_id)
    for (worker, attempt), ids in held.items():
        if Job.objects.fence(ids, worker, attempt, now) != len(ids):
            raise LeaseLost(ids[0])


def _insert_all(pages: Sequence[Page], now: datetime) -> None:
    """Insert without model instances: they cost more than all else of a write."""
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in _FIELDS.values())
    places = ", ".join(["%s"] * len(_FIELDS))
    table = quote(Event._meta.db_table)
    at = _prepared("at", now)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({columns}) VALUES ({places})",  # noqa: S608
            [
                (
                    _prepared("job", page.lease.job_id),
                    seq,
                    line.kind,
                    _prepared("data", line.data),
                    _prepared("blob", line.blob),
                    at,
                )
                for page in pages
                for seq, line in enumerate(page.lines, page.after + 1)
            ],
        )


def _prepared(name: str, value: Any) -> Any:
    return _FIELDS[name].get_db_prep_save(value, connection)


def rows(
    job_id: uuid.UUID, after: int, lines: Iterable[Line], now: datetime
) -> Iterator[Event]:
    """Lines as the events after a number."""
    for seq, line in enumerate(lines, after + 1):
        yield Event(
            job_id=job_id,
            seq=seq,
            kind=line.kind,
            data=line.data,
            blob=line.blob,
            at=now,
        )
