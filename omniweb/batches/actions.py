"""What people do with batches: plan, change, start, pause, resume, stop, try again.

Each verb changes rows; nothing here asks a model.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet

from omniweb.accounts.actor import Actor
from omniweb.accounts.models import Role
from omniweb.analyses.actions import LONGEST_PROMPT, checked_key
from omniweb.batches import forecast, log, turn
from omniweb.batches.ends import Stop
from omniweb.batches.models import Batch, BatchState, Item, ItemState
from omniweb.batches.presets import Preset
from omniweb.batches.selection import MOST, Selection
from omniweb.captions.schema import UnknownSchema, load
from omniweb.errors import Problem
from omniweb.jobs import actions as jobs
from omniweb.jobs.registry import Outcome
from omniweb.library.models import Asset

AT_REST = (BatchState.DONE, BatchState.CANCELLED)
TO_RETRY = (ItemState.FAILED, ItemState.CANCELLED)


def plan(
    *,
    actor: Actor,
    selection: Selection,
    preset: Preset,
    name: str = "",
    key: str | None = None,
) -> Batch:
    """A batch that waits for its start; one key plans once."""
    actor.require(Role.EDITOR)
    _refuse_wrong(preset)
    key = checked_key(key)
    try:
        with transaction.atomic():
            batch = Batch.objects.create(
                workspace=actor.workspace,
                owner=actor.user,
                name=(name.strip() or preset.label)[:120],
                preset=preset.to_json(),
                source=selection.said[:255],
                idempotency_key=key,
            )
            _insert(batch, selection.assets, 0)
    except IntegrityError:
        found = Batch.objects.filter(
            workspace=actor.workspace, owner=actor.user, idempotency_key=key
        ).first()
        if key is None or found is None:
            raise
        return found
    return batch


def run(
    *,
    actor: Actor,
    selection: Selection,
    preset: Preset,
    now: datetime,
    name: str = "",
    key: str | None = None,
) -> Batch:
    """Plan and start in one; what cannot start leaves nothing behind."""
    batch = plan(actor=actor, selection=selection, preset=preset, name=name, key=key)
    try:
        return start(actor=actor, batch=batch, now=now)
    except Problem:
        Batch.objects.filter(id=batch.id, state=BatchState.PLANNED).delete()
        raise


@transaction.atomic
def add(*, actor: Actor, batch: Batch, selection: Selection) -> int:
    """Take further files into a planned batch; how many it has now."""
    actor.require(Role.EDITOR)
    held = _locked(batch)
    _refuse_begun(held)
    known = set(held.items.values_list("asset_id", flat=True))
    fresh = [asset for asset in selection.assets if asset.id not in known]
    if len(known) + len(fresh) > MOST:
        raise Problem(422, "too_many_files", f"A batch takes {MOST:,} files.")
    last = held.items.aggregate(last=Max("position"))["last"] or 0
    _insert(held, fresh, last)
    if not held.source:
        Batch.objects.filter(id=held.id).update(source="Files added here")
    return held.items.count()


@transaction.atomic
def change(*, actor: Actor, batch: Batch, preset: Preset, name: str = "") -> Batch:
    """Give a planned batch another preset."""
    actor.require(Role.EDITOR)
    _refuse_wrong(preset)
    held = _locked(batch)
    _refuse_begun(held)
    told = name.strip() or preset.label
    Batch.objects.filter(id=held.id).update(preset=preset.to_json(), name=told[:120])
    return _fresh(batch)


def start(*, actor: Actor, batch: Batch, now: datetime) -> Batch:
    """Begin; Problem when nothing of it can be sent. Starting twice starts once."""
    actor.require(Role.EDITOR)
    if batch.state != BatchState.PLANNED:
        return batch
    found = forecast.startable(batch, actor.user)
    preset = {**batch.preset, "model": found.model}
    values = {"forecast": found.to_json(), "preset": preset, "started_at": now}
    with transaction.atomic():
        if _move(actor, batch, BatchState.PLANNED, **values):
            _begin_log(batch, now)
    turn.take(batch.id, now)
    return _fresh(batch)


def pause(*, actor: Actor, batch: Batch, now: datetime) -> Batch:
    """Release no further file; those at work come to their end."""
    actor.require(Role.EDITOR)
    with transaction.atomic():
        held = _locked(batch)
        turn.pause(held, Stop(""), now)
        Batch.objects.filter(id=held.id).update(resume_at=None)
    return _fresh(batch)


def resume(*, actor: Actor, batch: Batch, now: datetime) -> Batch:
    """Go on with a paused batch, from now on in this person's name."""
    actor.require(Role.EDITOR)
    with transaction.atomic():
        turn.go_on(_locked(batch), now, asker=actor.user)
    turn.take(batch.id, now)
    return _fresh(batch)


