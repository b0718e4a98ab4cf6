"""An answer of the sandbox watched over real sockets that are cut again and again."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import random
import wave
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from asgiref.sync import sync_to_async
from PIL import Image

from tests.api import ENDED, Api
from tests.frames import parse_audio

pytestmark = pytest.mark.server
CUTS = 30
PROMPT = "#pace 25 #length 2000 #tone 6 Tell me."
# Cut while so long (seconds) may pass; in all less than the answer takes.
MOMENT_S = 0.25


class Watcher:
    """Gathers what it is told about one job, over however many connections."""

    def __init__(self, api: Api, job: str) -> None:
        self.address = f"{api.url}/ws/jobs/?token={api.token}"
        self.job = job
        self.seqs: list[int] = []
        self.text, self.pcm, self.last = "", b"", ""
        self.cuts = 0

    async def watch(self, session: aiohttp.ClientSession, seconds: float) -> None:
        """Follow for so long; then the line is cut without a goodbye."""
        async with session.ws_connect(self.address) as socket:
            after = self.seqs[-1] if self.seqs else 0
            await socket.send_json({"watch": self.job, "after": after})
            try:
                async with asyncio.timeout(seconds):
                    while not self.last:
                        self.take(await socket.receive())
            except TimeoutError:
                self.cuts += 1
            connection = socket._response.connection
            assert connection is not None and connection.transport is not None
            connection.transport.abort()

    def take(self, message: aiohttp.WSMessage) -> None:
        """Fold one frame in."""
        if message.type == aiohttp.WSMsgType.BINARY:
            _, seq, offset, pcm = parse_audio(message.data)
            assert offset == len(self.pcm) // 2
            self.pcm += pcm
        else:
            event: dict[str, Any] = json.loads(message.data)
            seq = event["seq"]
            self.text += event["text"] if event["kind"] == "text" else ""
            self.last = event["kind"] if event["kind"] in ENDED else ""
        self.seqs.append(seq)

    @property
    def sums(self) -> tuple[list[int], str, str]:
        """What must be the same for all."""
        return self.seqs, self.text, hashlib.sha256(self.pcm).hexdigest()


async def test_thirty_cuts_change_nothing_of_an_answer(
    api: Api, tmp_path: Path
) -> None:
    file = tmp_path / "green.png"
    Image.new("RGB", (320, 200), "green").save(file)
    asset = await sync_to_async(api.upload)(file)
    asked = await sync_to_async(api.ask)(asset["id"], PROMPT, narrate=True)
    steady, shaken = Watcher(api, asked["job"]), Watcher(api, asked["job"])
    chance = random.Random(5)
    async with aiohttp.ClientSession() as session:
        second = asyncio.create_task(steady.watch(session, 120))
        while not shaken.last:
            over = shaken.cuts >= CUTS
            seconds = 120 if over else chance.uniform(0.01, MOMENT_S)
            await shaken.watch(session, seconds)
        await second
    told = await sync_to_async(api.answered)(asked["id"])
    assert (told["state"], shaken.cuts) == ("done", CUTS)
    assert shaken.seqs == list(range(1, len(shaken.seqs) + 1))
    assert shaken.sums == steady.sums
    assert shaken.text == told["text"] and len(told["text"]) == 2000
    status, sound = await sync_to_async(api.raw)("GET", told["narration"]["url"])
    with wave.open(io.BytesIO(sound)) as narration:
        assert (narration.getframerate(), narration.getnframes()) == (24_000, 144_000)
        assert narration.readframes(144_000) == shaken.pcm
    assert status == 200
