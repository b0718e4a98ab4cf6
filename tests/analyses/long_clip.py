"""A ten-minute clip of which it is known when each word is said and each cut comes."""

from __future__ import annotations

import random
import subprocess
import wave
from array import array
from dataclasses import dataclass
from pathlib import Path

from omniweb.library import speaking

RATE, FPS, SECONDS = speaking.RATE, 4, 600
SIZE = (160, 90)
WORDS = ("apple", "boat", "candle", "drum", "eagle", "forest", "guitar", "house")
LOUD = 200  # of 32767, about -44 dB


@dataclass(frozen=True, slots=True)
class LongClip:
    """The file, and when it is loud and when it cuts, in seconds."""

    path: Path
    words: tuple[tuple[float, float], ...]
    cuts: tuple[float, ...]


def long_clip(path: Path, seconds: int = SECONDS) -> LongClip:
    """Make the clip in one call of ffmpeg, the same each time."""
    chance = random.Random(seconds)
    cuts = [3.5]
    while cuts[-1] < seconds - 40:
        cuts.append(cuts[-1] + chance.randrange(60, 130) / 4)
    words = _sound(path.with_suffix(".wav"), seconds, chance)
    _encode(path, seconds, cuts)
    return LongClip(path, tuple(words), tuple(cuts))


def _sound(
    path: Path, seconds: int, chance: random.Random
) -> list[tuple[float, float]]:
    said = [_word(text) for text in WORDS]
    track, words, at = array("h", bytes(2 * RATE * seconds)), [], 1.0
    while at < seconds - 3:
        pcm = chance.choice(said)
        first = round(at * RATE)
        track[first : first + len(pcm)] = pcm
        words.append((round(at, 3), round(at + len(pcm) / RATE, 3)))
        at += len(pcm) / RATE + chance.uniform(2, 9)
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(track.tobytes())
    return words


def _word(text: str) -> array[int]:
    """A word without the silence around it."""
    pcm = array("h", speaking.speak(text, language="en-us", variant="f2"))
    loud = [n for n, sample in enumerate(pcm) if abs(sample) > LOUD]
    return pcm[loud[0] : loud[-1] + 1]


def _encode(path: Path, seconds: int, cuts: list[float]) -> None:
    width, height = SIZE
    source = f"-f rawvideo -pix_fmt gray -s {width}x{height} -r {FPS} -i pipe:0".split()
    sound = ["-i", str(path.with_suffix(".wav"))]
    form = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 8 -c:a aac -b:a 48k"
    command = ["ffmpeg", "-v", "error", "-y", *source, *sound, *form.split(), str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.stdin
        for number in range(seconds * FPS):
            scene = sum(cut <= number / FPS for cut in cuts)
            rows = [bytes([40 if scene % 2 else 210]) * width] * height
            # Something moves, or it were a slideshow.
            rows[number * 7 % height] = bytes(range(width))
            process.stdin.write(b"".join(rows))
        process.stdin.close()
    assert process.returncode == 0
