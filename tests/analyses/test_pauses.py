"""When a refused call is sent again."""

from __future__ import annotations

from itertools import count

from omniweb.analyses.pauses import MOST_TRIES, pause
from omniweb.providers.errors import (
    ProviderError,
    Refused,
    Throttled,
    Unavailable,
)


def waits(error: ProviderError, patience_s: float, chance: float) -> list[float]:
    """Every wait until it gives up."""
    found: list[float] = []
    for tries in count(1):
        wait = pause(
            error,
            tries=tries,
            waited_s=sum(found),
            patience_s=patience_s,
            chance=lambda: chance,
        )
        if wait is None:
            return found
        found.append(wait)
    raise AssertionError


def test_waits_double_and_are_jittered() -> None:
    busy = Throttled("Busy.", code="request_rate")
    assert waits(busy, 1000, 0.0) == [0.5, 1.0, 2.0, 4.0, 8.0]
    longest = waits(busy, 1000, 1.0)
    assert [round(wait, 2) for wait in longest] == [1.1, 2.2, 4.4, 8.8, 17.6]
    assert len(longest) == MOST_TRIES - 1


def test_the_endpoints_own_wait_is_kept_and_patience_ends() -> None:
    busy = Throttled("Busy.", code="token_rate", retry_after_s=60)
    assert waits(busy, 180, 0.0) == [60, 60, 60]
    assert waits(busy, 30, 0.0) == []


def test_a_service_that_is_down_gets_less_patience() -> None:
    down = Unavailable("Down.", code="overloaded", retry_after_s=20)
    assert waits(down, 180, 0.0) == [20, 20, 20]
    assert waits(Throttled("Busy.", code="x", retry_after_s=20), 180, 0.0) == [20] * 5


def test_what_is_not_retryable_is_not_tried_again() -> None:
    assert waits(Refused("No.", code="invalid_request"), 180, 0.0) == []
    assert waits(Throttled("Busy.", code="x").after_output(), 180, 0.0) == []
