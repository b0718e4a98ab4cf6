"""An endpoint that fails as chance will, and counts for itself what it served.

A request says in its words which run it belongs to. Chance, seeded with that number,
says which fault the run meets, where in the answer, and how often.
"""

# ruff: noqa: E501 the table of faults reads best with one a line

from __future__ import annotations

import asyncio
import random
import re
import struct
import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from tests.providers import upstream as real
from tests.providers import vectors as v

SEED = 4711
ALWAYS = 99
# qwen3.5-omni-flash, CNY a million tokens: this side of the wire has its own list.
RATES = {"text_in": "2.2", "image_in": "2.2", "text_out": "13.3", "audio_out": "72"}
BUSY, QUOTA = "You exceeded your current requests list.", v.E5["error"]["message"]
LIMITS = (
    "<400> InternalError.Algo.InvalidParameter: Range of max_tokens should be [1, 9]"
)
NATIVE = v.line({"code": "InvalidParameter", "message": LIMITS, "request_id": "n"})
NATIVE = b"id:1\nevent:error\n:HTTP_STATUS/400\n" + NATIVE
BLOCKED = v.error(
    "data_inspection_failed", "Output data may contain inappropriate content."
)
HALF = b'data: {"choices":[{"delta":{"content":"never wh'
JSON, HTML, EVENTS = "application/json", "text/html", "text/event-stream"

