"""Adds the ledger up by person, model or day; never changes an entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Literal
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from omniweb.accounts.models import Workspace
from omniweb.providers.plan import Tokens
from omniweb.usage.models import Entry, EntryState

By = Literal["user", "model", "day", "all"]
UTC = ZoneInfo("UTC")
INTO = ("text_in", "image_in", "video_in", "audio_in")
NO_TOKENS = dict.fromkeys(Tokens.__dataclass_fields__, 0)


@dataclass(slots=True)
class Line:
    """The calls of one person, model or day, in one currency.

    estimated is what all calls that may be billed were expected to cost, actual what
    settled ones did. unknown counts calls cut off before the endpoint said. sandbox
    lines are what a real model would have cost; nothing was paid. compared is the
    money, expected and actual, of the settled calls that have both. learned_from is
    how many runs a model's estimates learned from; None where a line is no model.
    """

    key: str
    label: str
    currency: str
    sandbox: bool
    calls: int = 0
    unknown: int = 0
    estimated: Decimal = Decimal(0)
    actual: Decimal = Decimal(0)
    compared: tuple[Decimal, Decimal] = (Decimal(0), Decimal(0))
    learned_from: int | None = None
    tokens: dict[str, int] = field(default_factory=NO_TOKENS.copy)

    @property
    def off(self) -> float | None:
        """By how many percent settled calls cost more, or less, than expected."""
        expected, actual = self.compared
        if not expected:
            return None
        return round(float(actual / expected - 1) * 100, 1) + 0.0  # never minus zero

    @property
    def total_tokens(self) -> int:
        """All tokens in and out; cached ones are part of the input."""
        return sum(n for name, n in self.tokens.items() if name != "cached_in")

    @property
    def tokens_in(self) -> int:
        """All tokens in; cached ones are part of them."""
        return sum(n for k, n in self.tokens.items() if k in INTO)

    @property
    def tokens_out(self) -> int:
        """All tokens out, thinking too."""
        return self.total_tokens - self.tokens_in

    def add(self, entry: Entry) -> None:
        """Count one entry in."""
        self.calls += 1
        self.unknown += entry.state in (EntryState.UNKNOWN, EntryState.SENT)
        if entry.state != EntryState.VOID:
            self.estimated += entry.expected or 0
        self.actual += entry.actual or 0
        self._compare(entry)
        for name, count in (entry.tokens or {}).items():
            self.tokens[name] = self.tokens.get(name, 0) + count

    def _compare(self, entry: Entry) -> None:
        settled = entry.state == EntryState.SETTLED
        if settled and entry.expected is not None and entry.actual is not None:
            expected, actual = self.compared
            self.compared = expected + entry.expected, actual + entry.actual


def entries(workspace: Workspace, *, since: date, until: date) -> QuerySet[Entry]:
    """The workspace's entries of these days, both included, in UTC."""
    first = datetime.combine(since, time.min, UTC)
    end = datetime.combine(until + timedelta(days=1), time.min, UTC)
    return Entry.objects.filter(
        workspace=workspace, sent_at__gte=first, sent_at__lt=end
    ).select_related("user")


def summed(
    rows: Iterable[Entry], by: By, learned: Mapping[str, int] | None = None
) -> list[Line]:
    """One line per person, model or day and currency, in order of the key.

    learned is from how many runs each model's estimates learned.
    """
    runs = (learned or {}) if by == "model" else {}
    lines: dict[tuple[str, str, bool], Line] = {}
    for entry in rows:
        key, label = _key(entry, by)
        sandbox = entry.model.startswith("sandbox/")
        line = Line(key, label, entry.currency, sandbox, learned_from=runs.get(key))
        lines.setdefault((key, entry.currency, sandbox), line).add(entry)
    return [lines[at] for at in sorted(lines)]


def _key(entry: Entry, by: By) -> tuple[str, str]:
    if by == "all":
        return "", "In all"
    if by == "model":
        return entry.model, entry.model
    if by == "day":
        day = entry.sent_at.astimezone(UTC).date().isoformat()
        return day, day
    if entry.user is None and entry.job_id is None and entry.purpose == "check":
        return "command", "The command line"
    if entry.user is None:
        return "", "Somebody who left"
    return str(entry.user_id), entry.user.get_username()
