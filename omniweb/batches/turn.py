"""Carries a batch on by rows: takes in what ended, releases what there is room for.

It holds nothing between two calls, so whoever calls it, after whatever crash, goes on
where the rows stand. Items are never all queued: a bounded window of them is, so that
a question asked meanwhile finds a free place and a pause takes effect at once.
"""

from __future__ import annotations

import logging
import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, transaction

from omniweb.accounts.actor import Actor, actor_in
from omniweb.accounts.models import Role
from omniweb.analyses import actions as questions
from omniweb.batches import log
from omniweb.batches.ends import GONE, Stop, result_of, stops
from omniweb.batches.models import Batch, BatchState, Item, ItemState
from omniweb.batches.presets import Preset
from omniweb.captions import actions as captions
from omniweb.errors import Problem
from omniweb.jobs.models import Job
from omniweb.jobs.registry import Outcome
from omniweb.library.models import State

logger = logging.getLogger(__name__)

# Files that are still being read: they are asked about when they are ready.
PREPARING = (State.NEW, State.PREPARING)
# After so long a batch tries again whether what was in its way has passed.
LATER = timedelta(minutes=5)
FAULT = (
    "Something went wrong inside omniweb. An administrator finds the details in the"
    " server's log. Try again then."
)
NOBODY = (
    "Whoever started this batch may not ask questions here any more. "
    "Resume it as somebody who may."
)


def take(batch_id: uuid.UUID, now: datetime) -> None:
    """Go on with a batch as far as it goes now; calling it twice changes nothing."""
    _take_in(batch_id, now)
    while _release(batch_id, now):
        pass
    _finish(batch_id, now)


@transaction.atomic
def _take_in(batch_id: uuid.UUID, now: datetime) -> None:
    """Settle the items whose job has ended, whoever noticed."""
    batch = Batch.objects.lock(batch_id)
    if batch is None:
        return
    running = batch.items.filter(state=ItemState.RUNNING).select_related("job")
    ended = [item for item in running if item.job is None or item.job.ended]
    reasons: list[Stop] = []
    for item in ended:
        result = result_of(item)
        Item.objects.add_cost(item, **result.costs)
        stop = stops(result.error, item.attempt)
        if stop and batch.state != BatchState.CANCELLED:
            reasons.append(stop)
            batch.items.filter(id=item.id, state=ItemState.RUNNING).again()
        else:
            Item.objects.settle(item, result.state, result.error, now)
    if ended:
        log.changed(batch, ended, now)
    if reasons:
        # What needs people counts more than what passes.
        pause(batch, min(reasons, key=lambda one: one.passing), now)


@transaction.atomic
def _release(batch_id: uuid.UUID, now: datetime) -> bool:
    """Ask for the next item, if there is one and room for it."""
    batch = Batch.objects.lock(batch_id)
    if batch is None or batch.state != BatchState.RUNNING or not _room(batch):
        return False
    item = _next(batch)
    if item is None:
        return False
    actor = _asker(batch)
    if actor is None:
        pause(batch, Stop(NOBODY), now)
        return False
    error = _put(batch, actor, item)
    stop = stops(error)
    if stop:
        pause(batch, stop, now)
        return False
    if error:
        Item.objects.settle(item, ItemState.FAILED, error, now)
    log.changed(batch, [item], now)
    return True


def _put(batch: Batch, actor: Actor, item: Item) -> dict[str, object] | None:
    """Ask about an item; why it could not be, whatever that is: the rest goes on."""
    try:
        with transaction.atomic():
            Item.objects.release(item, **_asked(batch, actor, item))
    except Problem as problem:
        return _error(problem.code, problem.message, "you")
    except DatabaseError:
        raise  # rows cannot be had: that is no fault of the file
    except Exception:
        logger.exception("Item %s could not be asked about.", item.id)
        return _error("internal_error", FAULT, "admin")
    return None


@transaction.atomic
def _finish(batch_id: uuid.UUID, now: datetime) -> None:
    """Close a batch of which nothing is left to do."""
    batch = Batch.objects.lock(batch_id)
    if batch is None:
        return
    if batch.items.filter(state=ItemState.RUNNING).exists():
        return
    if batch.state == BatchState.CANCELLED:
        log.close(batch, Outcome.cancelled(), now)
    elif batch.state == BatchState.RUNNING and not batch.items.open().exists():
        Batch.objects.move(
            batch.id, BatchState.RUNNING, to=BatchState.DONE, ended_at=now
        )
        log.close(batch, Outcome.done(f"/batches/{batch.id}/"), now)


def pause(batch: Batch, stop: Stop, now: datetime) -> bool:
    """Release nothing more; what runs comes to its end."""
    moved = Batch.objects.move(
        batch.id,
        BatchState.RUNNING,
        to=BatchState.PAUSED,
        reason=stop.message,
        resume_at=now + LATER if stop.passing else None,
    )
    if moved:
        log.said(batch, "waiting", stop.message or "Paused.", now)
    return moved


def go_on(batch: Batch, now: datetime, **more: object) -> bool:
    """Release files again; the caller takes the turn after its commit."""
    moved = Batch.objects.move(
        batch.id,
        BatchState.PAUSED,
        to=BatchState.RUNNING,
        reason="",
        resume_at=None,
        **more,
    )
    if moved:
        log.said(batch, "running", "Going on.", now)
    return moved


def _room(batch: Batch) -> bool:
    """Whether one more may be at work; batches share the window evenly."""
    others = Batch.objects.filter(state=BatchState.RUNNING).count()
    share = max(1, settings.BATCH_WINDOW // max(1, others))
    return batch.items.filter(state=ItemState.RUNNING).count() < share


def _next(batch: Batch) -> Item | None:
    """The first item whose file is not being prepared any more."""
    waiting = batch.items.filter(state=ItemState.WAITING)
    rows = waiting.exclude(asset__state__in=PREPARING, asset__deleted_at=None)
    return rows.select_related("asset").order_by("position").first()


def _asker(batch: Batch) -> Actor | None:
    """Who asks, with the rights of now; None when they were taken away."""
    if batch.asker is None:
        return None
    actor = actor_in(batch.asker, batch.workspace_id)
    if actor is None or actor.workspace.id != batch.workspace_id:
        return None
    return actor if actor.may(Role.EDITOR) else None


def _asked(batch: Batch, actor: Actor, item: Item) -> dict[str, object]:
    """The item's ordinary question or draft, asked under the item's own key."""
    if item.asset is None:
        raise Problem(422, *GONE)
    preset, asset = Preset.from_json(batch.preset), item.asset
    model = preset.model or None
    if preset.task == "question":
        analysis = questions.start(
            actor=actor,
            asset=asset,
            model=model,
            prompt=preset.prompt,
            options=preset.options,
            key=item.key,
        )
        return {"analysis": analysis, "job": analysis.answer.job}
    caption = captions.draft(
        actor=actor,
        asset=asset,
        model=model,
        schema=preset.schema,
        language=preset.language,
        key=item.key,
    )
    return {"caption": caption, "job": caption.job}


def _error(code: str, message: str, who: str) -> dict[str, object]:
    return {"code": code, "message": message, "who": who, "billed": False}


def live_jobs(batch: Batch) -> list[Job]:
    """The jobs of its items that are at work."""
    running = batch.items.filter(state=ItemState.RUNNING).select_related("job")
    return [item.job for item in running if item.job is not None]
