"""The usage room's part of the JSON API; each operation loads, permits, responds."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from ninja import Field, Query, Router, Schema

from omniweb.accounts.actor import ActorRequest
from omniweb.accounts.models import Role
from omniweb.usage import learning, report
from omniweb.usage.budgets_api import router as budgets
from omniweb.usage.money import plain

router = Router(tags=["usage"])
router.add_router("", budgets)


class UsageQuery(Schema):
    """Which days, both included, and how they are added up."""

    since: date | None = Field(None, alias="from")
    until: date | None = Field(None, alias="to")
    by: report.By = "day"


class LineOut(Schema):
    """Tokens and money of one person, model or day, in one currency.

    off is by how many percent settled calls cost more (or, below zero, less) than was
    estimated. learned_from is how many runs a model's estimates learned from.
    """

    key: str
    label: str
    calls: int
    unknown: int
    tokens: dict[str, int]
    total_tokens: int
    estimated: str
    actual: str
    off: float | None
    learned_from: int | None
    currency: str
    sandbox: bool

    @staticmethod
    def resolve_estimated(line: report.Line) -> str | None:
        """Money as a decimal string."""
        return plain(line.estimated)

    @staticmethod
    def resolve_actual(line: report.Line) -> str | None:
        """Money as a decimal string."""
        return plain(line.actual)


class UsageOut(Schema):
    """What was estimated and what it cost."""

    items: list[LineOut]
    next: str | None = None


@router.get("usage", response=UsageOut)
def usage(request: ActorRequest, query: Query[UsageQuery]) -> dict[str, object]:
    """Tokens and money of the workspace, estimated against actual."""
    request.actor.require(Role.VIEWER)
    today = timezone.now().date()
    since, until = query.since or today.replace(day=1), query.until or today
    workspace = request.actor.workspace
    rows = report.entries(workspace, since=since, until=until)
    return {"items": report.summed(rows, query.by, learning.runs(workspace))}
