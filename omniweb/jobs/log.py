"""The one writer of a job's log: gathers deltas into few writes; never reads it."""

from __future__ import annotations

import asyncio
from typing import Any

from omniweb.jobs.append import Lease, LeaseLost, Line, Page
from omniweb.jobs.scribe import GATHER_S, Scribe

__all__ = ["LeaseLost", "Log"]

# A state or a usage is no delta: the first delta after one is written at once.
GATHERED = ("text", "reasoning", "audio", "progress")
SAMPLE_BYTES = 2
# One audio event holds at most this much, so that a reader can be paced.
AUDIO_BYTES = 2**16


class Log:
    """Appends to one job's log under a lease.

    The first delta is written at once; what follows is gathered, text, reasoning
    and audio each into one event per write. After a failed write every further
    call raises the same error: LeaseLost when another worker took over.
    """

    def __init__(
        self, lease: Lease, seq: int, samples: int = 0, scribe: Scribe | None = None
    ) -> None:
        """Go on after seq events and samples of speech that count."""
        self.lease = lease
        self._scribe = scribe or Scribe()
        self.seq = seq
        self._lines: list[Line] = []
        self._open: dict[str, Line] = {}
        self._pcm = b""
        self._samples = samples
        self._written_at = -2 * GATHER_S
        self._broken: Exception | None = None

    async def state(self, state: str, detail: str = "") -> None:
        """Say where the work stands: preparing, running or waiting."""
        data = {"state": state, "detail": detail, "attempt": self.lease.attempt}
        await self._write_now(Line("state", data))

    async def usage(self, data: dict[str, Any]) -> None:
        """Keep what the work used: tokens by modality, cost."""
        await self._write_now(Line("usage", data))

    async def restart(self) -> None:
        """Declare what came before in this log void."""
        self._samples, self._pcm = 0, b""
        await self._write_now(Line("restart", {"attempt": self.lease.attempt}))

    async def progress(
        self, stage: str, done: float, total: float | None = None, unit: str = ""
    ) -> None:
        """Say how far a stage is; of several within a write the last one counts."""
        data = {"stage": stage, "done": done, "total": total, "unit": unit}
        line = self._gathering(f"progress {stage}", "progress")
        line.data = data
        await self._soon()

    async def text(self, text: str) -> None:
        """Add to the answer."""
        await self._words("text", text)

    async def reasoning(self, text: str) -> None:
        """Add to the reasoning."""
        await self._words("reasoning", text)

    async def audio(self, pcm: bytes) -> None:
        """Add sound (s16le mono 24 kHz); half a sample waits for its other half."""
        self._check()
        self._pcm += pcm
        if len(self._pcm) >= SAMPLE_BYTES:
            await self._soon()

    async def flush(self) -> None:
        """Write what was gathered, now.

        The write goes on when the caller is cancelled: whether it was committed
        must be known, or the next number would be a guess.
        """
        self._check()
        await asyncio.shield(self._scribe.now(self))
        self._check()

    async def close(self) -> list[Line]:
        """Stop writing and hand over what is not written yet."""
        await self._scribe.leave(self)
        self._check()
        return self._take()

    # --- gathering ----------------------------------------------------------

    async def _words(self, kind: str, text: str) -> None:
        if text:
            line = self._gathering(kind, kind)
            # PostgreSQL keeps no NUL in a text.
            text = text.replace("\0", "\N{REPLACEMENT CHARACTER}")
            line.data["text"] = line.data.get("text", "") + text
            await self._soon()

    def _gathering(self, key: str, kind: str) -> Line:
        """The line of that key which is not yet written."""
        self._check()
        if key not in self._open:
            self._open[key] = Line(kind)
            self._lines.append(self._open[key])
        return self._open[key]

    async def _write_now(self, line: Line) -> None:
        self._check()
        self._bring_in_audio()
        self._lines.append(line)
        self._open = {}
        await self.flush()

    def _bring_in_audio(self) -> None:
        """Make whole samples into lines of bounded size."""
        whole = len(self._pcm) - len(self._pcm) % SAMPLE_BYTES
        for start in range(0, whole, AUDIO_BYTES):
            pcm = self._pcm[start : min(start + AUDIO_BYTES, whole)]
            samples = len(pcm) // SAMPLE_BYTES
            data = {"offset": self._samples, "samples": samples}
            self._lines.append(Line("audio", data, pcm))
            self._samples += samples
        self._pcm = self._pcm[whole:]

    def _take(self) -> list[Line]:
        self._bring_in_audio()
        lines, self._lines, self._open = self._lines, [], {}
        return lines

    # --- writing ------------------------------------------------------------

    def take(self) -> Page | None:
        """For the scribe: the next page, if there is anything to write."""
        lines = self._take()
        if not lines or self._broken is not None:
            return None
        page = Page(self.lease, self.seq, lines)
        self.seq += len(lines)
        if any(line.kind in GATHERED for line in lines):
            self._written_at = asyncio.get_running_loop().time()
        return page

    def written(self, error: Exception | None) -> None:
        """For the scribe: what became of that page."""
        if error is not None:
            self._broken = error

    def _check(self) -> None:
        if self._broken is not None:
            raise self._broken

    async def _soon(self) -> None:
        """Write at once after a pause, else with the next beat."""
        self._check()
        # Twice the beat: a steady stream must not overtake its own beat.
        idle = asyncio.get_running_loop().time() >= self._written_at + 2 * GATHER_S
        if idle and not self._scribe.expects(self):
            await self.flush()
        else:
            self._scribe.soon(self)
