"""Checks the messages of a body and the files that they carry, part by part."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from . import strict_tokens
from .strict_rules import Rule

PART_KIND = {
    "text": "text",
    "image_url": "image",
    "input_audio": "audio",
    "audio_url": "audio",
    "video_url": "video",
    "video": "video",
}
DIALECT_PARTS = {
    "dashscope": {"text", "image_url", "input_audio", "video_url", "video"},
    "fireworks": {"text", "audio_url", "video_url"},
    "aimlapi": {"text", "image_url", "input_audio", "video_url"},
    "vllm": {"text", "image_url", "audio_url", "video_url"},
}
# The guide: "AMR, WAV, 3GP, 3GPP, AAC, MP3".
FORMATS = {"amr": "amr", "wav": "wav", "x-wav": "wav", "3gp": "3gp", "3gpp": "3gpp"}
FORMATS |= {"aac": "aac", "mp3": "mp3", "mpeg": "mp3"}
VIDEOS = {"mp4", "x-msvideo", "x-matroska", "quicktime", "x-flv", "x-ms-wmv"}
IMAGES = {"bmp", "jpeg", "png", "tiff", "webp", "heic"}


@dataclass(frozen=True, kw_only=True)
class File:
    """What stands at one address, or at several for a list of frames.

    uris stand for the addresses in the body; chars are how long they truly are.
    """

    kind: str
    mime: str
    bytes: int
    width: int = 0
    height: int = 0
    seconds: float = 0
    fps: float = 0
    frames: int = 0
    sound: bool = False
    uris: tuple[str, ...]
    chars: tuple[int, ...]
    listed: bool = False


@dataclass
class Check:
    """One check of one body, and what it found wrong so far."""

    rule: Rule
    body: dict[str, Any]
    files: tuple[File, ...]
    wrong: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)

    def demand(self, holds: object, otherwise: str) -> None:
        if not holds:
            self.wrong.append(otherwise)

    @property
    def thinks(self) -> bool:
        effort = self.body.get("reasoning_effort", "none")
        return bool(self.body.get("enable_thinking")) or effort != "none"

    @property
    def speaks(self) -> bool:
        return "audio" in self.body.get("modalities", ())

    def file_at(self, uri: object) -> File | None:
        return next((file for file in self.files if uri in file.uris), None)


def check_messages(check: Check) -> None:
    messages = check.body.get("messages")
    if not isinstance(messages, list) or not messages:
        return check.wrong.append("[] is too short")
    check.demand(
        messages[-1].get("role") == "user", "the last message is not the user's"
    )
    for number, message in enumerate(messages):
        _message(check, message, number)
    if not check.rule.words:
        one = len(messages) == 1 and isinstance(messages[0].get("content"), list)
        types = [p.get("type") for p in messages[0]["content"]] if one else []
        check.demand(
            types == ["input_audio"], "the captioner takes one sound, no words"
        )
    sent = [uri for file in check.files for uri in file.uris]
    check.demand(check.seen == sent, "files are left out, twice or out of order")
    return None


def _message(check: Check, message: dict[str, Any], number: int) -> None:
    role, content = message.get("role"), message.get("content")
    check.demand(set(message) == {"role", "content"}, f"message keys {set(message)}")
    check.demand(role in ("system", "user", "assistant"), f"role {role}")
    check.demand(content, "an empty message")
    if role == "system":
        allowed = check.rule.system
        check.demand(number == 0, "the system message is not the first")
        check.demand(allowed != "never", "a system message that has no effect")
        check.demand(
            allowed == "ok" or not check.speaks, "a system message that is ignored"
        )
    if isinstance(content, str):
        check.demand(content.strip(), "an empty text")
        return
    parts = list(content or ())
    kinds = {PART_KIND.get(part.get("type"), "?") for part in parts} - {"text"}
    check.demand(role == "user" or not kinds, f"{role} message with {kinds}")
    check.demand(check.rule.mix or len(kinds) <= 1, f"one message mixes {kinds}")
    for part in parts:
        _part(check, part)


def _part(check: Check, part: dict[str, Any]) -> None:
    name = part.get("type", "")
    allowed = DIALECT_PARTS[check.rule.dialect]
    if name not in allowed or name not in part:
        return check.wrong.append(f"{check.rule.dialect} knows no part {name!r}")
    knobs = set(part) - {"type", name}
    if name == "text":
        check.demand(part["text"].strip() and not knobs, "an empty text")
        return None
    kind = PART_KIND[name]
    check.demand(kind in check.rule.kinds, f"the model takes no {kind}")
    allowed_knobs = set(check.rule.part_keys) if kind != "audio" else set()
    check.demand(knobs <= allowed_knobs, f"{knobs} beside a {name} has no effect")
    fps = part.get("fps", 2)
    check.demand(kind == "video" or "fps" not in part, "fps of what does not move")
    check.demand(0.1 <= fps <= 10, f"fps {fps} is not within 0.1 and 10")
    if kind in check.rule.kinds:
        for uri in _addresses(check, name, part[name]):
            _address(check, kind, uri, listed=name == "video")
    return None


def _addresses(check: Check, name: str, inner: Any) -> Iterator[str]:
    if name == "video":
        check.demand(check.rule.listed, "a list of frames is DashScope's alone")
        least, most = check.rule.frames
        count = len(inner)
        check.demand(least <= count <= most, f"{count} frames, not {least} to {most}")
        yield from inner
        return
    if name != "input_audio":
        check.demand(set(inner) == {"url"}, f"{name} with {set(inner)}")
        yield inner.get("url", "")
        return
    _format(check, inner)
    yield inner.get("data", "")


def _format(check: Check, inner: dict[str, Any]) -> None:
    """DashScope wants the format named; AI/ML API knows no such field."""
    if check.rule.dialect == "aimlapi":
        return check.demand(set(inner) == {"data"}, f"input_audio with {set(inner)}")
    check.demand(set(inner) == {"data", "format"}, f"input_audio with {set(inner)}")
    file = check.file_at(inner.get("data"))
    told = FORMATS.get(file.mime.partition("/")[2]) if file else None
    check.demand(told, f"the format of {file.mime if file else '?'} is not official")
    return check.demand(inner.get("format") == told, f"format {inner.get('format')}")


def _address(check: Check, kind: str, uri: str, *, listed: bool) -> None:
    """The form of one address, and that of the file's encoding behind it."""
    check.seen.append(uri)
    file = check.file_at(uri)
    if file is None:
        return check.wrong.append(f"an address of no file: {uri[:60]!r}")
    frames = file.listed and (listed or kind == "image")
    check.demand(
        frames or (file.kind == kind and not file.listed), f"a {file.kind} as {kind}"
    )
    way = "url" if uri.startswith("https://") else "inline"
    check.demand(way in check.rule.ways, f"the endpoint takes nothing by {way}")
    if way == "inline":
        _data_uri(check, "image" if frames else kind, file, uri)
    media, _, subtype = file.mime.partition("/")
    if frames or kind == "image":
        check.demand(media == "image" and subtype in IMAGES, f"{file.mime} as image")
    if kind == "video" and not listed:
        check.demand(media == "video" and subtype in VIDEOS, f"{file.mime} as video")
    if check.rule.dialect == "fireworks":
        check.demand(
            file.mime in ("video/mp4", "audio/ogg"), f"{file.mime}: mp4 and ogg"
        )
    return None


