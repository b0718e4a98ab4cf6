"""Decides whether and when a refused call is sent again; it never sleeps itself."""

from __future__ import annotations

from collections.abc import Callable

from omniweb.providers.errors import ProviderError, Throttled

FIRST_S = 1.0
LONGEST_S = 60.0
# Patience ends nearly every wait sooner.
MOST_TRIES = 12
# A service that is down answers quickly and rarely comes back within a minute.
PATIENCE_WHEN_DOWN = 1 / 3


def pause(
    error: ProviderError,
    *,
    tries: int,
    waited_s: float,
    patience_s: float,
    chance: Callable[[], float],
) -> float | None:
    """Seconds to wait before the next try, or None when there should be none.

    tries counts the calls made so far, waited_s what was waited between them. The
    wait doubles and is jittered by chance (0 to 1), and is never shorter than what
    the endpoint asked for. Some errors say themselves how often a call is worth it.
    """
    if not error.retryable or tries >= (error.most_tries or MOST_TRIES):
        return None
    asked_s = error.retry_after_s or 0
    if not isinstance(error, Throttled):
        # Unless it says itself when it will be back.
        patience_s = max(patience_s * PATIENCE_WHEN_DOWN, min(asked_s, patience_s))
    grown = min(FIRST_S * 2 ** (tries - 1), LONGEST_S)
    least = max(grown * (0.5 + chance() / 2), asked_s)
    left = patience_s - waited_s
    return min(least * (1 + chance() / 10), left) if least <= left else None
