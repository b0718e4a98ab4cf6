"""Keeps the month's counters beside the ledger and stops what would pass a cap.

It is called inside the transaction of the entry it counts, and never sends anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet

from omniweb.usage.models import Cap, Entry, EntryState, Spend, SpendQuerySet

UTC = ZoneInfo("UTC")
MILLION = 1_000_000
# What was cut off counts as the most it may have cost: a cap is a promise, and
# nobody will ever say what the endpoint took.
OPEN, LOST = EntryState.SENT, EntryState.UNKNOWN


@dataclass(frozen=True, slots=True)
class Purse:
    """Whose money a call spends: one currency, real or the sandbox's, in one month."""

    workspace_id: UUID
    user_id: int | None
    currency: str
    sandbox: bool
    month: date

    @classmethod
    def of(cls, entry: Entry) -> Purse:
        """The purse that an entry is paid from."""
        return cls(
            entry.workspace_id,
            entry.user_id,
            entry.currency,
            is_sandbox(entry.model),
            month_of(entry.sent_at),
        )

    @property
    def rows(self) -> SpendQuerySet:
        """The counters there are: the workspace's, and a person's where one spends."""
        whose = self.workspace_id, self.user_id, self.currency, self.month
        return Spend.objects.of(*whose).filter(sandbox=self.sandbox)

    def counters(self) -> list[Spend]:
        """The counters, made where they are missing.

        The workspace's comes first, so that nobody waits crosswise for a lock.
        """
        found = list(self.rows)
        if len(found) < len({None, self.user_id}):
            self.make()
            found = list(self.rows)
        return sorted(found, key=lambda row: row.user_id or 0)

    def make(self) -> None:
        """Make the rows where they are not there yet, whoever else does the same."""
        users = {None, self.user_id}
        made = [
            Spend(
                workspace_id=self.workspace_id,
                user_id=user_id,
                currency=self.currency,
                sandbox=self.sandbox,
                month=self.month,
            )
            for user_id in sorted(users, key=lambda one: one or 0)
        ]
        Spend.objects.bulk_create(made, ignore_conflicts=True)


class Passed(Exception):
    """A call would pass the cap; soon says that calls under way may yet leave room."""

    def __init__(self, cap: Cap, spend: Spend, amount: int) -> None:
        super().__init__(f"{cap} would be passed.")
        self.cap, self.spend, self.amount = cap, spend, amount

    @property
    def soon(self) -> bool:
        """Whether the call fits into what is not spent for good."""
        return self.spend.spent + self.amount <= millionths(self.cap.amount)


def millionths(amount: Decimal | None) -> int:
    """An amount in whole millionths, as rows keep it."""
    return round((amount or Decimal(0)) * MILLION)


def month_of(now: datetime) -> date:
    """The first of the month, in UTC."""
    return now.astimezone(UTC).date().replace(day=1)


def is_sandbox(model: str) -> bool:
    """Whether nothing is paid for the model endpoint/model."""
    return model.startswith("sandbox/")


def caps(purse: Purse) -> dict[int | None, Cap]:
    """The caps that bind a purse, by whose they are; None is the workspace's."""
    found = Cap.objects.filter(
        workspace=purse.workspace_id, currency=purse.currency
    ).select_related("workspace", "user")
    return {cap.user_id: cap for cap in found if cap.user_id in (None, purse.user_id)}


def hold(entry: Entry) -> None:
    """Set aside the most that an entry may cost; Passed when a cap has no room.

    Each counter is changed only while there is room, so of any number of calls at
    once only as many get through as fit.
    """
    if not entry.currency:
        return
    purse, amount = Purse.of(entry), millionths(entry.high)
    binding = caps(purse)
    for spend in purse.counters():
        cap = binding.get(spend.user_id)
        row = Spend.objects.filter(id=spend.id)
        if not row.hold(amount, millionths(cap.amount) if cap else None):
            assert cap is not None  # noqa: S101 - without one the update has no bound
            raise Passed(cap, row.get(), amount)


def look(entry: Entry) -> None:
    """Passed when a cap has no room for an entry just now; changes nothing."""
    purse, amount = Purse.of(entry), millionths(entry.high)
    binding = caps(purse) if entry.currency else {}
    rows = {row.user_id: row for row in purse.rows} if binding else {}
    for whose, cap in binding.items():
        spend = rows.get(whose) or Spend(month=purse.month)
        if spend.spent + spend.held + amount > millionths(cap.amount):
            raise Passed(cap, spend, amount)


def turn(
    entry: Entry, state: EntryState, actual: Decimal | None, currency: str
) -> None:
    """Count an entry as it ended: what was held is free again, what it cost is gone.

    A price that only the answer made known brings its currency with it.
    """
    if not currency:
        return
    held = millionths(entry.high)
    spent = held if state == LOST else millionths(actual)
    for row in replace(Purse.of(entry), currency=currency).counters():
        Spend.objects.filter(id=row.id).turn(held, spent)


def reconcile(month: date) -> int:
    """Set the counters of a month to what the ledger says; answers how many were off.

    A row is locked before the entries are read, and every change of an entry changes
    its counters in the same transaction, so nothing that is under way is missed.
    """
    entries = _entries(month)
    named = ("workspace_id", "user_id", "currency", "sandbox")
    for workspace, user, currency, model in entries.values_list(
        "workspace_id", "user_id", "currency", "model"
    ).distinct():
        Purse(workspace, user, currency, is_sandbox(model), month).make()
    found = Spend.objects.filter(month=month).values_list("id", *named)
    return sum(_reconciled(month, *row) for row in list(found))


def _reconciled(
    month: date,
    row: int,
    workspace_id: UUID,
    user_id: int | None,
    currency: str,
    sandbox: bool,
) -> int:
    with transaction.atomic():
        locked = Spend.objects.select_for_update().filter(id=row)
        if not locked.exists():
            return 0
        mine = _entries(month).filter(workspace=workspace_id, currency=currency)
        if user_id is not None:
            mine = mine.filter(user=user_id)
        told = mine.values_list("model", "state", "high", "actual")
        held, spent = _sums(row for row in told if is_sandbox(row[0]) == sandbox)
        return Spend.objects.filter(id=row).correct(held, spent)


def _sums(
    told: Iterable[tuple[str, str, Decimal | None, Decimal | None]],
) -> tuple[int, int]:
    held = spent = 0
    for _, state, high, actual in told:
        if state == OPEN:
            held += millionths(high)
        else:
            spent += millionths(high if state == LOST else actual)
    return held, spent


def _entries(month: date) -> QuerySet[Entry]:
    first = datetime(month.year, month.month, 1, tzinfo=UTC)
    end = datetime(month.year + month.month // 12, month.month % 12 + 1, 1, tzinfo=UTC)
    return Entry.objects.filter(sent_at__gte=first, sent_at__lt=end).exclude(
        currency=""
    )
