"""Tells an analysis as the JSON API and the pages show it; it changes nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from omniweb.analyses.models import Analysis, Answer, Part
from omniweb.jobs import read
from omniweb.jobs.fold import Transcript
from omniweb.jobs.models import Job, Status
from omniweb.providers.clock import clock
from omniweb.usage.models import Entry
from omniweb.usage.spent import forecast, spent


def newest(analysis: Analysis) -> Answer:
    """The newest answer, from the rows at hand."""
    return max(analysis.answers.all(), key=lambda answer: answer.number)


def present(analysis: Analysis, answer: Answer | None = None) -> dict[str, Any]:
    """An analysis with one of its answers, the newest by default."""
    answer = answer or newest(analysis)
    live = None if answer.job.ended else read.transcript(answer.job_id)
    arrived = _arrived(answer, live)
    return {
        **_asked(analysis),
        **arrived,
        **_parts(answer),
        "job": answer.job_id,
        "answer_id": answer.id,
        "seq": live.seq if live else 0,
        "state": state(answer.job, live),
        "cost": _cost(answer),
        "usage": _usage(answer),
        "error": answer.job.error,
        "request_id": _request_id(answer),
        "sent": answer.sent,
        "notes": _notes(analysis, answer),
        "answer": answer.number,
        "answers": sorted(a.number for a in analysis.answers.all()),
        "attempts": answer.job.attempt,
        "timings": _timings(answer, thought=bool(arrived["reasoning"])),
    }


def state(job: Job, live: Transcript | None) -> str:
    """queued, preparing, running, waiting, done, failed or cancelled."""
    if job.status == Status.RUNNING and live is not None:
        found: str = live.status
        return found if found in ("preparing", "waiting") else "running"
    return str(job.status)


def _asked(analysis: Analysis) -> dict[str, Any]:
    return {
        "id": analysis.id,
        "conversation": analysis.conversation_id,
        "position": analysis.position,
        "asset": analysis.asset_id,
        "model": analysis.model,
        "prompt": analysis.prompt,
        "options": analysis.options,
        "created_at": analysis.created_at,
    }


def _arrived(answer: Answer, live: Transcript | None) -> dict[str, Any]:
    """Text and speech: from the row once the job ended, before from its log.

    While it arrives, speech comes with the log; its file stands at the end.
    """
    heard_s = None if live else answer.narration_s
    url = f"/narrations/{answer.id}"
    return {
        "text": live.text if live else answer.text,
        "reasoning": live.reasoning if live else answer.reasoning,
        "partial": answer.partial,
        "narration": heard_s and {"url": url, "duration_s": round(heard_s, 3)},
    }


def _parts(answer: Answer) -> dict[str, Any]:
    """The parts of an answer with their states, and what happens in all of them."""
    rows = [part for part in answer.parts.all() if part.level == 0]
    return {
        "parts": [_part(part) for part in rows],
        "events": [event for part in rows if part.answered for event in part.events],
    }


def _part(part: Part) -> dict[str, Any]:
    job = part.job
    return {
        "position": part.position,
        "start_s": part.start_s,
        "end_s": part.end_s,
        "state": str(job.status) if job else "waiting",
        "text": part.text,
        "error": job.error if job else None,
    }


def _entries(answer: Answer) -> list[Entry]:
    """The calls that were made for this answer, its parts' first."""
    jobs = [*answer.job.children.all(), answer.job]
    return [
        entry
        for job in jobs
        for entry in sorted(job.entry_set.all(), key=lambda entry: entry.attempt)
    ]


def _cost(answer: Answer) -> dict[str, str | None]:
    planned = (answer.sent or {}).get("cost")
    return spent(_entries(answer)) or forecast(planned)


def _usage(answer: Answer) -> dict[str, int] | None:
    told = [entry.tokens for entry in _entries(answer) if entry.tokens is not None]
    if not answer.parts.all() or not told:
        return told[-1] if told else None
    return {name: sum(one.get(name, 0) for one in told) for name in told[-1]}


def _request_id(answer: Answer) -> str:
    """The endpoint's own name of the last call that told one."""
    told = [entry.request_id for entry in _entries(answer) if entry.request_id]
    return told[-1] if told else ""


def _notes(analysis: Analysis, answer: Answer) -> list[str]:
    notes = [*(answer.sent or {}).get("notes", []), *_part_notes(answer)]
    if answer.finish == "length":
        notes.append("The answer stopped at the model's length limit.")
    done = answer.job.status == Status.DONE
    if done and analysis.options.get("narrate") and not answer.narration_s:
        notes.append("The model sent no speech.")
    return notes


def _part_notes(answer: Answer) -> list[str]:
    """What was put right in parts, and which of them are missing."""
    notes = []
    for part in answer.parts.all():
        notes += part.notes
        if part.job is not None and part.job.ended and not part.answered:
            why = (part.job.error or {}).get("message", "It was stopped.")
            place = f"{clock(part.start_s)} to {clock(part.end_s)}"
            notes.append(f"The part from {place} is missing: {why}")
    return notes


def _timings(answer: Answer, *, thought: bool) -> dict[str, float | None]:
    job = answer.job
    return {
        "queued_s": _between(job.created_at, job.started_at),
        "first_delta_s": answer.first_delta_s,
        "thinking_s": read.seconds(job.id, "reasoning", "text") if thought else None,
        "total_s": _between(job.created_at, job.ended_at),
    }


def _between(start: datetime, end: datetime | None) -> float | None:
    return round((end - start).total_seconds(), 3) if end else None
