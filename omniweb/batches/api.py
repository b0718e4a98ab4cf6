"""The batches room's part of the JSON API; each operation loads, permits, responds."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from ninja import Header, Query, Router, Status

from omniweb.accounts.actor import ActorRequest
from omniweb.accounts.models import Role
from omniweb.batches import access, actions, export, forecast, present
from omniweb.batches.models import Batch
from omniweb.batches.shapes import (
    BatchesOut,
    BatchIn,
    BatchOut,
    ExportQuery,
    FilesIn,
    ItemsOut,
)
from omniweb.paging import page

router = Router(tags=["batches"])
Shown = Literal["waiting", "running", "done", "failed", "cancelled", "all"]


@router.post("batches", response={202: BatchOut})
def plan(
    request: ActorRequest, body: BatchIn, idempotency_key: Header[str | None] = None
) -> Any:
    """Ask the same about many files; sent again under one Idempotency-Key once."""
    actor = request.actor
    actor.require(Role.EDITOR)
    wanted: dict[str, Any] = {
        "actor": actor,
        "selection": body.selection(actor),
        "preset": body.preset(),
        "name": body.name,
        "key": idempotency_key,
    }
    if body.start:
        batch = actions.run(**wanted, now=timezone.now())
    else:
        batch = actions.plan(**wanted)
    return Status(202, _told(request, batch))


@router.get("batches", response=BatchesOut)
def listed(
    request: ActorRequest, cursor: str | None = None, limit: int = 50
) -> dict[str, Any]:
    """The workspace's batches, newest first."""
    request.actor.require(Role.VIEWER)
    rows, following = page(access.batches(request.actor), cursor, limit)
    return {"items": [present.summary(row) for row in rows], "next": following}


@router.get("batches/{batch_id}", response=BatchOut)
def read(request: ActorRequest, batch_id: UUID) -> Any:
    """A batch with its counts and its forecast."""
    request.actor.require(Role.VIEWER)
    return present.present(access.get_batch(request.actor, batch_id))


@router.get("batches/{batch_id}/items", response=ItemsOut)
def items(
    request: ActorRequest,
    batch_id: UUID,
    state: Shown = "all",
    cursor: str | None = None,
    limit: int = 50,
) -> dict[str, Any]:
    """Its files in their order, of one state or of all."""
    request.actor.require(Role.VIEWER)
    batch = access.get_batch(request.actor, batch_id)
    rows, following = page(access.items(batch, state), cursor, limit, "position")
    return {"items": [present.item(row) for row in rows], "next": following}


@router.post("batches/{batch_id}/items", response=BatchOut)
def add(request: ActorRequest, batch_id: UUID, body: FilesIn) -> Any:
    """Take further files into a planned batch."""
    batch = access.get_batch(request.actor, batch_id)
    request.actor.require(Role.EDITOR)
    chosen = body.selection(request.actor)
    actions.add(actor=request.actor, batch=batch, selection=chosen)
    return _told(request, batch)


@router.get("batches/{batch_id}/forecast", response=dict[str, Any])
def forecast_of(request: ActorRequest, batch_id: UUID) -> Any:
    """What its waiting files will take now: money, time, and what does not fit."""
    request.actor.require(Role.VIEWER)
    return forecast.of(access.get_batch(request.actor, batch_id)).to_json()


@router.get("batches/{batch_id}/export")
def exported(
    request: ActorRequest, batch_id: UUID, query: Query[ExportQuery]
) -> HttpResponse:
    """All its files with what came of each."""
    request.actor.require(Role.VIEWER)
    return export.file(access.get_batch(request.actor, batch_id), query.form)


@router.post("batches/{batch_id}/start", response={202: BatchOut})
def start(request: ActorRequest, batch_id: UUID) -> Any:
    """Begin a planned batch."""
    batch = access.get_batch(request.actor, batch_id)
    actions.start(actor=request.actor, batch=batch, now=timezone.now())
    return Status(202, _told(request, batch))


@router.post("batches/{batch_id}/pause", response=BatchOut)
def pause(request: ActorRequest, batch_id: UUID) -> Any:
    """Ask about no further file; those at work come to their end."""
    batch = access.get_batch(request.actor, batch_id)
    actions.pause(actor=request.actor, batch=batch, now=timezone.now())
    return _told(request, batch)


@router.post("batches/{batch_id}/resume", response={202: BatchOut})
def resume(request: ActorRequest, batch_id: UUID) -> Any:
    """Go on with a paused batch."""
    batch = access.get_batch(request.actor, batch_id)
    actions.resume(actor=request.actor, batch=batch, now=timezone.now())
    return Status(202, _told(request, batch))


@router.post("batches/{batch_id}/cancel", response=BatchOut)
def cancel(request: ActorRequest, batch_id: UUID) -> Any:
    """Stop a batch; what was answered stays."""
    batch = access.get_batch(request.actor, batch_id)
    actions.cancel(actor=request.actor, batch=batch, now=timezone.now())
    return _told(request, batch)


@router.post("batches/{batch_id}/retry", response={202: BatchOut})
def retry(request: ActorRequest, batch_id: UUID) -> Any:
    """Ask again about every file that failed, or was stopped."""
    batch = access.get_batch(request.actor, batch_id)
    actions.retry(actor=request.actor, batch=batch, now=timezone.now())
    return Status(202, _told(request, batch))


@router.post("batches/{batch_id}/items/{item_id}/retry", response={202: BatchOut})
def retry_item(request: ActorRequest, batch_id: UUID, item_id: UUID) -> Any:
    """Ask again about one file."""
    item = access.get_item(request.actor, batch_id, item_id)
    actions.retry(
        actor=request.actor, batch=item.batch, now=timezone.now(), item=item.id
    )
    return Status(202, _told(request, item.batch))


def _told(request: ActorRequest, batch: Batch) -> dict[str, Any]:
    """The batch as it stands after the action."""
    return present.present(access.get_batch(request.actor, batch.id))
