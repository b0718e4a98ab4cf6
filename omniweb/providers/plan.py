"""What is wanted, what could be sent and what will be sent, as values only."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from omniweb.providers.capabilities import Delivery
from omniweb.providers.catalog import Profile
from omniweb.providers.recipes import Sendable

LANGUAGES = {
    "zh": "Chinese",
    "en": "English",
    "fr": "French",
    "de": "German",
    "ru": "Russian",
    "it": "Italian",
    "es": "Spanish",
    "pt": "Portuguese",
    "ja": "Japanese",
    "ko": "Korean",
}

EFFORTS = ("low", "medium", "high")
Effort = Literal["auto", "low", "medium", "high"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of a conversation, text only (protocol 3.2)."""

    role: Literal["user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asks for.

    sampling is a preset of presets.py. effort is how much it may think, where it
    thinks; auto leaves it to the service. language is a code such as de, or any name
    of a language. span is the part of a clip or a sound that is asked about, start
    and end in seconds; an infinite end is the file's own.
    """

    prompt: str
    narrate: bool = False
    voice: str | None = None
    language: str | None = None
    thinking: bool = False
    effort: Effort = "auto"
    sampling: str = "auto"
    span: tuple[float, float] | None = None
    system: str | None = None
    history: tuple[Turn, ...] = ()
    json_schema: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Tokens:
    """Token counts by modality; cached_in is the part of the input that was cached."""

    text_in: int = 0
    image_in: int = 0
    video_in: int = 0
    audio_in: int = 0
    text_out: int = 0
    audio_out: int = 0
    reasoning_out: int = 0
    cached_in: int = 0

    @property
    def total_in(self) -> int:
        """All input tokens."""
        return self.text_in + self.image_in + self.video_in + self.audio_in

    @property
    def total_out(self) -> int:
        """All output tokens."""
        return self.text_out + self.audio_out + self.reasoning_out


@dataclass(frozen=True, slots=True)
class Cost:
    """Money for one call: from the least to the most that is to be expected."""

    low: Decimal
    expected: Decimal
    high: Decimal
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One call that fits: what is sent, how, and what it will probably take.

    wish is the wish as it will be sent: history may be shorter than what was asked.
    resolved is the preset that its sampling means for this file.
    media are the files of the one message that has any; a list of frames is one of
    them. formula is what the published formulas say, tokens the same put right by what
    earlier calls took, learned_from how many those were. cost is None where no price
    is listed. notes are sentences for people. json_mode is off where the endpoint did
    not want it.
    """

    profile: Profile
    wish: Wish
    media: tuple[Sendable, ...]
    delivery: Delivery
    modalities: tuple[Literal["text", "audio"], ...]
    voice: str | None
    formula: Tokens
    tokens: Tokens
    tokens_low: Tokens
    tokens_high: Tokens
    cost: Cost | None
    price_source: str
    resolved: str
    notes: tuple[str, ...] = ()
    learned_from: int = 0
    json_mode: bool = True

    @property
    def speaks(self) -> bool:
        """Whether the answer is also spoken."""
        return "audio" in self.modalities

    @property
    def asks_json(self) -> bool:
        """Whether the endpoint's own JSON mode is used (protocol 3.2)."""
        form, wish = self.profile.model.response_format, self.wish
        wanted = wish.json_schema is not None and form != "none" and self.json_mode
        return wanted and not wish.thinking and not self.speaks


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a wish cannot be sent; message is a sentence that names the fix."""

    code: str
    message: str
