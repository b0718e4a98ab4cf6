"""What one model takes, gives, costs and is limited to, as values; no reading here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from omniweb.facts import Kind

Modality = Literal["text", "image", "audio", "video"]
Delivery = Literal["inline", "url"]
Family = Literal[
    "qwen-omni-turbo",
    "qwen3-omni-flash",
    "qwen3-omni-open",
    "qwen3.5-omni",
    "qwen3.8-omni-flash",
    "qwen-vl",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaLimits:
    """What one file of a kind may be (protocol 3.1); 0 means not stated.

    files is how many one request takes by address, files_inline how many inside it.
    """

    bytes: int = 0
    seconds: float = 0
    seconds_min: float = 0
    files: int = 1
    files_inline: int = 1
    frames_min: int = 0
    frames_max: int = 0
    min_side: int = 10
    max_ratio: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Token budgets and the limits of each kind of file (protocol 3.1).

    inline_chars counts one encoded string with its data: prefix, and all of a request
    together; it must stay below. max_in_thinking is 0 where thinking changes nothing.
    """

    context: int
    max_in: int
    max_out: int
    max_in_thinking: int = 0
    max_reasoning: int = 0
    inline_chars: int = 10_485_760
    image: MediaLimits = MediaLimits()
    audio: MediaLimits = MediaLimits()
    video: MediaLimits = MediaLimits()

    def of(self, kind: Kind) -> MediaLimits:
        """The limits of one kind of file."""
        return {"image": self.image, "audio": self.audio, "video": self.video}[kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """Money per million tokens, with its date and source (protocol 3.3).

    None means not listed. text_out_media is the rate of text out when the input
    had media; text_free_with_audio says that text is free in a spoken answer.
    """

    currency: str = ""
    date: str = ""
    source: str = ""
    listed: bool = True
    text_in: Decimal | None = None
    image_in: Decimal | None = None
    video_in: Decimal | None = None
    audio_in: Decimal | None = None
    cached_in: Decimal | None = None
    text_out: Decimal | None = None
    text_out_media: Decimal | None = None
    audio_out: Decimal | None = None
    text_free_with_audio: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sends:
    """What a clip becomes for the model: short side in pixels, frames a second.

    sound is the format of a sound that travels as a file of its own: mp3 stands for
    WAV under half a minute and MP3 above, ogg for Opus.
    """

    side: int = 720
    fps: float = 2
    sound: Literal["mp3", "ogg"] = "mp3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Requests and tokens a minute, per account (protocol 5); 0 means not known.

    concurrency is how many calls may run at once. seconds is the window that both are
    counted in, for a service that has another than a minute.
    """

    rpm: int = 0
    tpm: int = 0
    concurrency: int = 0
    seconds: int = 60

    @property
    def known(self) -> bool:
        """Whether there is anything to keep to."""
        return bool((self.rpm or self.tpm or self.concurrency) and self.seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """What one model takes, gives and needs (protocol 3.1 and 3.2).

    thinking: none, off (by default) or on (by default); budgets are its tokens at low,
    medium and high effort, efforts the words that say them. system: ok, none (has no
    effect), pair_with_audio (ignored in spoken answers, so said as a turn). frames:
    whether pictures of a clip go as a list, as images one by one, or not at all.
    fps_knob: whether the request's fps has no effect, tells the gap between listed
    frames, or sets the rate. speaks and writes are language codes; empty means any.
    sources name where each setting comes from, by its name or the longest part of it.
    """

    name: str = ""
    label: str
    family: Family
    inputs: tuple[Modality, ...]
    outputs: tuple[Modality, ...]
    limits: Limits
    wire_id: str | None = None
    mix: bool = False
    must_stream: bool = True
    can_stream: bool = True
    thinking: Literal["none", "off", "on"] = "none"
    thinking_switch: Literal["", "enable_thinking", "reasoning_effort"] = ""
    budgets: tuple[int, ...] = ()
    efforts: tuple[str, ...] = ()
    system: Literal["ok", "none", "pair_with_audio"] = "ok"
    response_format: Literal["none", "json_object", "json_schema"] = "none"
    send_modalities: bool = True
    high_resolution: bool = False
    hears_video: bool = True
    frames: Literal["none", "list", "images"] = "none"
    fps_knob: Literal["none", "gap", "rate"] = "none"
    sends: Sends = Sends()
    deliveries: tuple[Delivery, ...] = ("url", "inline")
    voices: tuple[str, ...] = ()
    voice: str = ""
    speaks: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    prices: Prices = Prices()
    prices_in: Mapping[str, Prices] = field(default_factory=dict, hash=False)
    rates: Rates = Rates()
    sources: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def sound_beside(self) -> bool:
        """Whether a clip's sound goes as a file of its own beside the pictures."""
        return self.mix and not self.hears_video and "audio" in self.inputs

    def source_of(self, setting: str) -> str:
        """The id of the source of a setting such as limits.video.seconds, or ""."""
        parts = setting.split(".")
        for end in range(len(parts), 0, -1):
            found = self.sources.get(".".join(parts[:end]))
            if found:
                return found
        return ""

    @property
    def sent_as(self) -> str:
        """The model id on the wire; empty until a deployment names it."""
        return self.name if self.wire_id is None else self.wire_id