def cancel(*, actor: Actor, batch: Batch, now: datetime) -> Batch:
    """Stop: what waits is not asked any more, what runs is stopped; the rest stays."""
    actor.require(Role.EDITOR)
    open_ones = (BatchState.PLANNED, BatchState.RUNNING, BatchState.PAUSED)
    with transaction.atomic():
        held = _locked(batch)
        moved = Batch.objects.move(
            held.id, *open_ones, to=BatchState.CANCELLED, ended_at=now, reason=""
        )
        if moved:
            waiting = held.items.filter(state=ItemState.WAITING)
            waiting.update(state=ItemState.CANCELLED, ended_at=now)
            log.changed(held, [], now)
    # Also where an earlier stop broke off half way: each job is stopped once.
    if _fresh(batch).state == BatchState.CANCELLED:
        for job in turn.live_jobs(batch):
            jobs.cancel(job=job)
        turn.take(batch.id, now)
    return _fresh(batch)


def retry(
    *, actor: Actor, batch: Batch, now: datetime, item: uuid.UUID | None = None
) -> Batch:
    """Ask again about what failed, or was stopped; about one item where it is named.

    A batch at rest goes on under a further log. Without such items nothing changes,
    so a double click asks once.
    """
    actor.require(Role.EDITOR)
    with transaction.atomic():
        held = _locked(batch)
        again = _to_retry(held, item)
        ids = list(again.values_list("id", flat=True))
        if not ids or held.state == BatchState.PLANNED:
            return held
        held.items.filter(id__in=ids).again()
        if _move(actor, held, *AT_REST, ended_at=None, reason=""):
            # Where a stop is still being carried out, its log ends here.
            log.close(held, Outcome.cancelled(), now)
            _begin_log(held, now)
        else:
            log.changed(held, held.items.filter(id__in=ids), now)
    turn.take(batch.id, now)
    return _fresh(batch)


def _to_retry(batch: Batch, item: uuid.UUID | None) -> QuerySet[Item]:
    found = batch.items.filter(state__in=TO_RETRY)
    return found if item is None else found.filter(id=item)


def _move(actor: Actor, batch: Batch, *before: BatchState, **values: object) -> bool:
    """To running, in this person's name."""
    return Batch.objects.move(
        batch.id, *before, to=BatchState.RUNNING, asker=actor.user, **values
    )


def _begin_log(batch: Batch, now: datetime) -> None:
    job = log.begin(_fresh(batch), now)
    Batch.objects.filter(id=batch.id).update(job=job)


def _insert(batch: Batch, assets: Iterable[Asset], after: int) -> None:
    Item.objects.bulk_create(
        Item(batch=batch, position=position, asset=asset, name=asset.name)
        for position, asset in enumerate(assets, after + 1)
    )


def _locked(batch: Batch) -> Batch:
    """The batch as it is now; it stays so until the commit."""
    held = Batch.objects.lock(batch.id)
    if held is None:
        raise Problem(404, "not_found", "This batch is not there any more.")
    return held


def _fresh(batch: Batch) -> Batch:
    return Batch.objects.select_related("workspace", "asker", "owner").get(id=batch.id)


def _refuse_begun(batch: Batch) -> None:
    if batch.state != BatchState.PLANNED:
        sentence = "This batch has begun, so it cannot be changed. Plan another one."
        raise Problem(409, "batch_begun", sentence)


def _refuse_wrong(preset: Preset) -> None:
    if len(preset.prompt) > LONGEST_PROMPT:
        sentence = f"Shorten the question to {LONGEST_PROMPT:,} characters."
        raise Problem(422, "question_too_long", sentence, {"prompt": sentence})
    try:
        load(preset.schema)
    except UnknownSchema as error:
        sentence = str(error)
        raise Problem(422, "unknown_schema", sentence, {"schema": sentence}) from None
