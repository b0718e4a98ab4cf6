"""Reads how an item's job ended and what it took; it changes nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Q

from omniweb.batches.models import Item, ItemState
from omniweb.jobs.models import Job, Status
from omniweb.usage.models import Entry, EntryState

GONE = "asset_gone", "The file was deleted for good. Upload it again."
STATES = {
    Status.DONE: ItemState.DONE,
    Status.FAILED: ItemState.FAILED,
    Status.CANCELLED: ItemState.CANCELLED,
}
# What would fail all the others alike: the batch waits for people instead.
STOPPING = frozenset(
    {
        "budget",
        "endpoint_unavailable",
        "unknown_model",
        "invalid_api_key",
        "unpaid",
        "free_quota_used_up",
        "account_suspended",
        "access_denied",
        "model_not_found",
    }
)

# What passes by itself: the batch tries again a little later.
PASSING = frozenset({"unavailable", "overloaded", "request_rate", "token_rate"})
MOST_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Stop:
    """Why a batch waits, in a sentence that names the fix; passing where it helps to
    try again a little later."""

    message: str
    passing: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """How an attempt ended; costs are what it adds to its item's sums."""

    state: ItemState
    error: dict[str, Any] | None
    costs: dict[str, Decimal | int] = field(default_factory=dict)


def result_of(item: Item) -> Result:
    """How the item's job ended."""
    job = item.job
    if job is None:
        error = {
            "code": "gone",
            "message": "What was made of this file was deleted. Try again.",
            "who": "you",
            "billed": None,
        }
        return Result(ItemState.FAILED, error)
    return Result(STATES[Status(job.status)], job.error, _costs(job))


def stops(error: dict[str, Any] | None, attempt: int = 1) -> Stop | None:
    """Whether an error is no fault of the file, and would befall every other.

    An endpoint that is away may be away for this file alone: after some attempts it is
    the file's own failure.
    """
    if not error or error.get("billed") is not False:
        return None
    if error.get("code") in STOPPING:
        return Stop(str(error["message"]))
    if error.get("code") in PASSING and attempt < MOST_ATTEMPTS:
        return Stop(str(error["message"]), passing=True)
    return None


def _costs(job: Job) -> dict[str, Decimal | int]:
    # A clip that is asked about in parts has a job for each of them.
    mine = Q(job=job) | Q(job__parent=job)
    calls = Entry.objects.filter(mine).exclude(state=EntryState.VOID)
    sums: dict[str, Decimal | int] = {
        "estimated": Decimal(0),
        "actual": Decimal(0),
        "unsettled": 0,
    }
    for call in calls:
        sums["estimated"] += call.expected or 0
        sums["actual"] += call.actual or 0
        sums["unsettled"] += call.actual is None
    return sums
