"""Folds a job's log into what a page shows; pure, and never reads a clock or a row.

static/js/lib/transcript.js is the same fold; both are held to tests/golden.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

FRAME = ("job", "seq", "kind")
Event = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Transcript:
    """What a log says up to seq. samples counts PCM samples at 24 kHz."""

    seq: int = 0
    status: str = "queued"
    detail: str = ""
    attempt: int = 0
    progress: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    text: str = ""
    reasoning: str = ""
    samples: int = 0
    usage: dict[str, Any] | None = None
    error: dict[str, Any] | None = None
    url: str | None = None
    restarts: int = 0


def fold(events: Iterable[Event], start: Transcript | None = None) -> Transcript:
    """The transcript after these events; one that was folded before changes nothing."""
    state = start or Transcript()
    for event in events:
        if event["seq"] > state.seq:
            state = replace(_step(state, event), seq=event["seq"])
    return state


def _step(state: Transcript, event: Event) -> Transcript:
    match event["kind"]:
        case "state":
            return replace(
                state,
                status=event["state"],
                detail=event.get("detail", ""),
                attempt=event.get("attempt", state.attempt),
            )
        case "progress":
            told = {name: event.get(name) for name in ("done", "total", "unit")}
            return replace(state, progress={**state.progress, event["stage"]: told})
        case "text":
            return replace(state, text=state.text + event["text"])
        case "reasoning":
            return replace(state, reasoning=state.reasoning + event["text"])
        case "audio":
            heard = event["offset"] + event["samples"]
            return replace(state, samples=max(state.samples, heard))
        case "usage":
            said = {name: event[name] for name in event if name not in FRAME}
            return replace(state, usage=said)
        case _:
            return _turn(state, event)


def _turn(state: Transcript, event: Event) -> Transcript:
    """A new attempt or the end; a kind of a later version changes nothing."""
    match event["kind"]:
        case "restart":
            return Transcript(
                status="running",
                attempt=event.get("attempt", state.attempt),
                restarts=state.restarts + 1,
            )
        case "done":
            return replace(state, status="done", detail="", url=event.get("url"))
        case "failed":
            names = ("code", "message", "who", "billed")
            error = {name: event.get(name) for name in names}
            return replace(state, status="failed", detail="", error=error)
        case "cancelled":
            return replace(state, status="cancelled", detail="")
        case _:
            return state
