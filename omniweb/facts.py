"""What is measured about a media file, as one value; it never reads the file."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal, Self

Kind = Literal["image", "audio", "video"]
KINDS: tuple[Kind, ...] = ("image", "audio", "video")


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaFacts:
    """Measured facts of one file, upright: width and height are as seen.

    Sizes in bytes and pixels, times in seconds, rates in hertz. A field is
    None where the kind does not have it. content is what a clip shows: talking head,
    mixed, action or slideshow; empty where nobody looked. changes are the moments at
    which a slideshow shows another picture, the first one included. pages counts the
    pictures in one image file.
    """

    kind: Kind
    mime: str
    bytes: int
    width: int | None = None
    height: int | None = None
    duration_s: float | None = None
    fps: float | None = None
    frames: int | None = None
    has_audio: bool = False
    sample_rate: int | None = None
    channels: int | None = None
    video_codec: str | None = None
    audio_codec: str | None = None
    content: str = ""
    changes: tuple[float, ...] = ()
    pages: int = 1

    def to_json(self) -> dict[str, Any]:
        """The facts as a JSON object; from_json reads it back."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Read what to_json wrote; unknown keys are ignored."""
        known = {k: v for k, v in data.items() if k in cls.__dataclass_fields__}
        return cls(**{**known, "changes": tuple(known.get("changes", ()))})
