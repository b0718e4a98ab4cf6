"""Reads what an endpoint says it counted; it never estimates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from omniweb.providers.plan import Tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Tokens as the endpoint reports them (protocol 1.3); raw is the report itself.

    text_out is what can be read: completion less reasoning less speech, whichever way
    the endpoint counts its text.
    """

    prompt: int
    completion: int
    total: int
    text_in: int
    image_in: int
    video_in: int
    audio_in: int
    cached_in: int
    text_out: int
    audio_out: int
    reasoning_out: int
    raw: Mapping[str, Any] = field(hash=False)

    @property
    def tokens(self) -> Tokens:
        """The same counts as prices read them."""
        return Tokens(
            text_in=self.text_in,
            image_in=self.image_in,
            video_in=self.video_in,
            audio_in=self.audio_in,
            text_out=self.text_out,
            audio_out=self.audio_out,
            reasoning_out=self.reasoning_out,
            cached_in=self.cached_in,
        )


def read_usage(report: Mapping[str, Any]) -> Usage:
    """The usage object of a reply; missing and null counts are zero."""
    into = _details(report, "prompt_tokens_details")
    out = _details(report, "completion_tokens_details")
    prompt = _count(report, "prompt_tokens")
    completion = _count(report, "completion_tokens")
    image, video, audio = (_count(into, f"{k}_tokens") for k in _MEDIA)
    speech, thought = _count(out, "audio_tokens"), _count(out, "reasoning_tokens")
    return Usage(
        prompt=prompt,
        completion=completion,
        total=_count(report, "total_tokens") or prompt + completion,
        text_in=_count(into, "text_tokens") or max(0, prompt - image - video - audio),
        image_in=image,
        video_in=video,
        audio_in=audio,
        cached_in=_count(into, "cached_tokens"),
        text_out=max(0, completion - thought - speech),
        audio_out=speech,
        reasoning_out=thought,
        raw=dict(report),
    )


_MEDIA = ("image", "video", "audio")


def _details(report: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = report.get(name)
    return found if isinstance(found, dict) else {}


def _count(report: Mapping[str, Any], name: str) -> int:
    value = report.get(name)
    return int(value) if isinstance(value, int | float) and value > 0 else 0
