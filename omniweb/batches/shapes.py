"""What the batches room's API takes and answers, as shapes; they decide nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from omniweb.accounts.actor import Actor
from omniweb.analyses.api import OptionsIn
from omniweb.batches import selection
from omniweb.batches.presets import Preset, Task
from omniweb.batches.selection import MOST, Selection


class FilterIn(Schema):
    """As the library's list is narrowed."""

    q: str = Field("", max_length=200)
    kind: str = Field("", max_length=10)
    state: str = Field("", max_length=10)
    mark: str = Field("", max_length=40)


class OlderIn(Schema):
    """Files whose captions of a schema are all older than a version of it."""

    shape: str = Field("marketing", alias="schema", max_length=40)
    version: int = Field(ge=1, le=30000)


class FilesIn(Schema):
    """Which files: named ones, or all that a filter finds, or old captions' ones."""

    assets: list[UUID] = Field(default_factory=list, max_length=MOST)
    filter: FilterIn | None = None
    captions_older_than: OlderIn | None = None

    def selection(self, actor: Actor) -> Selection:
        """The files that are meant."""
        older = self.captions_older_than
        if older is not None:
            return selection.outdated(actor, older.shape, older.version)
        if self.filter is not None:
            return selection.matching(actor, self.filter.dict())
        return selection.named(actor, self.assets)


class BatchIn(FilesIn, OptionsIn):
    """A preset over files. language is the answer's, or the caption's.

    With start false the batch is only planned: its forecast is told and nothing sent.
    """

    name: str = Field("", max_length=120)
    task: Task = "caption"
    model: str | None = Field(None, max_length=120)
    prompt: str = ""
    shape: str = Field("marketing", alias="schema", max_length=40)
    start: bool = True

    def preset(self) -> Preset:
        """The same as the room's value."""
        return Preset(
            task=self.task,
            model=self.model or "",
            prompt=self.prompt.strip(),
            options=self.options(),
            schema=self.shape,
            language=self.language or "en",
        )


class ExportQuery(Schema):
    """In which shape its results are wanted."""

    form: Literal["json", "csv"] = Field("json", alias="format")


class SummaryOut(Schema):
    """A batch and how far it is."""

    id: UUID
    job: UUID | None
    name: str
    state: str
    reason: str
    source: str
    preset: dict[str, Any]
    counts: dict[str, int]
    cost: dict[str, Any]
    left_s: float | None
    took_s: float | None
    by: str | None
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    resume_at: datetime | None


class BatchOut(SummaryOut):
    """A batch with its forecast: of now while it is planned, else of its start."""

    forecast: dict[str, Any] | None


class BatchesOut(Schema):
    """A page of batches, newest first."""

    items: list[SummaryOut]
    next: str | None


class ItemOut(Schema):
    """One file of a batch."""

    id: UUID
    position: int
    asset: UUID | None
    name: str
    state: str
    stage: str
    attempt: int
    job: UUID | None
    analysis: UUID | None
    caption: UUID | None
    error: dict[str, Any] | None
    cost: dict[str, str | None]
    ended_at: datetime | None


class ItemsOut(Schema):
    """A page of a batch's files, in their order."""

    items: list[ItemOut]
    next: str | None
