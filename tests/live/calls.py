"""One small call to a real endpoint, and the files that it may be about."""

from __future__ import annotations

import asyncio
import io
import math
import random
import struct
import wave
from contextlib import aclosing
from dataclasses import dataclass, field

import pytest
from PIL import Image

from omniweb import endpoints
from omniweb.analyses.pauses import pause
from omniweb.facts import MediaFacts
from omniweb.providers import request
from omniweb.providers.catalog import Profile
from omniweb.providers.errors import ProviderError
from omniweb.providers.fit import fit
from omniweb.providers.plan import Plan, Wish
from omniweb.providers.recipes import Original
from omniweb.providers.stream import stream
from omniweb.providers.usage_report import Usage
from omniweb.providers.wire import Audio, Finished, Reasoning, Text

PATIENCE_S = 180
# AI/ML API takes addresses alone; this is the sound of its own sample.
SAMPLE = (
    "https://cdn.aimlapi.com/eagle/files/elephant/"
    "cJUTeeCmpoqIV1Q3WWDAL_vibevoice-output-7b98283fd3974f48ba90e91d2ee1f971.mp3"
)


@dataclass
class Said:
    """What came of one call."""

    text: str = ""
    reasoning: str = ""
    samples: int = 0
    usage: Usage | None = None
    finished: Finished | None = None
    pieces: list[object] = field(default_factory=list)


@dataclass(frozen=True)
class File:
    """A file as the library would have prepared it."""

    original: Original
    raw: bytes


def picture() -> File:
    """A red square of 256 pixels on white."""
    image = Image.new("RGB", (512, 384), "white")
    image.paste("red", (128, 64, 384, 320))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    facts = MediaFacts(
        kind="image", mime="image/jpeg", bytes=out.tell(), width=512, height=384
    )
    return File(Original(facts, {"model-image": facts}), out.getvalue())


def sound(seconds: int = 3) -> File:
    """Beeps, one every half second."""
    rate = 16_000
    samples = [
        int(9000 * math.sin(at * 2 * math.pi * 660 / rate)) * (at % 8000 < 4000)
        for at in range(rate * seconds)
    ]
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    facts = MediaFacts(
        kind="audio",
        mime="audio/wav",
        bytes=out.tell(),
        duration_s=seconds,
        has_audio=True,
        sample_rate=rate,
        channels=1,
    )
    return File(Original(facts, {"model-audio": facts}), out.getvalue())


async def call(profile: Profile, wish: Wish, file: File | None = None) -> Said:
    """Ask once, patiently; a model that the account does not have is skipped."""
    plan = fit(file.original if file else None, wish, profile, can_sign_urls=False)
    assert isinstance(plan, Plan), plan
    addresses = []
    if file is not None:
        mime = plan.media[0].facts.mime
        addresses = [[request.data_uri(mime, file.raw, profile)]]
    said = await send(plan, addresses)
    if said.usage is not None:
        near(plan, said.usage)
    return said


async def send(plan: Plan, addresses: list[list[str]]) -> Said:
    """The plan sent to its endpoint, again and again while it is busy."""
    tries, waited_s = 0, 0.0
    while True:
        tries += 1
        try:
            return await _streamed(plan, addresses)
        except ProviderError as error:
            if error.code == "model_not_found":
                pytest.skip(f"{plan.profile.name}: {error.message}")
            wait_s = pause(
                error,
                tries=tries,
                waited_s=waited_s,
                patience_s=PATIENCE_S,
                chance=random.random,
            )
            if wait_s is None:
                raise
            await asyncio.sleep(wait_s)
            waited_s += wait_s


async def _streamed(plan: Plan, addresses: list[list[str]]) -> Said:
    said = Said()
    connection = endpoints.connection(plan.profile.endpoint)
    body = request.body(plan, addresses)
    async with aclosing(stream(connection, body)) as deltas:
        async for delta in deltas:
            said.pieces.append(delta)
            match delta:
                case Text(text):
                    said.text += text
                case Reasoning(text):
                    said.reasoning += text
                case Audio(pcm):
                    said.samples += len(pcm) // 2
                case Usage():
                    said.usage = delta
                case Finished():
                    said.finished = delta
    return said


def near(plan: Plan, usage: Usage) -> None:
    """The estimate of the input holds: templates take up to some sixty tokens more."""
    print(plan.profile.name, "expected", plan.formula, "counted", dict(usage.raw))
    expected, counted = plan.formula.total_in, usage.prompt
    assert abs(expected - counted) <= 64 + 0.2 * counted, (expected, counted)
    for kind in ("image_in", "audio_in"):
        told, foretold = getattr(usage, kind), getattr(plan.formula, kind)
        # Servers that count all as text say nothing of a kind.
        assert not told or abs(told - foretold) <= 4 + 0.1 * told, kind
