"""The jobs room's part of the JSON API; each operation loads, permits, responds."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import NonNegativeInt

from omniweb.accounts.actor import Actor
from omniweb.accounts.models import Role
from omniweb.jobs.access import get_job
from omniweb.jobs.models import Event
from omniweb.jobs.wire import as_json

router = Router()
MOST = 500


class EventList(Schema):
    """A piece of a job's log; next is the `after` of the following piece."""

    items: list[dict[str, Any]]
    next: int | None


@router.get("jobs/{job_id}/events", response=EventList)
def events(
    request: HttpRequest, job_id: UUID, after: NonNegativeInt = 0
) -> dict[str, Any]:
    """The job's log beyond a sequence number, as the socket tells it.

    An audio event tells offset and samples; its sound goes over the socket.
    """
    actor: Actor = request.auth  # type: ignore[attr-defined]
    actor.require(Role.VIEWER)
    job = get_job(actor, job_id)
    rows = list(Event.objects.after(job.id, after).defer("blob")[: MOST + 1])
    items = [as_json(row) for row in rows[:MOST]]
    return {"items": items, "next": items[-1]["seq"] if len(rows) > MOST else None}
