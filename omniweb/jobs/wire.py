"""Turns events into the frames and lines that readers get; it sends nothing."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from omniweb.jobs.models import Event

# 16 bytes job, u32 seq, u32 first sample's offset, both big-endian (README).
AUDIO_HEAD = struct.Struct(">16sII")


def as_json(event: Event) -> dict[str, Any]:
    """An event as the API and a text frame tell it; sound goes by its extent."""
    return {
        "job": str(event.job_id),
        "seq": event.seq,
        "kind": event.kind,
        **event.data,
    }


@dataclass(frozen=True, slots=True)
class Frame:
    """What the socket sends of one event written then: text, or bytes for sound."""

    seq: int
    kind: str
    payload: str | bytes
    at: datetime


def frame(event: Event) -> Frame:
    """An event as a frame. Sound goes as bytes: job, seq, first sample's offset,
    PCM s16le mono 24 kHz; once it was dropped, its extent goes as text."""
    if event.kind == "audio" and event.blob is not None:
        head = AUDIO_HEAD.pack(event.job_id.bytes, event.seq, event.data["offset"])
        return Frame(event.seq, event.kind, head + bytes(event.blob), event.at)
    return Frame(event.seq, event.kind, json.dumps(as_json(event)), event.at)
