"""Handlers that talk, sleep, fail and crash on order, and what they must have said."""

from __future__ import annotations

import asyncio
import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass

from omniweb.jobs.registry import Failure, Kind, register
from omniweb.jobs.run import Run

WORDS = ("a", "red", "kettle", "boils", "—", "café", "音乐", "🎵", "hums", "\n")


def pieces(seed: int, count: int) -> Iterator[tuple[str, str | bytes]]:
    """What the talking handler says, the same for the same seed."""
    chance = random.Random(seed)
    for _ in range(count):
        kind = chance.choice(["text", "text", "audio", "reasoning"])
        if kind == "audio":
            # Odd lengths: a delta may end within a sample.
            yield kind, chance.randbytes(chance.randrange(1, 4001))
        else:
            yield kind, chance.choice(WORDS) + " "
    yield "audio", chance.randbytes(4096)


@dataclass(frozen=True, slots=True)
class Said:
    """The sums of a whole talk."""

    text: str
    reasoning: str
    pcm: str

    @classmethod
    def of(cls, text: str, reasoning: str, pcm: bytes) -> Said:
        """From what arrived."""
        return cls(text, reasoning, hashlib.sha256(pcm).hexdigest())


def said(seed: int, count: int) -> Said:
    """What must arrive, to the byte; half a sample at the end is no sound."""
    talk = list(pieces(seed, count))
    pcm = b"".join(part for _, part in talk if isinstance(part, bytes))
    words = {
        kind: "".join(str(part) for told, part in talk if told == kind)
        for kind in ("text", "reasoning")
    }
    return Said.of(words["text"], words["reasoning"], pcm[: len(pcm) // 2 * 2])


async def talk(run: Run) -> str:
    """Say the pieces of a seed; a later attempt starts over."""
    args = run.job.args
    if run.attempt > 1:
        await run.restart()
    await run.log.state("running", "Talking")
    for kind, part in pieces(args["seed"], args["count"]):
        await asyncio.sleep(args.get("pause_s", 0))
        await getattr(run.log, kind)(part)
    await run.log.usage({"tokens": {"output": {"text": args["count"]}}, "cost": None})
    return f"/talks/{args['seed']}/"


async def sleep(run: Run) -> str:
    """Do nothing for a while."""
    await run.log.state("running", "Asleep")
    await asyncio.sleep(run.job.args.get("seconds", 3600))
    return "/slept/"


async def refuse(run: Run) -> str:
    """End with a sentence after some words."""
    await run.log.text("Half a ")
    await run.log.text("sentence")
    raise Failure("too_hot", "It is too hot. Open a window.", "wait", billed=True)


async def crash(run: Run) -> str:
    """End in a way nobody foresaw."""
    raise ZeroDivisionError("nobody foresaw the secret 4711")


async def flood(run: Run) -> str:
    """More sound than any buffer between here and a reader holds."""
    for _ in range(run.job.args["megabytes"]):
        await run.log.audio(bytes(1024 * 1024))
        await run.log.flush()
    return "/flooded/"


def install() -> None:
    """Make the kinds known."""
    for run in (talk, sleep, refuse, crash, flood):
        register(Kind(f"test.{run.__name__}", "model", run))
