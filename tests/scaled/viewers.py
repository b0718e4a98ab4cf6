"""People who watch logs over sockets, lose their connection and come back."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

import aiohttp

from tests.frames import parse_audio
from tests.jobs.app.said import Said

LAST = ("done", "failed", "cancelled")
SILENCE_S = 60


@dataclass
class Seen:
    """What one viewer got of one job's log."""

    job: str
    seqs: list[int] = field(default_factory=list)
    text: str = ""
    reasoning: str = ""
    pcm: bytes = b""
    last: str = ""
    cuts: int = 0

    @property
    def after(self) -> int:
        """Where the next connection goes on."""
        return self.seqs[-1] if self.seqs else 0

    @property
    def dense(self) -> bool:
        """Whether every event came, once and in order."""
        return self.seqs == list(range(1, len(self.seqs) + 1))

    @property
    def said(self) -> Said:
        """The sums of what counts."""
        return Said.of(self.text, self.reasoning, self.pcm)

    def take(self, message: aiohttp.WSMessage) -> None:
        """One frame of the socket."""
        if message.type == aiohttp.WSMsgType.BINARY:
            _, seq, _, piece = parse_audio(message.data)
            self.seqs.append(seq)
            self.pcm += piece
            return
        event = json.loads(message.data)
        self.seqs.append(event["seq"])
        if event["kind"] == "restart":
            self.text, self.reasoning, self.pcm = "", "", b""
        elif event["kind"] == "text":
            self.text += event["text"]
        elif event["kind"] == "reasoning":
            self.reasoning += event["text"]
        elif event["kind"] in LAST:
            self.last = event["kind"]


async def watch(urls: Sequence[str], token: str, job: str, seed: int) -> Seen:
    """See a job to its end through any of these web processes, cut off by chance."""
    chance, seen = random.Random(seed), Seen(job)
    async with aiohttp.ClientSession() as session:
        while not seen.last:
            url = chance.choice(urls)
            try:
                await _once(session, f"{url}/ws/jobs/?token={token}", seen, chance)
            except (aiohttp.ClientError, OSError, TimeoutError):
                await asyncio.sleep(0.3)  # that process is away
            seen.cuts += 1
    return seen


async def _once(
    session: aiohttp.ClientSession, address: str, seen: Seen, chance: random.Random
) -> None:
    """One connection, until the end, a close, or the cut that chance has for it."""
    async with session.ws_connect(address) as socket:
        await socket.send_json({"watch": seen.job, "after": seen.after})
        for _ in range(chance.randrange(5, 60)):
            message = await socket.receive(SILENCE_S)
            if message.type in {aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED}:
                return
            seen.take(message)
            if seen.last:
                return


async def watch_all(
    urls: Sequence[str], token: str, jobs: Sequence[str], viewers: int
) -> list[Seen]:
    """So many viewers, each of one of the jobs in turn."""
    watching = [
        watch(urls, token, jobs[number % len(jobs)], number)
        for number in range(viewers)
    ]
    return list(await asyncio.gather(*watching))
