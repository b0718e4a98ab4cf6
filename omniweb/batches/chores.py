"""Has batches go on when something of theirs ended, and now and then; decides nothing.

A call that is lost, by a crash between a commit and it, costs time and nothing else.
"""

from __future__ import annotations

import logging
import uuid
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from omniweb.batches import turn
from omniweb.batches.models import Batch, BatchState, Item, ItemState

logger = logging.getLogger(__name__)


def job_ended(job_id: uuid.UUID) -> None:
    """Go on with the batches that wait for this job: an item's, or its file's."""
    mine = Item.objects.filter(job=job_id, state=ItemState.RUNNING)
    ready = Item.objects.filter(asset__job=job_id, state=ItemState.WAITING)
    ready = ready.filter(batch__state=BatchState.RUNNING)
    # Each by its own index: this is asked at the end of every job there is.
    found = [*mine.values_list("batch_id", flat=True)]
    found += ready.values_list("batch_id", flat=True)
    _take_all(list(dict.fromkeys(found)))


def go_on(now: datetime) -> None:
    """Go on with every batch that is not at rest."""
    unrest = Q(state=BatchState.RUNNING) | Q(items__state=ItemState.RUNNING)
    found = Batch.objects.filter(unrest).order_by("created_at")
    _take_all(list(dict.fromkeys(found.values_list("id", flat=True))))


def _take_all(ids: list[uuid.UUID]) -> None:
    for batch_id in ids:
        try:
            turn.take(batch_id, timezone.now())
        except Exception:
            logger.exception("Batch %s could not go on; it is tried again.", batch_id)
