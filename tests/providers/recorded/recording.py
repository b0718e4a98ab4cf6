"""What a recorded reply is: its bytes and head, and what must be read from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

DONE = "[DONE]"


@dataclass(frozen=True, kw_only=True)
class Recording:
    """One reply; usage names only the counts that matter, None says there is none.

    fails is the code of the failure that ends it; finish is read only without one.
    """

    name: str
    raw: bytes
    text: str = ""
    reasoning: str = ""
    pcm: bytes = b""
    usage: Mapping[str, int] | None = None
    finish: str = "stop"
    fails: str = ""
    request_id: str | None = None
    status: int = 200
    content_type: str = "text/event-stream"
    headers: dict[str, str] = field(default_factory=dict)


def sse(lines: str) -> bytes:
    """A stream of events, one a line of the text, as endpoints frame them."""
    events = (line.strip() for line in lines.splitlines())
    return b"".join(f"data: {event}\n\n".encode() for event in events if event)
