"""How a person wants a question answered, as one value; it decides nothing."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Self

from omniweb.providers.plan import Turn, Wish


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """narrate asks for speech; voice and language by name; sampling is a preset."""

    narrate: bool = False
    voice: str | None = None
    language: str | None = None
    thinking: bool = False
    sampling: str = "auto"

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
            sampling=self.sampling or "auto",
            history=history,
        )
