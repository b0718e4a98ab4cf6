"""Reads the messages and their parts (protocol 3.1 and 3.2); it opens no media."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from omniweb.sandbox.families import Rules
from omniweb.sandbox.refusals import BAD_URL, TOO_BIG, Refused, invalid

MAX_ITEM = 10_485_760
What = Literal["image", "audio", "video", "frames"]


@dataclass(frozen=True, slots=True)
class Item:
    """One media part: a data URI or an http URL, several for a list of frames.

    fps is what the request says of it; only the vision models heed it (protocol 3.2).
    """

    what: What
    urls: tuple[str, ...]
    fps: float = 2.0


@dataclass(frozen=True, slots=True)
class Said:
    """What the messages hold."""

    items: tuple[Item, ...]
    texts: tuple[str, ...]
    questions: tuple[str, ...]


def read(messages: Any, rules: Rules) -> Said:
    """All messages, in order; raises Refused."""
    if not isinstance(messages, list) or not messages:
        raise invalid("[] is too short - 'messages'")
    if not all(isinstance(m, dict) for m in messages):
        raise invalid("each message should be an object - 'messages'")
    if messages[-1].get("role") != "user":
        raise Refused(500, "InternalError.Algo", "list index out of range")
    items: list[Item] = []
    texts: list[str] = []
    questions: list[str] = []
    for message in messages:
        media, words = _message(message, rules)
        items += media
        texts.append(words)
        if message["role"] == "user":
            questions.append(words)
    if rules.captioner:
        _captioner(messages, items, texts)
    return Said(tuple(items), tuple(texts), tuple(questions))


def _message(message: dict[str, Any], rules: Rules) -> tuple[list[Item], str]:
    role, content = message.get("role"), message.get("content")
    if role not in ("system", "user", "assistant"):
        raise invalid(f"'{role}' is not one of ['system', 'assistant', 'user']")
    if isinstance(content, str):
        return [], content
    if not isinstance(content, list) or not content:
        raise invalid("Input should be a valid string or list: messages.content")
    texts: list[str] = []
    media: list[Item] = []
    for part in content:
        if isinstance(part, dict) and part.get("type") == "text":
            texts.append(str(part.get("text", "")))
        else:
            media.append(_item(part))
    if media and role != "user":
        raise invalid(f"The {role} message should hold text only.")
    _together(media, rules)
    return media, "\n".join(texts)


def _together(media: list[Item], rules: Rules) -> None:
    """One modality a message, one sound or film, unless the family mixes."""
    kinds = {item.what for item in media}
    if len(kinds) > 1 and not rules.mixes:
        raise invalid(
            "Only one modality besides text is supported in one user message: "
            f"{', '.join(sorted(kinds))}."
        )
    if "audio" in kinds and not rules.hears:
        raise invalid(f"The model {rules.name} does not support audio input.")
    for kind in kinds - {"image"}:
        count = sum(item.what == kind for item in media)
        if count > rules.files:
            raise invalid(f"At most {rules.files} {kind} input is supported.")


def _item(part: Any) -> Item:
    kind = part.get("type") if isinstance(part, dict) else None
    if kind == "image_url":
        return Item("image", (_url(part, "image_url", "url"),))
    if kind == "video_url":
        return Item("video", (_url(part, "video_url", "url"),), _fps(part))
    if kind == "input_audio":
        return Item("audio", (_url(part, "input_audio", "data"),))
    frames = part.get("video") if kind == "video" else None
    if isinstance(frames, list) and frames:
        return Item("frames", tuple(_checked(frame, image=True) for frame in frames))
    raise invalid(f"Input should be a valid content part: {kind}")


def _fps(part: dict[str, Any]) -> float:
    fps = part.get("fps", 2.0)
    if (
        isinstance(fps, bool)
        or not isinstance(fps, int | float)
        or not 0.1 <= fps <= 10
    ):
        raise invalid("Range of fps should be [0.1, 10]")
    return fps


def _url(part: dict[str, Any], name: str, key: str) -> str:
    holder = part.get(name)
    value = holder.get(key) if isinstance(holder, dict) else holder
    return _checked(value, image=name == "image_url")


def _checked(value: Any, *, image: bool) -> str:
    """A data URI or http URL as it may stand here, bare base64 refused (E9)."""
    if not isinstance(value, str):
        raise invalid(BAD_URL)
    if value.startswith("data:"):
        if len(value) > MAX_ITEM:
            raise invalid(TOO_BIG)
        head = value[:200].partition(",")[0]
        if not head.endswith(";base64") or (image and "image/" not in head):
            raise invalid(BAD_URL)
        return value
    url = urlsplit(value) if len(value) < 8192 else None
    if url is None or url.scheme not in ("http", "https") or not url.hostname:
        raise invalid(BAD_URL)
    return value


def _captioner(
    messages: list[dict[str, Any]], items: list[Item], texts: list[str]
) -> None:
    if len(messages) > 1 or any(texts) or [i.what for i in items] != ["audio"]:
        raise invalid("The captioner takes exactly one audio input and no text.")
