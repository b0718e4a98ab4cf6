"""What is wanted, what could be sent and what will be sent, as values only."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from omniweb.facts import MediaFacts
from omniweb.providers.capabilities import Delivery
from omniweb.providers.catalog import Profile

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

AUDIO_ONLY = "audio only"


@dataclass(frozen=True, slots=True)
class Sendable:
    """One file that could be sent; spec names the rendition, as in model-video."""

    spec: str
    facts: MediaFacts


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of a conversation, text only (protocol 3.2)."""

    role: Literal["user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asks for.

    sampling is a preset's name; "audio only" sends the sound and no picture.
    language is a code such as de, or any name of a language.
    """

    prompt: str
    narrate: bool = False
    voice: str | None = None
    language: str | None = None
    thinking: bool = False
    sampling: str = "auto"
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
    cost is None where no price is listed. notes are sentences for people.
    """

    profile: Profile
    wish: Wish
    sendable: Sendable | None
    delivery: Delivery
    modalities: tuple[Literal["text", "audio"], ...]
    voice: str | None
    tokens: Tokens
    tokens_low: Tokens
    tokens_high: Tokens
    cost: Cost | None
    price_source: str
    notes: tuple[str, ...] = ()

    @property
    def speaks(self) -> bool:
        """Whether the answer is also spoken."""
        return "audio" in self.modalities


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a wish cannot be sent; message is a sentence that names the fix."""

    code: str
    message: str
