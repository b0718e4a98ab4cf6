"""Who waits for a model, in which order, and how many are at it: in memory or Redis.

A line never sleeps and knows no quota. Calls that people wait for stand before those
of a batch; in each of the two people take turns, whoever has how many waiting.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol
from uuid import uuid4

from redis import Redis

# Whoever has not asked for so long is gone; a call that long has ended.
GONE_S, ENDED_S = 15.0, 900.0
KEPT_S = 3600
# Tags stay far below this, so the two classes never mix.
CLASS = 1e9


@dataclass(frozen=True, slots=True)
class Ticket:
    """A place asked for: whose call it is, and whether it is one of a batch."""

    person: str
    patient: bool
    number: str = field(default_factory=lambda: f"{time.time_ns():020d}-{uuid4().hex}")

    @property
    def name(self) -> str:
        """How lines know it; later tickets sort later."""
        return f"{self.number}|{int(self.patient)}|{self.person}"

    @property
    def purse(self) -> str:
        """Its person within its class, by which turns are taken."""
        return self.name.partition("|")[2]


class Line(Protocol):
    """The order of one model at one endpoint."""

    def stand(self, line: str, ticket: Ticket, now: float) -> int:
        """Take or keep a place; how many are before it."""

    def leave(self, line: str, ticket: Ticket, *, served: bool) -> None:
        """Give the place up; served says that its turn came."""

    def begin(self, account: str, ticket: Ticket, most: int, now: float) -> bool:
        """Be one of at most so many calls at once, if there is room."""

    def end(self, account: str, ticket: Ticket) -> None:
        """The call is over."""


@dataclass(slots=True)
class _Queue:
    tags: dict[str, float] = field(default_factory=dict)
    seen: dict[str, float] = field(default_factory=dict)
    served: dict[bool, float] = field(default_factory=dict)


class InMemory:
    """The lines of one process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._queues: dict[str, _Queue] = {}
        self._running: dict[str, dict[str, float]] = {}

    def stand(self, line: str, ticket: Ticket, now: float) -> int:
        with self._lock:
            queue = self._queues.setdefault(line, _Queue())
            queue.seen[ticket.name] = now
            for name in [n for n, at in queue.seen.items() if at < now - GONE_S]:
                queue.seen.pop(name)
                queue.tags.pop(name, None)
            if ticket.name not in queue.tags:
                mine = sum(n.partition("|")[2] == ticket.purse for n in queue.tags)
                first = queue.served.get(ticket.patient, 0.0)
                queue.tags[ticket.name] = first + mine + CLASS * ticket.patient
            mine_at = queue.tags[ticket.name], ticket.name
            return sum((tag, name) < mine_at for name, tag in queue.tags.items())

    def leave(self, line: str, ticket: Ticket, *, served: bool) -> None:
        with self._lock:
            queue = self._queues.setdefault(line, _Queue())
            queue.seen.pop(ticket.name, None)
            tag = queue.tags.pop(ticket.name, None)
            if served and tag is not None:
                queue.served[ticket.patient] = tag - CLASS * ticket.patient

    def begin(self, account: str, ticket: Ticket, most: int, now: float) -> bool:
        with self._lock:
            running = self._running.setdefault(account, {})
            for name in [n for n, at in running.items() if at < now - ENDED_S]:
                del running[name]
            if len(running) >= most:
                return False
            running[ticket.name] = now
            return True

    def end(self, account: str, ticket: Ticket) -> None:
        with self._lock:
            self._running.get(account, {}).pop(ticket.name, None)


class InRedis:
    """The lines of all processes that share a Redis."""

    def __init__(self, client: Any) -> None:
        self._redis = client

    def stand(self, line: str, ticket: Ticket, now: float) -> int:
        tags, seen, _ = self._names(line)
        with self._redis.pipeline(transaction=False) as asked:
            asked.zadd(seen, {ticket.name: now})
            asked.zrangebyscore(seen, "-inf", now - GONE_S)
            asked.zscore(tags, ticket.name)
            asked.zrank(tags, ticket.name)
            _, gone, tag, rank = asked.execute()
        if gone:
            self._redis.zrem(tags, *gone)
            self._redis.zrem(seen, *gone)
        if tag is None:
            self._join(line, ticket)
        if tag is None or gone:
            rank = self._redis.zrank(tags, ticket.name)
        return int(rank or 0)

    def _join(self, line: str, ticket: Ticket) -> None:
        tags, seen, served = self._names(line)
        waiting = self._redis.zrange(tags, 0, -1)
        mine = sum(n.decode().partition("|")[2] == ticket.purse for n in waiting)
        first = float(self._redis.hget(served, str(int(ticket.patient))) or 0)
        self._redis.zadd(tags, {ticket.name: first + mine + CLASS * ticket.patient})
        for name in (tags, seen, served):
            self._redis.expire(name, KEPT_S)

    def leave(self, line: str, ticket: Ticket, *, served: bool) -> None:
        tags, seen, served_name = self._names(line)
        with self._redis.pipeline() as asked:
            asked.zscore(tags, ticket.name)
            asked.zrem(tags, ticket.name)
            asked.zrem(seen, ticket.name)
            tag = asked.execute()[0]
        if served and tag is not None:
            first = tag - CLASS * ticket.patient
            self._redis.hset(served_name, str(int(ticket.patient)), first)

    def begin(self, account: str, ticket: Ticket, most: int, now: float) -> bool:
        name = f"omniweb.running.{account}"
        with self._redis.pipeline() as asked:
            asked.zremrangebyscore(name, "-inf", now - ENDED_S)
            asked.zadd(name, {ticket.name: now})
            asked.zcard(name)
            asked.expire(name, KEPT_S)
            count = asked.execute()[2]
        if count > most:
            self._redis.zrem(name, ticket.name)
        return bool(count <= most)

    def end(self, account: str, ticket: Ticket) -> None:
        self._redis.zrem(f"omniweb.running.{account}", ticket.name)

    def _names(self, line: str) -> tuple[str, str, str]:
        start = f"omniweb.line.{line}"
        return f"{start}.tags", f"{start}.seen", f"{start}.served"


@cache
def line(redis_url: str) -> Line:
    """The lines of this installation; without a Redis those of this process."""
    if not redis_url:
        return InMemory()
    return InRedis(
        Redis.from_url(redis_url, socket_timeout=2.0, socket_connect_timeout=2.0)
    )
