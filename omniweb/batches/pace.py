"""How long a batch may take, from how long such calls took here; it guesses nothing."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Any

from django.conf import settings

from omniweb.accounts.models import Workspace
from omniweb.usage.models import Entry, EntryState

RECENT = 30


@dataclass(frozen=True, slots=True)
class Pace:
    """How long single calls take, in seconds, and from how many that is known."""

    calls: int = 0
    typical_s: float = 0.0
    slow_s: float = 0.0

    def to_json(self, count: int) -> dict[str, Any]:
        """{expected_s, high_s, calls, at_once, known} for so many items.

        Both are None while nothing was measured; known says how it is known.
        """
        at_once = settings.BATCH_WINDOW
        rounds = ceil(count / at_once)
        return {
            "expected_s": round(rounds * self.typical_s, 1) if self.calls else None,
            "high_s": round(rounds * self.slow_s, 1) if self.calls else None,
            "calls": self.calls,
            "at_once": at_once,
            "known": self._known(at_once),
        }

    def _known(self, at_once: int) -> str:
        if not self.calls:
            return (
                "No call of this kind was measured here yet. "
                "The time is told once the first files are done."
            )
        one = "the last call" if self.calls == 1 else f"the last {self.calls} calls"
        return (
            f"From {one} of this kind to this model here, {self.typical_s:.1f} s each,"
            f" with {at_once} at once. An endpoint's limits may make it longer."
        )


def measured(workspace: Workspace, model: str, purpose: str) -> Pace:
    """The pace of the workspace's newest settled calls of a kind to a model."""
    settled = Entry.objects.filter(
        workspace=workspace, model=model, purpose=purpose, state=EntryState.SETTLED
    )
    newest = settled.order_by("-settled_at")[:RECENT]
    taken = sorted(
        (ended - sent).total_seconds()
        for sent, ended in newest.values_list("sent_at", "settled_at")
        if ended is not None
    )
    if not taken:
        return Pace()
    at = len(taken) - 1
    return Pace(len(taken), taken[at // 2], taken[round(at * 0.9)])
