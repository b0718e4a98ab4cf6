"""Reckons at which pace an account may be called, and how it slows down; pure sums.

An account is an endpoint with one of its keys, as it is billed and limited.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from throttled import Quota, per_duration

from omniweb.providers.capabilities import Rates
from omniweb.providers.plan import Tokens

# The endpoint's window and ours never begin together, and the way there takes time.
SAFE = 0.96
# A call may come a little early, so that being a little late once costs nothing.
BURST = 1 / 20
# After a 429 the pace falls to so much of itself, and comes back by so much a window.
SLOWER, RECOVERS, LEAST = 0.85, 0.5, 0.1
# The library counts whole units in whole seconds: a finer measure of both.
FINE = 1000
ENDLESS = 10**12


@dataclass(frozen=True, slots=True)
class Share:
    """What part of the quota an account is called at since a moment (epoch seconds)."""

    part: float = 1.0
    at: float = 0.0

    def now(self, now: float, window_s: float) -> float:
        """What it has recovered to: all of it a few windows after the last 429."""
        return min(1.0, self.part + RECOVERS * max(0.0, now - self.at) / window_s)

    def slowed(self, now: float, window_s: float) -> Share:
        """After a 429. Calls that were on their way together count as one."""
        if self.at and now - self.at < window_s / 20:
            return self
        return Share(max(LEAST, self.now(now, window_s) * SLOWER), now)


def requests(rates: Rates, part: float) -> Quota:
    """The pace of requests at a part of the quota."""
    return _quota(rates, rates.rpm, part, max(2, round(rates.rpm * BURST)))


def tokens(rates: Rates, part: float, cost: int) -> Quota:
    """The pace of tokens; a single call may be larger than what comes early."""
    return _quota(rates, rates.tpm, part, max(cost, round(rates.tpm * BURST)))


def debt(rates: Rates) -> Quota:
    """The same, for tokens that were used already: those are never refused."""
    return _quota(rates, rates.tpm, 1.0, ENDLESS)


def sure(expected: Tokens, low: Tokens) -> int:
    """The tokens that a call takes at least: what is sent, and a short answer."""
    return expected.total_in + low.total_out


def key_name(api_key: str) -> str:
    """A name for a key that tells nothing of it."""
    return hashlib.sha256(api_key.encode()).hexdigest()[:12]


def _quota(rates: Rates, count: int, part: float, burst: int) -> Quota:
    limit = max(1, round(count * SAFE * part * FINE))
    return per_duration(timedelta(seconds=rates.seconds * FINE), limit, burst)
