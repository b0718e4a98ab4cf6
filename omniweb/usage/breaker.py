"""Stops calls to an endpoint that does not answer, and lets one through to find out.

What it knows stands in the cache, so all processes that share one know it.
"""

from __future__ import annotations

from django.core.cache import cache

from omniweb.providers.errors import ProviderError, Unavailable

# So many calls in a row without one that was answered; chance alone is no reason.
FAILURES = 10
PAUSE_S, LONGEST_S = 15.0, 240.0
# A call that finds out has so long before another one may.
PROBE_S = 60
KEPT_S = 3600


def blocked_s(endpoint: str, now: float) -> float:
    """Seconds until a call may go out; 0 for now. After a pause only one may."""
    until: float | None = cache.get(_key(endpoint, "until"))
    if until is None:
        return 0.0
    if until > now:
        return until - now
    return 0.0 if cache.add(_key(endpoint, "probe"), 1, PROBE_S) else 1.0


def answered(endpoint: str) -> None:
    """A call came through, with whatever answer: the endpoint is there."""
    cache.delete_many([_key(endpoint, part) for part in ("until", "probe", "failures")])


def failed(endpoint: str, now: float) -> None:
    """A call found nobody there. The pause doubles as long as none is answered."""
    key = _key(endpoint, "failures")
    cache.add(key, 0, KEPT_S)
    try:
        beyond = cache.incr(key) - FAILURES
    except ValueError:  # it was answered at this moment
        return
    if beyond >= 0:
        pause = min(LONGEST_S, PAUSE_S * 2 ** min(beyond, 8))
        cache.set(_key(endpoint, "until"), now + pause, KEPT_S)
        cache.delete(_key(endpoint, "probe"))


def tell(endpoint: str, error: ProviderError | None, now: float) -> None:
    """Count what a call met; what the endpoint itself refused says that it is there."""
    if isinstance(error, Unavailable) or (error and error.code == "timeout"):
        failed(endpoint, now)
    else:
        answered(endpoint)


def _key(endpoint: str, part: str) -> str:
    return f"breaker.{endpoint}.{part}"
