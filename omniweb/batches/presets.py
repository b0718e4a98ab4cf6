"""What a batch does to each of its files, as one value; it asks nothing itself."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Self

from omniweb.analyses.options import Options
from omniweb.captions import prompt, schema
from omniweb.library.models import Asset
from omniweb.providers.plan import Wish

Task = Literal["caption", "question"]
# What a question's calls and a draft's are booked as (usage.models.Entry.purpose).
PURPOSES: dict[Task, str] = {"caption": "caption", "question": "answer"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A question with its options, or a caption by schema and language.

    model is endpoint/model, or empty for the default one. language is that of the
    caption; a question's own stands in its options.
    """

    task: Task = "caption"
    model: str = ""
    prompt: str = ""
    options: Options = field(default_factory=Options)
    schema: str = "marketing"
    language: str = "en"

    def to_json(self) -> dict[str, Any]:
        """The preset as a JSON object; from_json reads it back."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Read what to_json wrote; what is missing is as by default."""
        known = {k: v for k, v in data.items() if k in cls.__dataclass_fields__}
        return cls(**{**known, "options": Options.from_json(data.get("options") or {})})

    @property
    def purpose(self) -> str:
        """What its calls are booked as."""
        return PURPOSES[self.task]

    @property
    def label(self) -> str:
        """What it does, in a few words."""
        if self.task == "question":
            return self.prompt[:80] or "A question"
        return f"{schema.load(self.schema).label}s"

    def wish(self, asset: Asset) -> Wish:
        """What is asked about one file, which must have been measured."""
        if self.task == "question":
            return self.options.wish(self.prompt)
        facts = asset.measured
        if facts is None:
            raise ValueError(f"{asset.name} was not measured yet.")
        shape = schema.load(self.schema)
        return prompt.draft(shape, facts=facts, language=self.language)
