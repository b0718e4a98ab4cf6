"""The rows of an answer in parts: makes them, begins their jobs, hands them to a later
answer; it asks no model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from omniweb.analyses import history, long, merging, plans
from omniweb.analyses.merging import Told
from omniweb.analyses.models import Answer, Part
from omniweb.analyses.options import Options
from omniweb.jobs import actions as jobs
from omniweb.jobs.models import Job, Status
from omniweb.providers.plan import Wish

KIND = "analyses.part"


@dataclass(frozen=True, slots=True)
class Level:
    """The parts that an answer stands on now: the highest level, in order.

    missing are those, of any level, that ended without an answer.
    """

    parts: tuple[Part, ...]
    missing: tuple[Part, ...]

    @property
    def idle(self) -> list[Part]:
        """Those that were never begun."""
        return [part for part in self.parts if part.job_id is None]

    @property
    def answered(self) -> list[Part]:
        """Those of which something is known."""
        return [part for part in self.parts if part.answered]


def level(answer: Answer) -> Level:
    """The highest level of an answer's parts; empty where it has none."""
    rows = list(answer.parts.select_related("job"))
    highest = max((part.level for part in rows), default=0)
    missing = tuple(p for p in rows if p.job is not None and not p.answered)
    return Level(tuple(part for part in rows if part.level == highest), missing)


def make(answer: Answer, found: long.Long) -> None:
    """Lay out the parts of an answer and put down what they will take."""
    sent = plans.as_json(found.total)
    Answer.objects.filter(id=answer.id).update(sent=sent)
    Part.objects.bulk_create(
        Part(answer=answer, position=number, start_s=start, end_s=end)
        for number, (start, end) in enumerate(found.spans, 1)
    )


def begin(job: Job, parts: Iterable[Part]) -> None:
    """Give each part that nobody works on its job, as a child of the answer's."""
    for part in parts:
        child = jobs.enqueue(
            kind=KIND,
            workspace=job.workspace,
            owner=job.owner,
            args={"part": part.id},
            parent=job,
        )
        if not Part.objects.begin(part.id, child):
            jobs.cancel(job=child)


def raise_level(answer: Answer, groups: Sequence[Sequence[Told]]) -> list[Part]:
    """Parts of the next level, one for each group of neighbours of this one."""
    highest = max(part.level for part in answer.parts.all())
    return Part.objects.bulk_create(
        Part(
            answer=answer,
            level=highest + 1,
            position=number,
            start_s=merging.across(group)[0],
            end_s=merging.across(group)[1],
        )
        for number, group in enumerate(groups, 1)
    )


def worth_handing_on(answer: Answer) -> bool:
    """Whether something was paid for of an answer that is not whole."""
    rows = answer.parts.filter(level=0)
    answered = rows.filter(job__status=Status.DONE).count()
    whole = answer.job.status == Status.DONE and answered == rows.count()
    return bool(answered) and not whole


def hand_on(before: Answer, after: Answer, again: Part | None = None) -> None:
    """Give a later answer the parts of an earlier one, so that none is paid twice.

    Parts that failed, or only the one named, are asked again. What was reduced from
    parts is made anew.
    """
    rows = before.parts.filter(level=0).select_related("job")
    Part.objects.bulk_create(_handed(part, after, again) for part in rows)


def _handed(part: Part, after: Answer, again: Part | None) -> Part:
    anew = not part.answered if again is None else part == again
    kept = part if part.job is not None and part.job.ended and not anew else Part()
    return Part(
        answer=after,
        position=part.position,
        start_s=part.start_s,
        end_s=part.end_s,
        job=kept.job,
        text=kept.text,
        events=kept.events,
        notes=kept.notes,
        sent=kept.sent,
    )


def below(part: Part) -> list[Told]:
    """What is known within a part of a higher level, from the level below it."""
    rows = part.answer.parts.filter(
        level=part.level - 1, start_s__gte=part.start_s, end_s__lte=part.end_s
    ).select_related("job")
    return told(row for row in rows if row.answered)


def told(parts: Iterable[Part]) -> list[Told]:
    """Parts as the merging reads them."""
    return [Told(part.span, part.text, part.events) for part in parts]


def wish_for(answer: Answer) -> Wish:
    """The wish of the answer's question, as the person asked it."""
    analysis = answer.analysis
    options = Options.from_json(analysis.options)
    return options.wish(analysis.prompt, history.before(analysis))


def plan(answer: Answer) -> long.Long | None:
    """The answer's question in parts; None where the file is asked about whole."""
    analysis = answer.analysis
    options = Options.from_json(analysis.options)
    profile = plans.usable_profile(analysis.model)
    found = long.plan_for(analysis.asset, options, wish_for(answer), profile)
    return found if isinstance(found, long.Long) else None
