"""What a test of an endpoint finds, step by step, as values; it calls nobody."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Literal

from omniweb.analyses.calling import Reply
from omniweb.providers.capabilities import Model
from omniweb.providers.catalog import Endpoint, Profile
from omniweb.providers.errors import ProviderError
from omniweb.providers.reach import Place

Name = Literal["address", "key", "region", "model", "streaming", "speech", "URL fetch"]
Outcome = Literal["passed", "failed", "skipped"]
NAMES: tuple[Name, ...] = (
    "address",
    "key",
    "region",
    "model",
    "streaming",
    "speech",
    "URL fetch",
)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was looked at, and what is to be said of it."""

    name: Name
    outcome: Outcome
    sentence: str

    def to_line(self) -> str:
        """The step as one line of JSON, as the log of a test keeps it."""
        return json.dumps(asdict(self), ensure_ascii=False) + "\n"


def read(lines: str) -> list[Step]:
    """The steps that a log keeps."""
    return [Step(**json.loads(line)) for line in lines.splitlines() if line.strip()]


@dataclass(frozen=True, slots=True)
class Subject:
    """What is tested: a model, where its endpoint stands, and the key to it."""

    profile: Profile
    there: Place
    key: str = field(repr=False)

    @property
    def endpoint(self) -> Endpoint:
        """The model's endpoint."""
        return self.profile.endpoint

    @property
    def model(self) -> Model:
        """The model itself."""
        return self.profile.model


@dataclass(slots=True)
class Tried:
    """One small call and what came of it; pieces counts what arrived, by and by.

    cost is a decimal string, None where nobody knows. error is None where it ended
    well.
    """

    reply: Reply = field(default_factory=Reply)
    pieces: int = 0
    first_s: float | None = None
    cost: str | None = None
    currency: str = ""
    error: ProviderError | None = None
