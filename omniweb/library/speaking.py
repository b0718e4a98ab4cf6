"""Renders a text as speech with espeak-ng; it knows no model and keeps no file."""

from __future__ import annotations

import shutil
import subprocess

RATE = 24_000
WALL_SECONDS = 30


def available() -> bool:
    """Whether espeak-ng and ffmpeg stand on this machine."""
    return bool(shutil.which("espeak-ng") and shutil.which("ffmpeg"))


def speak(text: str, *, language: str, variant: str) -> bytes:
    """The text as s16le mono PCM at 24 kHz; empty when it cannot be rendered.

    language is an espeak-ng voice such as en-us, variant one of its f1 to f5 and
    m1 to m7. The same arguments give the same bytes. Blocks, so not on a loop.
    """
    voice = f"{language}+{variant}"
    said = _run(["espeak-ng", "-v", voice, "-b", "1", "--stdin", "--stdout"], text)
    form = ["-f", "s16le", "-ac", "1", "-ar", str(RATE), "pipe:1"]
    head = ["ffmpeg", "-v", "error", "-nostdin", "-f", "wav", "-i", "pipe:0"]
    return _run([*head, *form], said) if said else b""


def _run(command: list[str], given: str | bytes) -> bytes:
    data = given.encode() if isinstance(given, str) else given
    try:
        done = subprocess.run(  # noqa: S603
            command, input=data, capture_output=True, timeout=WALL_SECONDS, check=True
        )
    except (subprocess.SubprocessError, OSError):
        return b""
    return done.stdout
