"""The documents' sample bodies as data, and where ours differ on purpose.

A sample is the JSON that a document prints, the wish and file that it stands for, and
each difference with its reason in words. What an SDK passes as extra_body stands at the
top level here, as it does on the wire.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from omniweb.facts import MediaFacts
from omniweb.providers.plan import Wish
from omniweb.providers.recipes import Original

RAW = b"the bytes of a file"
B64 = "dGhlIGJ5dGVzIG9mIGEgZmlsZQ=="
ABSENT: Any = object()


@dataclass(frozen=True)
class Difference:
    """One place of the body, what we send there instead, and why."""

    where: tuple[str | int, ...]
    ours: Any
    why: str


@dataclass(frozen=True)
class Sample:
    """One printed body, and what of ours is compared with it.

    addresses are the sample's URLs, or the bytes that it encodes, for each file.
    """

    name: str
    source: str
    model: str
    original: Original | None
    wish: Wish
    addresses: tuple[tuple[str | bytes, ...], ...]
    body: dict[str, Any]
    differences: tuple[Difference, ...] = ()


def user(*parts: Any) -> dict[str, Any]:
    """A user message: a plain string, or a list of parts."""
    content = parts[0] if isinstance(parts[0], str) else list(parts)
    return {"role": "user", "content": content}


def words(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}


def image(url: str) -> dict[str, Any]:
    return {"type": "image_url", "image_url": {"url": url}}


def video(url: str, **beside: Any) -> dict[str, Any]:
    return {"type": "video_url", "video_url": {"url": url}, **beside}


def a_clip(seconds: float = 30, **told: Any) -> Original:
    usual = {"mime": "video/mp4", "width": 1280, "height": 720, "fps": 30.0}
    usual |= {"bytes": 4_000_000, "has_audio": True} | told
    return Original(MediaFacts(kind="video", duration_s=seconds, **usual), {})


def a_sound(seconds: float) -> Original:
    """Under half a minute it travels as WAV, else as MP3."""
    facts = MediaFacts(
        kind="audio",
        mime="audio/flac",
        bytes=400_000,
        duration_s=seconds,
        has_audio=True,
    )
    return Original(facts, {})


def a_picture(mime: str = "image/jpeg") -> Original:
    facts = MediaFacts(kind="image", mime=mime, bytes=200_000, width=1280, height=720)
    return Original(facts, {"model-image": facts})


STREAMS = (
    Difference(
        ("stream",), True, "Answers are shown as they come, so every call streams."
    ),
    Difference(
        ("stream_options",),
        {"include_usage": True},
        "Without it a stream tells no usage, and nothing could be billed.",
    ),
)
SAID_OFF = Difference(
    ("enable_thinking",),
    False,
    "Off is the default, but a default may move, and some of the family think unasked.",
)
