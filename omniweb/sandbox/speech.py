"""Speech for an answer: espeak-ng where it is installed, else a plain tone."""

from __future__ import annotations

import asyncio
import math
import re
from array import array
from functools import lru_cache
from zlib import crc32

from omniweb.library import speaking
from omniweb.sandbox.media import POOL

RATE = speaking.RATE
TONE_HZ = 440
STOPS = ".!?\u3002\uff01\uff1f"  # full stops, also of Chinese and Japanese
LETTERS_PER_SECOND = 15  # how fast the tone stands for reading
# The script of a text tells the voice; espeak-ng's names on the right.
SCRIPTS = (
    (r"[\u3040-\u30ff]", "ja"),
    (r"[\uac00-\ud7af]", "ko"),
    (r"[\u4e00-\u9fff]", "cmn"),
    (r"[\u0400-\u04ff]", "ru"),
    (r"[\u0600-\u06ff]", "ar"),
    (r"[\u0370-\u03ff]", "el"),
    (r"[\u0900-\u097f]", "hi"),
)
NAMED = {
    "French": "fr-fr",
    "German": "de",
    "Italian": "it",
    "Spanish": "es",
    "Portuguese": "pt",
    "Russian": "ru",
}


def language(text: str, wanted: str = "") -> str:
    """The espeak-ng voice for a text: by its script, else the language asked for."""
    for pattern, voice in SCRIPTS:
        if re.search(pattern, text):
            return voice
    return NAMED.get(wanted, "en-us")


def variant(voice: str) -> str:
    """One of espeak-ng's timbres, always the same for a voice's name."""
    number = crc32(voice.encode())
    return f"{'fm'[number % 2]}{number // 2 % 5 + 1}"


def sentences(text: str) -> list[str]:
    """The text in pieces that can be spoken one by one; joined they are the text."""
    found = re.findall(rf".+?(?:[{STOPS}](?:\s+|(?=[^\s\d])|$)|\n+|$)", text, re.S)
    longest = 400  # a text without any stop is spoken in parts
    return [p[i : i + longest] for p in found for i in range(0, len(p), longest)]


async def render(text: str, *, voice: str, wanted: str = "") -> bytes:
    """s16le mono PCM at 24 kHz, the same for the same text and voice."""
    loop = asyncio.get_running_loop()
    which = language(text, wanted)
    return await loop.run_in_executor(POOL, _rendered, text, which, variant(voice))


@lru_cache(64)
def _rendered(text: str, which: str, timbre: str) -> bytes:
    said = b""
    if speaking.available():
        said = speaking.speak(text, language=which, variant=timbre)
    return said or tone(max(0.2, len(text) / LETTERS_PER_SECOND))


def tone(seconds: float) -> bytes:
    """A quiet sine, s16le mono at 24 kHz, exactly that long."""
    count = 2 * round(seconds * RATE)
    second = _second()  # whole periods, so it repeats without a click
    return (second * (count // len(second) + 1))[:count]


@lru_cache(1)
def _second() -> bytes:
    step = 2 * math.pi * TONE_HZ / RATE
    return array("h", (round(6000 * math.sin(step * n)) for n in range(RATE))).tobytes()
