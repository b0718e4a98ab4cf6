"""Base64 fragments of speech into whole 16-bit samples; it never plays or stores."""

from __future__ import annotations

import base64
import binascii
import re
import struct

from omniweb.providers.errors import Garbled

RATE = 24_000
_GROUP = re.compile(r"[^=]+={0,2}")
_HEADER = 12


class Speech:
    """Turns fragments into PCM s16le mono 24 kHz (protocol 1.2).

    Each fragment is decoded by itself, since decoding the joined text stops at the
    first padding. Characters and bytes that do not fill a unit wait for the next.
    """

    def __init__(self) -> None:
        self._chars = ""
        self._held = b""
        self._odd = b""

    def feed(self, fragment: str) -> bytes:
        """The whole samples that are complete by now; Garbled if it is not base64."""
        return self._samples(self._decoded(fragment))

    def close(self) -> bytes:
        """What was waiting for more and is whole without it."""
        chars, self._chars = self._chars, ""
        last = _decode(chars + "=" * (-len(chars) % 4)) if len(chars) > 1 else b""
        held = self._held + last
        # A header that never ended is no sound.
        return b"" if _is_wav(held) else self._aligned(held)

    def _decoded(self, fragment: str) -> bytes:
        text = self._chars + "".join(fragment.split())
        self._chars = ""
        parts = []
        groups = _GROUP.findall(text)
        if sum(map(len, groups)) < len(text):
            raise _undecodable()
        for at, group in enumerate(groups, 1):
            whole = len(group) // 4 * 4
            if whole < len(group):
                self._chars = group[whole:]
                if at < len(groups):
                    raise _undecodable()
            parts.append(_decode(group[:whole]))
        return b"".join(parts)

    def _samples(self, data: bytes) -> bytes:
        data = self._held + data
        self._held = b""
        if not b"RIFF".startswith(data[:4]) and not data.startswith(b"RIFF"):
            return self._aligned(data)
        found = _wav_samples(data)
        if found is None:
            self._held = data
            return b""
        # A header begins anew: an odd byte before it belongs to no sample.
        self._odd = b"" if found is not data else self._odd
        return self._aligned(found)

    def _aligned(self, data: bytes) -> bytes:
        data = self._odd + data
        even = len(data) // 2 * 2
        self._odd = data[even:]
        return data[:even]


def check_rate(told: object) -> None:
    """Garbled for samples of another rate, where the server tells it beside them."""
    if isinstance(told, int) and told and told != RATE:
        raise _unplayable(f"{told} Hz")


def _decode(group: str) -> bytes:
    try:
        return base64.b64decode(group, validate=True)
    except (binascii.Error, ValueError):
        raise _undecodable() from None


def _undecodable() -> Garbled:
    return Garbled(
        "The endpoint sent speech that cannot be decoded. Try again.",
        code="bad_audio",
        billed=True,
    )


def _is_wav(data: bytes) -> bool:
    return data.startswith(b"RIFF") and data[8:_HEADER] == b"WAVE"


def _wav_samples(data: bytes) -> bytes | None:
    """The samples of a WAV file that begins data; data itself when it is none.

    None while the header is incomplete. Streamed headers give no true length.
    """
    if len(data) < _HEADER:
        return None
    if not _is_wav(data):
        return data
    at = _HEADER
    while at + 8 <= len(data):
        name, length = data[at : at + 4], struct.unpack_from("<I", data, at + 4)[0]
        at += 8
        if name == b"data":
            unknown = length in (0, 0xFFFFFFFF)
            return data[at:] if unknown else data[at : at + length]
        if name == b"fmt " and at + 16 <= len(data):
            _check_format(data, at)
        at += length + length % 2
    return None


def _check_format(data: bytes, at: int) -> None:
    _, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", data, at)
    if (channels, rate, bits) != (1, RATE, 16):
        raise _unplayable(f"{rate} Hz, {channels} channels, {bits} bits")


def _unplayable(told: str) -> Garbled:
    return Garbled(
        f"The endpoint sent speech at {told}, where {RATE} Hz, one channel, 16 bits "
        "are needed. Set the server so.",
        code="bad_audio",
        billed=True,
    )
