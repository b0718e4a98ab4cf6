"""Takes from an account's requests and tokens when there are any; it never waits.

An account is an endpoint with one of its keys, at one model. Its two buckets stand in
Redis, or in memory without one; how far it was slowed and until when it asked to be
left alone stand in the cache.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.core.cache import cache as shared
from throttled import BaseStore, MemoryStore, Quota, RedisStore, Throttled

from omniweb.providers import errors
from omniweb.providers.capabilities import Rates
from omniweb.providers.catalog import Profile
from omniweb.providers.errors import ProviderError
from omniweb.providers.stream import Connection
from omniweb.usage import pacing
from omniweb.usage.pacing import Share

KEPT_S = 3600
# Another key of the endpoint carries on while one is not accepted.
REFUSED_S = 60.0
REDIS_S = 2.0


@dataclass(frozen=True, slots=True)
class Account:
    """One key of an endpoint, at one model."""

    profile: Profile
    connection: Connection

    @property
    def name(self) -> str:
        """A name that tells nothing of the key."""
        return f"{self.profile.name}.{pacing.key_name(self.connection.api_key)}"

    @property
    def rates(self) -> Rates:
        """What the catalogue says of the model's limits."""
        return self.profile.model.rates

    def wait_s(self, cost: int, now: float) -> float:
        """Seconds until a call of so many tokens may go out; 0 for now."""
        rates, part = self.rates, self._part(now)
        waits = [self.held_s(now)]
        if rates.rpm:
            waits.append(self._until("requests", pacing.requests(rates, part), 1))
        if rates.tpm:
            waits.append(self._until("tokens", pacing.tokens(rates, part, cost), cost))
        return max(waits)

    def used_s(self) -> float:
        """Seconds until all that was used of the account has come back."""
        kind = "requests" if self.rates.rpm else "tokens"
        return self._bucket(kind, pacing.debt(self.rates)).peek(self.name).reset_after

    def take(self, cost: int, now: float) -> bool:
        """Count a call of so many tokens; False when somebody else was quicker."""
        rates = self.rates
        if rates.rpm:
            requests = self._bucket("requests", pacing.requests(rates, self._part(now)))
            if requests.limit(self.name, 1).limited:
                return False
        self.owe(cost)
        return True

    def owe(self, tokens: int) -> None:
        """Count tokens that were used, whether or not there were any left."""
        if self.rates.tpm and tokens > 0:
            self._bucket("tokens", pacing.debt(self.rates)).limit(self.name, tokens)

    def held_s(self, now: float) -> float:
        """Seconds for which the endpoint asked to be left alone."""
        until: float = shared.get(f"hold.{self.name}", 0.0)
        return max(0.0, until - now)

    def learn(self, error: ProviderError, now: float, *, others: bool) -> None:
        """Slow down after a 429, keep away as long as it asked, or leave a bad key."""
        if isinstance(error, errors.Throttled):
            slower = self._share().slowed(now, self.rates.seconds)
            shared.set(f"share.{self.name}", (slower.part, slower.at), KEPT_S)
            if error.asked_wait_s:
                self._hold(now + error.asked_wait_s)
        elif others and isinstance(error, errors.Unauthorised | errors.Unpaid):
            self._hold(now + REFUSED_S)

    def _until(self, kind: str, quota: Quota, cost: int) -> float:
        """Seconds until a bucket has so much; what was used beyond it counts too."""
        used_s = self._bucket(kind, quota).peek(self.name).reset_after
        return max(0.0, used_s + (cost - quota.burst) * quota.emission_interval)

    def _hold(self, until: float) -> None:
        shared.set(f"hold.{self.name}", until, KEPT_S)

    def _part(self, now: float) -> float:
        return self._share().now(now, self.rates.seconds)

    def _share(self) -> Share:
        return Share(*shared.get(f"share.{self.name}", ()))

    def _bucket(self, kind: str, quota: Quota) -> Throttled:
        return Throttled(
            using="gcra",
            quota=quota,
            store=store(settings.REDIS_URL),
            key_prefix=f"omniweb.{kind}",
        )


@cache
def store(redis_url: str) -> BaseStore:
    """Where the buckets of this installation stand."""
    if not redis_url:
        return MemoryStore()
    limits = {"SOCKET_TIMEOUT": REDIS_S, "SOCKET_CONNECT_TIMEOUT": REDIS_S}
    return RedisStore(server=redis_url, options=limits)
