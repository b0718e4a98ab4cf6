"""Sends an answer at the pace of a model, with the faults that were asked for."""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

from omniweb.sandbox import chunks, quota, speech, usage
from omniweb.sandbox.faults import Directives
from omniweb.sandbox.record import Tally
from omniweb.sandbox.request import Call

IN_STREAM = ("E10", "E11", "E12", "stall")
FRAGMENT = speech.RATE // 2  # a quarter of a second of s16le
STALL_SECONDS = 900


@dataclass(frozen=True, slots=True)
class Pace:
    """Waits in seconds; speed is how much faster than real time speech is sent."""

    look: float
    gap: float
    speed: float

    @classmethod
    def of(cls, asked: str, dice: random.Random) -> Pace:
        """The pace that a directive names; by default that of a quick model."""
        if asked == "0":
            return cls(0.0, 0.0, 0.0)
        if asked == "slow":
            return cls(1.0, 0.2, 1.0)
        if asked.isdecimal() and int(asked):
            return cls(0.3, 1 / int(asked), 4.0)
        return cls(dice.uniform(0.3, 0.8), 0.04, 4.0)


@dataclass(frozen=True, slots=True)
class Reply:
    """What will be said, decided before the first byte."""

    text: str
    reasoning: str
    finish: str
    received: dict[str, int]
    language: str = ""


class Voice:
    """Speech in fragments, each due when the ones before it have sounded."""

    def __init__(self, call: Call, reply: Reply, pace: Pace, asked: Directives) -> None:
        self.call, self.reply, self.pace, self.asked = call, reply, pace, asked
        self.waiting: deque[asyncio.Task[bytes]] = deque()
        self.fragments: deque[bytes] = deque()
        self.due, self.bytes = 0.0, 0

    def say(self, sentence: str) -> None:
        """Begin to render a sentence."""
        voice, wanted = self.call.voice or "", self.reply.language
        task = speech.render(sentence, voice=voice, wanted=wanted)
        self.waiting.append(asyncio.create_task(task))

    def sound(self, pcm: bytes) -> None:
        """Take rendered sound; a ragged one splits samples between fragments."""
        step = FRAGMENT - (self.asked.fault == "ragged")
        self.fragments += [pcm[i : i + step] for i in range(0, len(pcm), step)]

    def ready(self) -> bytes | None:
        """The next fragment if it is rendered and due."""
        while not self.fragments and self.waiting and self.waiting[0].done():
            self.sound(self.waiting.popleft().result())
        now = asyncio.get_running_loop().time()
        if not self.fragments or now < self.due:
            return None
        fragment = self.fragments.popleft()
        seconds = len(fragment) / 2 / speech.RATE
        speed = self.pace.speed
        self.due = max(now, self.due) + (seconds / speed if speed else 0.0)
        self.bytes += len(fragment)
        return fragment

    async def rest(self) -> AsyncIterator[bytes]:
        """All that is left, each when it is due."""
        while self.fragments or self.waiting:
            if fragment := self.ready():
                yield fragment
            elif self.fragments:
                now = asyncio.get_running_loop().time()
                await asyncio.sleep(max(0.0, self.due - now))
            else:
                await asyncio.wait([self.waiting[0]])

    def close(self) -> None:
        """Render no more."""
        for task in self.waiting:
            task.cancel()


class Flow:
    """One streamed answer."""

    def __init__(
        self, call: Call, reply: Reply, asked: Directives, tally: Tally
    ) -> None:
        self.call, self.reply, self.asked, self.tally = call, reply, asked, tally
        self.dice = random.Random(f"{reply.text} {call.questions}")  # noqa: S311
        self.pace = Pace.of(asked.pace, self.dice)
        self.shape = chunks.Shape(call)
        self.voice = Voice(call, reply, self.pace, asked)

    async def events(self) -> AsyncIterator[bytes]:
        """The server-sent events; closing it early is recorded at once."""
        try:
            async for event in self._events():
                self.tally.bytes += len(event)
                yield event
            self.tally.end("fault" if self.asked.fault in IN_STREAM else "done")
        finally:
            self.voice.close()
            self.tally.end("gone")

    async def _events(self) -> AsyncIterator[bytes]:
        await asyncio.sleep(self.pace.look)
        yield self.shape.first()
        for piece in self._pieces(self.reply.reasoning):
            await self._gap()
            yield self.shape.reasoning(piece)
        if self.asked.fault in IN_STREAM:
            async for event in self._broken():
                yield event
            return
        async for event in self._content(self.reply.text):
            yield event
        async for fragment in self.voice.rest():
            yield self.shape.audio(fragment)
        yield self.shape.finish(self.reply.finish)
        if self.call.include_usage and self.asked.fault != "no-usage":
            yield self.shape.usage(self._usage())
        if self.asked.fault != "no-done":
            yield chunks.DONE

    async def _content(self, text: str) -> AsyncIterator[bytes]:
        """Text, and between its words what is ready of the speech."""
        if self.call.speaks and self.asked.tone:
            self.voice.sound(speech.tone(self.asked.tone))
        for sentence in speech.sentences(text):
            for piece in self._pieces(sentence):
                await self._gap()
                yield self.shape.text(piece)
                if fragment := self.voice.ready():
                    yield self.shape.audio(fragment)
            if self.call.speaks and not self.asked.tone and sentence.strip():
                self.voice.say(sentence)

    async def _broken(self) -> AsyncIterator[bytes]:
        """Some text, then the fault."""
        async for event in self._content(self.reply.text[: self.asked.after]):
            yield event
        if self.asked.fault == "E10":
            yield chunks.blocked()
        elif self.asked.fault == "E11":
            yield chunks.leaked()
        elif self.asked.fault == "stall":
            await asyncio.sleep(STALL_SECONDS)

    def _pieces(self, text: str) -> Iterator[str]:
        at = 0
        while at < len(text):
            step = self.dice.randint(3, 8)
            yield text[at : at + step]
            at += step

    async def _gap(self) -> None:
        await asyncio.sleep(self.pace.gap * self.dice.uniform(0.5, 1.5))

    def _usage(self) -> dict[str, object]:
        seconds = self.voice.bytes / 2 / speech.RATE
        sent = usage.sent(self.call, self.reply.text, self.reply.reasoning, seconds)
        quota.tokens_out(sum(sent.values()))
        return usage.usage(self.reply.received, sent, self.asked)
