"""Reads the socket's binary frames, as a client must; the other side of the wire."""

from __future__ import annotations

import struct
import uuid

HEAD = struct.Struct(">16sII")


def parse_audio(frame: bytes) -> tuple[uuid.UUID, int, int, bytes]:
    """Job, seq, first sample's offset and PCM of an audio frame."""
    job, seq, offset = HEAD.unpack_from(frame)
    return uuid.UUID(bytes=job), seq, offset, frame[HEAD.size :]
