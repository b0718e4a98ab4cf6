"""Plans a question about a clip in parts, and what is made of their answers at the
end; it sends nothing and keeps nothing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from functools import partial
from typing import Any

from omniweb.analyses import merging, plans
from omniweb.analyses.options import Options
from omniweb.analyses.structured import SCHEMA
from omniweb.library import renditions
from omniweb.library.models import Asset
from omniweb.providers import fit, spans
from omniweb.providers.catalog import Profile
from omniweb.providers.clock import clock
from omniweb.providers.plan import Cost, Plan, Refusal, Tokens, Wish
from omniweb.providers.spans import Span
from omniweb.usage import learning

# Refusals of a file as a whole that parts of it do not meet.
TOO_MUCH = ("too_long", "too_large_inline", "input_too_long")
# What a part's answer and its events take in words, to foretell the last call.
PART_WORDS = "what was seen and heard in it " * 40
PROMPT = """\
{question}

This is part {number} of {count} of a longer {kind}, from {start} to {end} of it. \
Answer for this part alone, in a few sentences. In events list what happens in it that \
matters to the question, in order, each with its start and end in seconds from the \
beginning of this part, which lasts {length:.1f} s."""


@dataclass(frozen=True, slots=True)
class Long:
    """A question in parts: where they lie, and one plan that adds up all calls."""

    spans: tuple[Span, ...]
    total: Plan


def plan_for(
    asset: Asset, options: Options, wish: Wish, profile: Profile
) -> Plan | Refusal | Long:
    """What would be sent for a question: the file as a whole, or in parts.

    In parts where that is wished for, or where the model does not take the whole.
    """
    whole = plans.plan_for(asset, wish, profile)
    unready = plans.unready_for(asset) is not None
    if unready or options.parts == "off" or asset.kind == "image":
        return whole
    too_much = isinstance(whole, Refusal) and whole.code in TOO_MUCH
    if options.parts == "auto" and not too_much:
        return whole
    found = _parted(asset, options, wish, profile)
    return whole if found is None or (too_much and _refused(found)) else found


def offered(
    asset: Asset, wish: Wish, profile: Profile, found: Plan | Refusal
) -> tuple[Span, ...]:
    """Of what is too long as a whole: parts as long as the model takes, to ask about
    one of them alone."""
    facts = asset.measured
    if isinstance(found, Plan) or found.code not in TOO_MUCH or not facts:
        return ()
    most = profile.model.limits.of(facts.kind).seconds or math.inf
    lie = _spans(asset, Options(part_s=most), wish, profile)
    return tuple(lie) if len(lie) > 1 else ()


def part_wish(wish: Wish, span: Span, *, number: int, count: int, kind: str) -> Wish:
    """What is asked about one part: an answer and events as JSON, without speech."""
    words = PROMPT.format(
        question=wish.prompt.strip() or "What happens here?",
        number=number,
        count=count,
        kind=kind,
        start=clock(span[0]),
        end=clock(span[1]),
        length=span[1] - span[0],
    )
    return replace(
        wish, prompt=words, span=span, narrate=False, voice=None, json_schema=SCHEMA
    )


def text_plan(
    asset: Asset, wish: Wish, profile: Profile, purpose: str
) -> Plan | Refusal:
    """A call with words alone."""
    taught = learning.correction(profile.name, purpose, workspace=asset.workspace_id)
    return fit.fit(None, wish, profile, can_sign_urls=False, correction=taught)


def _refused(found: Long | Refusal) -> bool:
    return isinstance(found, Refusal)


def _parted(
    asset: Asset, options: Options, wish: Wish, profile: Profile
) -> Long | Refusal | None:
    """The question in parts; None where the clip is too short to have any."""
    lie = _spans(asset, options, wish, profile)
    if len(lie) < 2:
        return None
    fitted = plans.fitting(asset, profile, "part")
    ask = partial(part_wish, wish, count=len(lie), kind=asset.kind)
    each = [fitted(ask(span, number=n)) for n, span in enumerate(lie, 1)]
    last = _foretold(asset, wish, profile, lie)
    calls: list[Plan] = []
    for call in (*each, *last):
        if isinstance(call, Refusal):
            return call
        calls.append(call)
    return Long(tuple(lie), _added(calls, wish, len(lie)))


def _spans(asset: Asset, options: Options, wish: Wish, profile: Profile) -> list[Span]:
    """Parts that end in pauses or at cuts, within the stretch that is asked about."""
    facts = asset.measured
    whole = facts.duration_s if facts else None
    if not facts or not whole:
        return []
    first, last = wish.span or (0.0, whole)
    last = min(last, whole)
    told = renditions.timeline(asset)
    pauses = [(a - first, b - first) for a, b in told.get("pauses", [])]
    cuts = [cut - first for cut in told.get("cuts", [])]
    most = profile.model.limits.of(facts.kind).seconds or math.inf
    found = spans.parts(last - first, options.part_s, pauses, cuts, most)
    return [(round(a + first, 1), round(b + first, 3)) for a, b in found]


def _foretold(
    asset: Asset, wish: Wish, profile: Profile, lie: Sequence[Span]
) -> list[Plan | Refusal]:
    """The calls that reduce so many parts to one answer, level by level."""
    told = [merging.Told(span, PART_WORDS, ()) for span in lie]
    calls: list[Plan | Refusal] = []
    plan = partial(text_plan, asset, profile=profile, purpose="merge")
    while True:
        final = merging.wish(wish, told, (), asset.kind)
        end = plan(wish=final)
        groups = merging.groups(told, lambda some: _fits(plan, wish, some, asset.kind))
        if isinstance(end, Plan) or not groups:
            return [*calls, end]
        wishes = [merging.group_wish(wish, some, asset.kind) for some in groups]
        calls += [plan(wish=one) for one in wishes]
        told = [merging.Told(merging.across(some), PART_WORDS, ()) for some in groups]


def _fits(plan: Any, wish: Wish, some: Sequence[merging.Told], kind: str) -> bool:
    return isinstance(plan(wish=merging.group_wish(wish, some, kind)), Plan)


def _added(calls: Sequence[Plan], wish: Wish, parts: int) -> Plan:
    """All calls as one plan, which is what they take and cost together."""
    more = len(calls) - parts
    by = "one more call" if more == 1 else f"{more} more calls"
    note = f"Asked in {parts} parts, which are put together by {by}."
    last = calls[-1]
    notes = tuple(dict.fromkeys(line for call in calls for line in call.notes))
    return replace(
        calls[0],
        wish=wish,
        modalities=last.modalities,
        voice=last.voice,
        cost=_cost([call.cost for call in calls]),
        notes=(note, *notes),
        json_mode=False,
        formula=_tokens([call.formula for call in calls]),
        tokens=_tokens([call.tokens for call in calls]),
        tokens_low=_tokens([call.tokens_low for call in calls]),
        tokens_high=_tokens([call.tokens_high for call in calls]),
    )


def _tokens(counts: Sequence[Tokens]) -> Tokens:
    return Tokens(*map(sum, zip(*map(astuple, counts), strict=True)))


def _cost(costs: Sequence[Cost | None]) -> Cost | None:
    known = [cost for cost in costs if cost is not None]
    if len(known) < len(costs):
        return None
    low, expected, high = (
        sum((getattr(cost, name) for cost in known[1:]), getattr(known[0], name))
        for name in ("low", "expected", "high")
    )
    return Cost(low, expected, high, known[0].currency)
