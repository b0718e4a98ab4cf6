"""Reads from the ledger how far off a model's estimates were; it changes no entry."""

from __future__ import annotations

from uuid import UUID

from omniweb.accounts.models import Workspace
from omniweb.providers.correction import Correction, learned
from omniweb.usage.models import Entry, EntryState

# Enough for a steady median, few enough to follow a model that was changed.
RECENT = 30


def correction(model: str, purpose: str, *, workspace: Workspace | UUID) -> Correction:
    """What the workspace's newest settled calls of that model and purpose teach.

    Answers, captions and repairs differ in length, so each learns from its own.
    """
    settled = Entry.objects.filter(
        workspace=workspace, model=model, purpose=purpose, state=EntryState.SETTLED
    )
    newest = settled.order_by("-settled_at")[:RECENT]
    pairs = newest.values_list("tokens_formula", "tokens")
    return learned([(formula, actual or {}) for formula, actual in pairs])


def runs(workspace: Workspace) -> dict[str, int]:
    """From how many calls each model's estimates have learned, all purposes added.

    A test of an endpoint teaches nothing: nobody asks what it will take.
    """
    settled = Entry.objects.filter(workspace=workspace, state=EntryState.SETTLED)
    settled = settled.exclude(purpose="check")
    counts: dict[str, int] = {}
    for model, purpose in settled.values_list("model", "purpose").distinct():
        taught = correction(model, purpose, workspace=workspace).runs
        counts[model] = counts.get(model, 0) + taught
    return counts
