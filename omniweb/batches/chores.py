"""Has batches go on when something of theirs ended, or was forgotten; decides nothing.

A call that is lost, by a crash between a commit and it, costs time and nothing else.
"""

from __future__ import annotations

import logging
import uuid
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from omniweb.batches import turn
from omniweb.batches.models import Batch, BatchState, Item, ItemState
from omniweb.jobs.models import ENDED

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
    """Go on with what a lost hint left behind: ends not taken in, nothing at work.

    Batches that wait for something that passes go on when their time has come.
    """
    for batch in Batch.objects.filter(state=BatchState.PAUSED, resume_at__lte=now):
        with transaction.atomic():
            turn.go_on(batch, now)
    mine = Item.objects.filter(batch=OuterRef("id"), state=ItemState.RUNNING)
    ended = mine.filter(Q(job=None) | Q(job__status__in=ENDED))
    idle = Q(state=BatchState.RUNNING) & ~Exists(mine)
    found = Batch.objects.filter(Exists(ended) | idle).order_by("created_at")
    _take_all(list(found.values_list("id", flat=True)))


def _take_all(ids: list[uuid.UUID]) -> None:
    for batch_id in ids:
        try:
            turn.take(batch_id, timezone.now())
        except Exception:
            logger.exception("Batch %s could not go on; it is tried again.", batch_id)