def _data_uri(check: Check, kind: str, file: File, uri: str) -> None:
    """The MIME type is named for images and off DashScope, empty for Omni's others."""
    found = re.fullmatch(r"data:([a-z0-9/+.-]*);base64,.+", uri)
    if not found:
        return check.wrong.append(f"neither a URL nor a data URI: {uri[:60]!r}")
    named = kind == "image" or check.rule.named_clips
    wanted = file.mime if named else ""
    return check.demand(found[1] == wanted, f"data URI of {kind} says {found[1]!r}")


def expected_tokens(check: Check) -> int:
    """What the request takes in, by the formulas of protocol 6."""
    words = sum(
        strict_tokens.text(part if isinstance(part, str) else part.get("text", ""))
        for message in check.body["messages"]
        for part in (
            [message["content"]]
            if isinstance(message["content"], str)
            else message["content"]
        )
    )
    return words + sum(_tokens(check, file) for file in check.files)


def _tokens(check: Check, file: File) -> int:
    formula, size = check.rule.formula, (file.width, file.height)
    if file.kind == "audio":
        return strict_tokens.audio(formula, file.seconds)
    if file.kind == "image":
        return strict_tokens.image(formula, *size)
    if file.listed and check.rule.listed:
        return strict_tokens.frames(formula, *size, len(file.uris))
    if file.listed:
        return len(file.uris) * strict_tokens.image(formula, *size)
    rate = 2.0
    if check.rule.named_clips and check.rule.dialect == "dashscope":
        rate = _told_rate(check, file.uris[0])
    total = file.frames or max(1, round(file.seconds * file.fps))
    n = strict_tokens.sampled(formula, file.seconds, total, rate)
    heard = file.sound and formula.a_second
    sound = strict_tokens.audio(formula, file.seconds) if heard else 0
    return strict_tokens.frames(formula, *size, n) + sound


def _told_rate(check: Check, uri: str) -> float:
    """Only the vision models look as often as the request says."""
    for message in check.body["messages"]:
        for part in message["content"] if isinstance(message["content"], list) else ():
            if part.get("video_url", {}).get("url") == uri:
                return float(part.get("fps", 2))
    return 2.0