End = Literal["closed", "cut", "held", "gone", "mute"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to fail, and what it means where nothing of an answer came before.

    After output any of them is billed and asked only once. kind gathers faults for
    the table; code is empty for what is no failure. tries is the least and the most
    calls it is worth while it lasts. tail stands in the place of the answer's end.
    """

    kind: str
    code: str
    who: str = ""
    billed: bool | None = None
    tries: tuple[int, int] = (1, 1)
    tail: bytes = b""
    end: End = "closed"
    status: int = 200
    content_type: str = EVENTS
    midway: bool | None = None  # only in the middle, only at the start, or anywhere
    counted: bool = True  # whether the answer's usage is told
    served: bool = True  # whether the service began to work before it failed


def _refused(kind: str, status: int, code: str, words: str, *meaning: Any) -> Fault:
    """A refusal by its status, with the envelope; nothing is served."""
    body = v.line(v.error(code, words))[5:].strip()
    sent = {"tail": body, "status": status, "content_type": JSON}
    return Fault(kind, *meaning, **sent, midway=False, served=False)


def _told(payload: Any, *meaning: Any, served: bool = True) -> Fault:
    """An error inside a stream that began well."""
    return Fault("error in a 200", *meaning, tail=v.line(payload), served=served)


WELL = v.STOP
FAULTS = (
    Fault("none", "", tail=WELL),
    Fault("none", "", tail=WELL),
    Fault("none", "", tail=WELL),
    _refused("429 rate", 429, "limit_requests", BUSY, "request_rate", "wait", False, (3, 12)),
    _refused("429 rate", 429, "limit_burst_rate", "Too quickly.", "burst_rate", "wait", False, (3, 12)),
    _refused("429 quota", 429, "insufficient_quota", QUOTA, "token_rate", "wait", False, (3, 4)),
    _refused("429 quota", 429, "insufficient_quota", "Free allocated quota exceeded.", "free_quota_used_up", "admin", False),
    _refused("429 quota", 429, "PrepaidBillOverdue", "Overdue.", "unpaid", "admin", False),
    _refused("429 concurrency", 429, "concurrency_limit", "Too many at once.", "request_rate", "wait", False, (3, 12)),
    _refused("429 concurrency", 429, "Throttling.Concurrency", "Too many.", "request_rate", "wait", False, (3, 12)),
    _refused("503", 503, "ModelUnavailable", "Try again later.", "overloaded", "wait", False, (3, 12)),
    Fault("HTML page", "unavailable", "wait", False, (3, 12), v.HTML.encode(), "closed", 502, HTML, midway=False, served=False),
    Fault("HTML page", "garbled", "admin", None, (1, 1), v.HTML.encode(), "closed", 200, HTML, midway=False, served=False),
    Fault("cut before", "unreachable", "wait", None, (2, 2), end="gone", midway=False),
    Fault("cut before", "interrupted", "wait", None, (2, 2), end="cut", midway=False),
    Fault("cut in the middle", "interrupted", "wait", end="cut", midway=True),
    Fault("cut in the middle", "interrupted", "wait", tail=HALF, end="cut", midway=True),
    _told(BLOCKED, "output_blocked", "you", True),
    _told(v.E4, "request_rate", "wait", False, (3, 12), served=False),
    _told(v.error("internal_error", "An internal error."), "internal_error", "wait", None, (3, 3)),
    Fault("native framing", "bad_setting", "admin", False, tail=NATIVE, served=False),
    Fault("native framing", "bad_setting", "admin", False, (1, 1), NATIVE, "closed", 400, JSON, midway=False, served=False),
    Fault("stall", "timeout", "wait", end="mute", midway=False),
    Fault("stall", "silent", "wait", end="held"),
    Fault("no usage", "", tail=WELL, counted=False),
    Fault("no usage", "", tail=WELL + v.DONE, counted=False),
    Fault("no finish", "", midway=True),  # the count closes the answer
    Fault("no finish", "interrupted", "wait", None, (2, 2), v.DONE, counted=False),
    Fault("no finish", "interrupted", "wait", None, (2, 2), counted=False),
    Fault("truncated JSON", "garbled", "admin", tail=HALF + b"\n\n"),
    Fault("truncated JSON", "garbled", "admin", tail=HALF + b"\n\n" + v.DONE),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """One run: its fault, after how many deltas and for how many requests."""

    run: int
    fault: Fault
    times: int
    at: int
    speaks: bool

    @classmethod
    def of(cls, run: int) -> Case:
        """What chance has for this run."""
        dice = random.Random(f"{SEED} {run}")
        fault = dice.choice(FAULTS)
        midway = dice.random() < 0.5 if fault.midway is None else fault.midway
        passing = [n for n in (1, 2) if n < fault.tries[0]]
        times = ALWAYS if midway else dice.choice([*passing, ALWAYS])
        deltas = dice.randint(1, 9) if midway or not fault.code else 0
        return cls(run, fault, times, deltas, dice.random() < 0.4)

    @property
    def said(self) -> str:
        """The run in a few words."""
        fault = f"{self.fault.kind}, {self.fault.code or 'well'}"
        return f"run {self.run} ({fault}, after {self.at}, times {self.times})"

    @property
    def begun(self) -> bool:
        """Whether some of the answer comes before the fault."""
        return self.at > 0

    @property
    def done(self) -> bool:
        """Whether the run ends well."""
        return not self.fault.code or self.times < ALWAYS

    @property
    def billed(self) -> bool | None:
        """What is known of the bill where it does not end well."""
        return True if self.begun else self.fault.billed

    @property
    def tries(self) -> tuple[int, int]:
        """The least and the most requests."""
        if self.times < ALWAYS:
            return self.times + 1, self.times + 1
        return (1, 1) if self.begun else self.fault.tries


@dataclass(frozen=True, slots=True)
class Served:
    """What one request got: its words and sound, and the tokens that are billed.

    told says whether the endpoint let the caller know of them.
    """

    text: str = ""
    pcm: bytes = b""
    tokens: Mapping[str, int] = field(default_factory=dict)
    told: bool = False

    @property
    def money(self) -> Decimal:
        """What this costs by the list."""
        parts = (count * Decimal(RATES[name]) for name, count in self.tokens.items())
        return sum(parts, Decimal(0)) / 1_000_000


class Faulty(real.Upstream):
    """Answers runs by their number; served has each run's requests in order."""

    served: dict[int, list[Served]]

    async def serve(self, reader: Any, writer: Any) -> None:
        try:
            request = await real._request(reader)
            case = Case.of(_run(request.body))
            before = self.served[case.run]
            fault = case.fault if len(before) < case.times else FAULTS[0]
            count = case.at if fault is case.fault else 5
            pieces, served = _answered(case, len(before) + 1, fault, count)
            # Written down first: the caller may look as soon as the last byte left.
            before.append(served)
            if fault.end == "gone":
                return
            if fault.end != "mute":
                held, cut = fault.end == "held", fault.end == "cut"
                kind, status = fault.content_type, fault.status
                script = real.Script(pieces, status, kind, hold=held, cut=cut)
                await self._reply(writer, script)
            if fault.end in ("held", "mute"):
                await reader.read()
        finally:
            writer.close()


def _run(body: dict[str, Any]) -> int:
    words = str(body["messages"][-1]["content"])
    found = re.search(r"run (\d+)\b", words)
    assert found, words
    return int(found[1])


def _answered(
    case: Case, attempt: int, fault: Fault, count: int
) -> tuple[list[bytes], Served]:
    """The pieces of one reply, and what they say; every delta has its own number."""
    words = [f"{case.run}.{attempt}.{number} " for number in range(1, count + 1)]
    sounds = [struct.pack("<h", number) * 240 for number in range(1, count + 1)]
    sounds = sounds if case.speaks else []
    pieces: list[bytes] = []
    for number, word in enumerate(words):
        pieces.append(v.delta({"content": word}))
        if sounds:
            pieces.append(v.delta({"audio": {"data": v.b64(sounds[number])}}))
    tokens = {"text_in": 200 + case.run, "image_in": 66 + attempt}
    tokens |= {"text_out": 3 * count, "audio_out": 2 * len(sounds)}
    if not (fault.served or count):
        tokens = {}
    told = not fault.code and fault.counted
    usage = [v.usage(_report(tokens))] if told else []
    done = [v.DONE] if told and case.run % 3 else []
    served = Served("".join(words), b"".join(sounds), tokens, told)
    return [*pieces, fault.tail, *usage, *done], served


def _report(tokens: dict[str, int]) -> dict[str, Any]:
    into = {"text_tokens": tokens["text_in"], "image_tokens": tokens["image_in"]}
    out = {"text_tokens": tokens["text_out"], "audio_tokens": tokens["audio_out"]}
    prompt, completion = sum(into.values()), sum(out.values())
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
        "prompt_tokens_details": into,
        "completion_tokens_details": out,
    }


@contextmanager
def faulty() -> Iterator[Faulty]:
    """Such an endpoint on a loop of its own, in another thread."""
    loop = asyncio.new_event_loop()
    endpoint = Faulty("")
    endpoint.served = defaultdict(list)
    opening = asyncio.start_server(endpoint.serve, "127.0.0.1", 0, backlog=200)
    server = loop.run_until_complete(opening)
    port = server.sockets[0].getsockname()[1]
    endpoint.base_url = f"http://127.0.0.1:{port}/v1"
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield endpoint
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()
