"""What a batch will take before it starts: money, time, and what cannot be sent.

It adds up the same plans that single questions are estimated by, and calls nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils import timezone

from omniweb.accounts.models import User
from omniweb.analyses import long, plans
from omniweb.batches.models import Batch, Item, ItemState
from omniweb.batches.pace import Pace, measured
from omniweb.batches.presets import Preset
from omniweb.errors import Problem
from omniweb.library.models import Asset
from omniweb.providers.catalog import Profile
from omniweb.providers.correction import Correction
from omniweb.providers.plan import Cost, Plan, Refusal
from omniweb.usage import budgets, learning
from omniweb.usage.counters import is_sandbox
from omniweb.usage.money import SMALLEST

NO_PACE = Pace()
GONE = Refusal("asset_gone", "The file was deleted for good. Upload it again.")


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that cannot be sent, and why."""

    item: Item
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What the waiting items of a batch will take.

    fits counts files with a plan, preparing those that are not measured yet; cost is
    None where no price is listed. problem is why nothing can start: no such model, no
    question, or a budget that would be passed.
    """

    model: str = ""
    fits: int = 0
    preparing: int = 0
    refused: tuple[Refused, ...] = ()
    cost: Cost | None = None
    price_source: str = ""
    pace: Pace = NO_PACE
    problem: str = ""
    code: str = ""

    @property
    def total(self) -> int:
        """All items it speaks of."""
        return self.fits + self.preparing + len(self.refused)

    def to_json(self) -> dict[str, Any]:
        """The forecast as the API and the pages show it; money as strings."""
        return {
            "model": self.model,
            "total": self.total,
            "fits": self.fits,
            "preparing": self.preparing,
            "refused": [
                {
                    "asset": str(one.item.asset_id) if one.item.asset_id else None,
                    "name": one.item.name,
                    "code": one.code,
                    "message": one.message,
                }
                for one in self.refused
            ],
            "cost": plans.money(self.cost),
            "price_source": self.price_source,
            "time": self.pace.to_json(self.fits + self.preparing),
            "problem": {"code": self.code, "message": self.problem}
            if self.problem
            else None,
        }


def of(batch: Batch, user: User | None = None) -> Forecast:
    """What the batch's waiting items will take by its preset.

    user is who would start it, by default its owner: a budget may bind them.
    """
    preset = Preset.from_json(batch.preset)
    try:
        profile = plans.usable_profile(preset.model or None)
    except Problem as problem:
        return Forecast(code=problem.code, problem=problem.message)
    if preset.task == "question" and not preset.prompt.strip():
        return Forecast(code="no_question", problem="Write the question first.")
    waiting = batch.items.filter(state=ItemState.WAITING)
    rows = waiting.select_related("asset").order_by("position")
    items = list(rows.prefetch_related("asset__renditions"))
    found = _added(batch, profile, preset, items)
    over = _over(batch, user or batch.owner, found)
    return replace(found, problem=over, code=budgets.CODE) if over else found


def startable(batch: Batch, user: User) -> Forecast:
    """The forecast of a batch that may start; Problem with the reason where not."""
    found = of(batch, user)
    if found.problem:
        status = 402 if found.code == budgets.CODE else 422
        raise Problem(status, found.code, found.problem)
    if not found.total:
        raise Problem(422, "no_files", "Add files to this batch first.")
    if not found.fits and not found.preparing:
        first = found.refused[0].message
        raise Problem(422, "nothing_fits", f"None of these files can be sent. {first}")
    return found


def _added(
    batch: Batch, profile: Profile, preset: Preset, items: Iterable[Item]
) -> Forecast:
    taught = learning.correction(
        profile.name, preset.purpose, workspace=batch.workspace_id
    )
    costs: list[Cost | None] = []
    refused: list[Refused] = []
    preparing, source = 0, ""
    for item in items:
        found = planned(item.asset, preset, profile, taught)
        if isinstance(found, Plan):
            costs.append(found.cost)
            source = source or found.price_source
        elif found == plans.PREPARING:
            preparing += 1
        else:
            refused.append(Refused(item, found.code, found.message))
    return Forecast(
        model=profile.name,
        fits=len(costs),
        preparing=preparing,
        refused=tuple(refused),
        cost=total(costs),
        price_source=source,
        pace=measured(batch.workspace, profile.name, preset.purpose),
    )


def planned(
    asset: Asset | None, preset: Preset, profile: Profile, taught: Correction
) -> Plan | Refusal:
    """What would be sent for one file, or why it cannot be."""
    if asset is None:
        return GONE
    unready = plans.unready_for(asset)
    if unready:
        return unready
    wish = preset.wish(asset)
    if preset.task == "caption" or asset.kind == "image":
        return plans.plan_for(asset, wish, profile, preset.purpose, taught)
    found = long.plan_for(asset, preset.options, wish, profile)
    return found.total if isinstance(found, long.Long) else found


def total(costs: Iterable[Cost | None]) -> Cost | None:
    """The sum, of amounts as single estimates tell them: to the millionth.

    None where a price is missing, for half a sum is no forecast.
    """
    known = list(costs)
    if not known or None in known:
        return None
    told = [cost for cost in known if cost is not None]
    low, expected, high = (
        sum((getattr(cost, name).quantize(SMALLEST) for cost in told), Decimal(0))
        for name in ("low", "expected", "high")
    )
    return Cost(low, expected, high, told[0].currency)


def _over(batch: Batch, user: User | None, found: Forecast) -> str | None:
    """Why the expected money does not fit what is left of a budget, if so."""
    if found.cost is None:
        return None
    return budgets.refusal(
        workspace=batch.workspace,
        user=user,
        amount=found.cost.expected,
        currency=found.cost.currency,
        now=timezone.now(),
        sandbox=is_sandbox(found.model),
    )
