"""Loads what an actor may see of the room; anything else is not there (404)."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from omniweb.accounts.actor import Actor
from omniweb.batches.models import Batch, Item, ItemState
from omniweb.jobs.models import Job


def batches(actor: Actor) -> QuerySet[Batch]:
    """The workspace's batches."""
    mine = Batch.objects.filter(workspace=actor.workspace)
    return mine.select_related("owner", "asker", "workspace", "job")


def get_batch(actor: Actor, batch_id: UUID) -> Batch:
    """The batch, or Http404."""
    return get_object_or_404(batches(actor), id=batch_id)


def get_item(actor: Actor, batch_id: UUID, item_id: UUID) -> Item:
    """One of its items, or Http404."""
    return get_object_or_404(items(get_batch(actor, batch_id)), id=item_id)


def items(batch: Batch, state: str = "") -> QuerySet[Item]:
    """Its items with all that a list shows of them, of one state or of all."""
    rows = batch.items.select_related("asset", "job", "analysis", "caption")
    rows = rows.prefetch_related("asset__renditions")
    return rows.filter(state=state) if state in ItemState.values else rows


def is_item(job: Job) -> bool:
    """Whether a job, or the one that it is a part of, is at work for a batch."""
    ids = [found for found in (job.id, job.parent_id) if found is not None]
    return Item.objects.filter(job_id__in=ids).exists()
