"""When a refused call is sent again."""

from __future__ import annotations

from itertools import count

import pytest

from omniweb.analyses.pauses import MOST_TRIES, pause
from omniweb.providers.errors import (
    ProviderError,
    Refused,
    Throttled,
    Unavailable,
    from_reply,
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
    assert waits(busy, 180, 0.0) == [0.5, 1, 2, 4, 8, 16, 30, 30, 30, 30]
    longest = waits(busy, 180, 1.0)
    assert [round(w, 1) for w in longest] == [1.1, 2.2, 4.4, 8.8, 17.6, 35.2, 66.0]
    assert len(waits(busy, 10_000, 1.0)) == MOST_TRIES - 1


@pytest.mark.parametrize("chance", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("asked_s", [0, 10, 60, 100, 175, 180])
def test_patience_is_never_exceeded_nor_the_endpoints_wait_shortened(
    chance: float, asked_s: float
) -> None:
    found = waits(Throttled("Busy.", code="x", retry_after_s=asked_s), 180, chance)
    assert found
    assert sum(found) <= 180
    assert min(found) >= asked_s


def test_a_minutes_tokens_get_their_minute_within_three() -> None:
    for chance in (0.0, 1.0):
        busy = from_reply(429, '{"error":{"code":"insufficient_quota"}}')
        found = waits(busy, 180, chance)
        assert len(found) >= 2
        assert all(wait >= 60 for wait in found)
    assert waits(busy, 30, 0.0) == []


def test_a_service_that_is_down_gets_less_patience() -> None:
    down = Unavailable("Down.", code="overloaded", retry_after_s=20)
    assert waits(down, 180, 0.0) == [20, 20, 20]
    busy = Throttled("Busy.", code="x", retry_after_s=20)
    assert waits(busy, 180, 0.0) == [20] * 6 + [30, 30]


def test_a_service_that_says_when_it_is_back_is_believed() -> None:
    down = Unavailable("Down.", code="overloaded", retry_after_s=120)
    assert waits(down, 180, 0.0) == [120]
    assert waits(down, 100, 0.0) == []


@pytest.mark.parametrize("most", [1, 2, 3])
def test_some_errors_are_worth_few_tries(most: int) -> None:
    far = Unavailable("Far.", code="media_unreachable", most_tries=most)
    assert len(waits(far, 180, 0.0)) == most - 1


def test_what_is_not_retryable_is_not_tried_again() -> None:
    assert waits(Refused("No.", code="invalid_request"), 180, 0.0) == []
    for said in (Throttled("Busy.", code="x"), Unavailable("Down.", code="y")):
        assert waits(said.after_output(), 180, 0.0) == []
