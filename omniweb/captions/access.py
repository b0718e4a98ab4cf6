"""Loads what an actor may see of the room; anything else is not there (404)."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from omniweb.accounts.actor import Actor
from omniweb.captions.models import Caption


def captions(actor: Actor) -> QuerySet[Caption]:
    """The workspace's captions of files that are not in the trash."""
    kept = Caption.objects.filter(workspace=actor.workspace, asset__deleted_at=None)
    return kept.select_related(
        "asset", "job", "decided_by", "workspace"
    ).prefetch_related("versions__author", "job__entry_set")


def in_state(actor: Actor, state: str) -> QuerySet[Caption]:
    """The captions of one state, or of all."""
    found = captions(actor)
    return found if state == "all" else found.filter(state=state)


def get_caption(actor: Actor, caption_id: UUID) -> Caption:
    """The caption, or Http404."""
    return get_object_or_404(captions(actor), id=caption_id)
