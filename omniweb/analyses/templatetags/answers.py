"""The words that pages use for answers and models; it changes nothing."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django import template

from omniweb import endpoints
from omniweb.analyses.options import place as written
from omniweb.providers.catalog import UnknownModel
from omniweb.providers.clock import clock
from omniweb.providers.presets import PRESETS

register = template.Library()
TOKENS = {
    "video_in": "video",
    "image_in": "image",
    "audio_in": "sound",
    "text_in": "text in",
    "cached_in": "of it cached",
    "text_out": "text out",
    "audio_out": "speech out",
    "reasoning_out": "thinking",
}
WHO = {
    "you": "You can fix this.",
    "admin": "An administrator can fix this.",
    "wait": "Waiting helps. Try again in a moment.",
}
NOBODY = "Try again; tell an administrator if it stays."
BILLED = {True: "Probably billed", False: "Nothing", None: "Not known"}
SANDBOX = "sandbox/"
MINUTE = 60


@register.filter
def tokens(usage: dict[str, int] | None) -> list[str]:
    """Token counts by modality, in words, without those that are zero."""
    counts = usage or {}
    return [f"{counts[k]:,} {word}" for k, word in TOKENS.items() if counts.get(k)]


@register.filter
def answered(parts: list[dict[str, Any]]) -> int:
    """How many parts have come to an answer."""
    return sum(part["state"] == "done" for part in parts)


@register.filter
def who(error: dict[str, Any]) -> str:
    """Who can fix a failure."""
    return WHO.get(error.get("who") or "", NOBODY)


@register.filter
def billed(error: dict[str, Any]) -> str:
    """What a failure cost, as far as it is known."""
    return BILLED[error.get("billed")]


@register.filter
def is_sandbox(model: str) -> bool:
    """Whether a model of that name is no AI."""
    return model.startswith(SANDBOX)


@register.filter
def model_label(model: str) -> str:
    """A model as people choose it, or its name where the catalogue knows it no more.

    The sandbox goes by its name: a chip beside it says that it is no AI.
    """
    with suppress(UnknownModel):
        if not is_sandbox(model):
            return endpoints.profile(model).model.label
    return model.partition("/")[2] or model


@register.filter
def thought(seconds: float | None) -> str:
    """For how long a model thought, as static/js/lib/thinking.js words it."""
    if not seconds or seconds < 1:
        return "Thought first"
    return f"Thought for {clock(seconds) if seconds >= MINUTE else f'{seconds:.0f} s'}"


@register.filter
def preset_label(name: str) -> str:
    """A preset as people choose it."""
    return PRESETS[name].label if name in PRESETS else name


@register.filter
def place(seconds: float) -> str:
    """A place in a clip, as 1:23 or 1:23.5."""
    return written(seconds)
