"""What the calls of one piece of work cost, told as decimal strings."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from omniweb.usage.models import Entry, EntryState
from omniweb.usage.money import plain


def spent(entries: Iterable[Entry]) -> dict[str, str | None] | None:
    """{estimated, actual, currency} of the calls that may be billed; None without any.

    actual is None while a call is under way, and for good when one was cut off.
    """
    calls = [entry for entry in entries if entry.state != EntryState.VOID]
    if not calls:
        return None
    expected = [e.expected for e in calls if e.expected is not None]
    actual = [e.actual for e in calls if e.actual is not None]
    whole = len(actual) == len(calls)
    return {
        "estimated": plain(sum(expected, Decimal(0))) if expected else None,
        "actual": plain(sum(actual, Decimal(0))) if whole else None,
        "currency": calls[-1].currency or None,
    }


def forecast(planned: dict[str, str] | None) -> dict[str, str | None]:
    """The same before any call, from a plan's cost as JSON."""
    cost = planned or {}
    return {
        "estimated": cost.get("expected"),
        "actual": None,
        "currency": cost.get("currency"),
    }
