"""Enforces a quota as the real service does, when a test asks for it; else none.

POST of {"requests": 60, "tokens": 100000, "speed": 20} to /sandbox/v1/limits holds this
process to so many in any minute, on a clock that runs that much faster. Tokens in count
when a request is taken, tokens out when its answer has ended. {} lifts it again.
"""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field
from threading import Lock

from omniweb.sandbox import refusals

MINUTE_S = 60.0


@dataclass(slots=True)
class Window:
    """What was taken in the last minute: (when, how much), oldest first."""

    most: int
    taken: deque[tuple[float, int]] = field(default_factory=deque)
    total: int = 0

    def room(self, count: int, now: float) -> bool:
        """Whether so much more stays within the most."""
        while self.taken and self.taken[0][0] <= now - MINUTE_S:
            self.total -= self.taken.popleft()[1]
        return not self.most or self.total + count <= self.most

    def add(self, count: int, now: float) -> None:
        """Count it."""
        self.taken.append((now, count))
        self.total += count


_lock = Lock()
_requests, _tokens, _speed = Window(0), Window(0), 1.0


def enforce(requests: int, tokens: int, speed: float) -> None:
    """Hold to these from now on, with nothing taken yet; 0 is no limit."""
    global _requests, _tokens, _speed
    with _lock:
        _requests, _tokens = Window(requests), Window(tokens)
        _speed = max(1.0, speed)


def request() -> None:
    """Take one request; Refused when the minute has no more."""
    with _lock:
        if not _requests.room(1, _now()):
            raise _refused("E4")
        _requests.add(1, _now())


def tokens_in(count: int) -> None:
    """Take what a request brings; Refused when the minute has no such room."""
    with _lock:
        if not _tokens.room(count, _now()):
            raise _refused("E5")
        _tokens.add(count, _now())


def tokens_out(count: int) -> None:
    """Count what was answered."""
    with _lock:
        _tokens.add(count, _now())


def _now() -> float:
    return time.monotonic() * _speed


def _refused(name: str) -> refusals.Refused:
    found = refusals.named(name)
    assert found is not None  # noqa: S101 - both names are known
    return found
