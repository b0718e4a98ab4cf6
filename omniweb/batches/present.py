"""Tells a batch and its items as the JSON API and the pages show them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, Sum

from omniweb.batches import forecast, pace
from omniweb.batches.models import OPEN, Batch, BatchState, Item, ItemState
from omniweb.batches.presets import Preset
from omniweb.jobs.models import Status
from omniweb.library.models import State
from omniweb.usage.money import plain

# A file's own preparation and its job tell more than the item's state.
STAGES = {
    Status.QUEUED: "queued",
    Status.RUNNING: "running",
    Status.WAITING: "in parts",
}


def present(batch: Batch) -> dict[str, Any]:
    """A batch with its counts; a planned one with its forecast of now."""
    planned = batch.state == BatchState.PLANNED
    told = forecast.of(batch).to_json() if planned else batch.forecast
    return {**summary(batch), "forecast": told}


def summary(batch: Batch) -> dict[str, Any]:
    """A batch without its forecast, as lists show it."""
    counts = _counts(batch)
    return {
        "id": batch.id,
        "job": batch.job_id,
        "name": batch.name,
        "state": str(batch.state),
        "reason": batch.reason,
        "source": batch.source,
        "preset": batch.preset,
        "counts": counts,
        "cost": _cost(batch),
        "left_s": _left_s(batch, counts),
        "took_s": _took_s(batch),
        "created_at": batch.created_at,
        "started_at": batch.started_at,
        "ended_at": batch.ended_at,
        "resume_at": batch.resume_at,
        "by": batch.owner.get_username() if batch.owner else None,
    }


def item(row: Item) -> dict[str, Any]:
    """One file of a batch, how far it is and what came of it."""
    return {
        "id": row.id,
        "position": row.position,
        "asset": row.asset_id,
        "name": row.name,
        "state": str(row.state),
        "stage": stage(row),
        "attempt": row.attempt,
        "job": row.job_id,
        "analysis": row.analysis_id,
        "caption": row.caption_id,
        "error": row.error,
        "cost": {
            "estimated": plain(row.estimated),
            "actual": None if row.unsettled else plain(row.actual),
            "currency": _currency(row.batch),
        },
        "ended_at": row.ended_at,
    }


def stage(row: Item) -> str:
    """waiting, preparing, queued, running, in parts, done, failed or cancelled."""
    if row.state == ItemState.WAITING:
        asset = row.asset
        unread = asset is not None and asset.state in (State.NEW, State.PREPARING)
        return "preparing" if unread else "waiting"
    if row.state == ItemState.RUNNING and row.job is not None:
        return STAGES.get(Status(row.job.status), "running")
    return str(row.state)


def _counts(batch: Batch) -> dict[str, int]:
    found = batch.items.values("state").annotate(n=Count("id")).order_by()
    by_state = {row["state"]: row["n"] for row in found}
    counts = {str(state): by_state.get(state, 0) for state in ItemState}
    ended = sum(counts[state] for state in ItemState if state not in OPEN)
    return {"total": sum(counts.values()), "ended": ended, **counts}


def _cost(batch: Batch) -> dict[str, Any]:
    sums = batch.items.aggregate(
        estimated=Sum("estimated"), actual=Sum("actual"), unsettled=Sum("unsettled")
    )
    return {
        "estimated": plain(sums["estimated"]),
        "actual": plain(sums["actual"]),
        "unsettled": sums["unsettled"] or 0,
        "currency": _currency(batch),
    }


def _currency(batch: Batch) -> str | None:
    cost = (batch.forecast or {}).get("cost") or {}
    return cost.get("currency")


def _left_s(batch: Batch, counts: dict[str, int]) -> float | None:
    """Seconds that the rest may take by the newest calls; None where nobody knows."""
    if batch.state != BatchState.RUNNING:
        return None
    preset = Preset.from_json(batch.preset)
    known = pace.measured(batch.workspace, preset.model, preset.purpose)
    left = counts["total"] - counts["ended"]
    told: float | None = known.to_json(left)["expected_s"]
    return told


def _took_s(batch: Batch) -> float | None:
    ended: datetime | None = batch.ended_at
    if batch.started_at is None or ended is None:
        return None
    return round((ended - batch.started_at).total_seconds(), 1)
