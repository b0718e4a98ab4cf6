"""How a person wants a question answered, as one value; it decides nothing."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any, Literal, Self

from omniweb.providers.clock import clock
from omniweb.providers.plan import Effort, Turn, Wish

Parts = Literal["auto", "on", "off"]
PART_S = 90.0
LEAST_PART_S, MOST_PART_S = 10.0, 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """narrate asks for speech; voice and language by name; sampling is a preset.

    effort is how much it may think. start_s and end_s bound the part asked about, in
    seconds; None is the file's own beginning or end. parts says whether a clip is
    asked about in parts: auto where it is too long for the model, on, off; part_s is
    how long a part is meant to be.
    """

    narrate: bool = False
    voice: str | None = None
    language: str | None = None
    thinking: bool = False
    effort: Effort = "auto"
    sampling: str = "auto"
    start_s: float | None = None
    end_s: float | None = None
    parts: Parts = "auto"
    part_s: float = PART_S

    def to_json(self) -> dict[str, Any]:
        """The options as a JSON object; from_json reads it back."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Read what to_json wrote; unknown keys are ignored."""
        return cls(**{k: v for k, v in data.items() if k in cls.__dataclass_fields__})

    def wish(self, prompt: str, history: tuple[Turn, ...] = ()) -> Wish:
        """The wish for a question under these options."""
        return Wish(
            prompt=prompt,
            narrate=self.narrate,
            voice=self.voice or None,
            language=self.language or None,
            thinking=self.thinking,
            effort=self.effort,
            sampling=preset(self.sampling),
            span=self._span(),
            history=history,
        )

    def _span(self) -> tuple[float, float] | None:
        if self.start_s is None and self.end_s is None:
            return None
        # Recipes are named in tenths of a second, so a part is no finer than that.
        start, end = self.start_s or 0.0, math.inf if self.end_s is None else self.end_s
        return round(start, 1), end if math.isinf(end) else round(end, 1)


def preset(name: str) -> str:
    """A preset's name however it was written: talking-head, Talking_Head."""
    words = name.replace("-", " ").replace("_", " ").split()
    return " ".join(words).lower() or "auto"


def place(seconds: float) -> str:
    """A place in a clip as people write it: 1:23, or 1:23.5 by tenths."""
    whole, tenths = divmod(round(seconds * 10), 10)
    return f"{clock(whole)}.{tenths}" if tenths else clock(whole)
