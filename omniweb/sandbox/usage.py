"""Counts tokens by the published formulas from what was received (protocol 6)."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

from omniweb.providers import tokens
from omniweb.sandbox.faults import Directives
from omniweb.sandbox.media import Seen
from omniweb.sandbox.request import Call

BIAS = 1.2  # what a noisy report is off by in the middle
OVERHEAD = 12  # the template around a conversation; 8 to 40 were seen (protocol 1.3)


def received(call: Call, seen: tuple[Seen, ...]) -> dict[str, int]:
    """Input tokens by modality; a modality that is absent has no key."""
    counts: Counter[str] = Counter()
    counts["text_tokens"] = OVERHEAD + sum(tokens.text(text) for text in call.texts)
    for part in seen:
        counts.update(_part(call, part))
    return dict(counts)


def _part(call: Call, part: Seen) -> dict[str, int]:
    family, found = call.rules.family, part.measured
    size = found.width, found.height
    if part.what == "image":
        detail = call.high_resolution
        return {"image_tokens": tokens.image(family, *size, high_resolution=detail)}
    if part.what == "audio":
        return {"audio_tokens": tokens.audio_in(family, found.duration_s)}
    if part.what == "frames":
        # A list of frames counts as that many.
        film = tokens.listed(family, *size, part.count)
        return {"video_tokens": film.tokens}
    rate = tokens.FPS if call.rules.hears else part.fps
    film = tokens.video(family, *size, found.duration_s, found.fps or 30.0, rate)
    counts = {"video_tokens": film.tokens}
    if found.has_audio and call.rules.hears:
        counts["audio_tokens"] = tokens.audio_in(family, found.duration_s)
    return counts


def sent(call: Call, text: str, reasoning: str, seconds: float) -> dict[str, int]:
    """Output tokens by modality for what was streamed, speech in seconds."""
    counts = {"text_tokens": tokens.text(text)}
    if seconds:
        counts["audio_tokens"] = tokens.audio_out(call.rules.family, seconds)
    if reasoning:
        counts["reasoning_tokens"] = tokens.text(reasoning)
    return counts


def usage(
    received: dict[str, int], sent: dict[str, int], asked: Directives
) -> dict[str, Any]:
    """The usage object; reasoning stands beside text as in the service's samples."""
    received, sent = _noisy(received, asked), _noisy(sent, asked)
    prompt, completion = sum(received.values()), sum(sent.values())
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
        "completion_tokens_details": sent,
        "prompt_tokens_details": received,
    }


def _noisy(counts: dict[str, int], asked: Directives) -> dict[str, int]:
    """The counts off by the factor of this question; as they are without noise."""
    if not asked.noise:
        return counts
    dice = random.Random(asked.question)  # noqa: S311 - not for secrets
    factor = BIAS + dice.uniform(-asked.noise, asked.noise) / 100
    return {name: round(count * factor) for name, count in counts.items()}
