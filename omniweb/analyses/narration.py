"""Keeps an answer's speech as a WAV file, and as MP3 for whoever asks; it never
asks a model and never waits for one."""

from __future__ import annotations

import wave
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from django.core.files.storage import default_storage
from django.db import transaction

from omniweb.analyses.models import Answer, narration_key
from omniweb.jobs import read
from omniweb.library import keys, transform
from omniweb.storage import Movable, Stored, local_copy
from omniweb.work import work_directory, workplace

# What every endpoint's speech is decoded to (protocol 1.2).
RATE = 24_000
SAMPLE_BYTES = 2


def write_wav(target: IO[bytes], pcm: Iterable[bytes]) -> int:
    """Write PCM (s16le mono 24 kHz) as a WAV file; answers the samples."""
    written = 0
    with wave.open(target, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(SAMPLE_BYTES)
        out.setframerate(RATE)
        for piece in pcm:
            out.writeframes(piece)
            written += len(piece) // SAMPLE_BYTES
    return written


def store(answer: Answer, pcm: Iterable[bytes]) -> str:
    """Store speech as the answer's WAV file; its key, or nothing without samples.

    Touches no rows: the answer's asset must be loaded.
    """
    with work_directory(workplace()) as folder:
        path = Path(folder) / "narration.wav"
        with path.open("wb") as target:
            samples = write_wav(target, pcm)
        if not samples:
            return ""
        with Movable(path, "audio/wav") as file:
            return keys.store(keys.unlike(narration_key(answer, "")), file)


def keep(answer: Answer) -> bool:
    """Make the file of a speech that has none yet; False when there is no speech.

    The log is the truth, so a speech that broke off is kept the same way.
    """
    if not answer.narration:
        note(answer, store(answer, read.pcm(answer.job_id)))
    return bool(answer.narration)


def note(answer: Answer, key: str) -> None:
    """Remember where the file stands; a file of an answer that is gone goes too."""
    answer.narration = key
    with transaction.atomic():
        found = Answer.objects.filter(id=answer.id).update(narration=key)
        if key:
            (keys.confirm if found else keys.release)(key)


def mp3(answer: Answer) -> Stored:
    """The speech as an MP3 file, made at the first call."""
    key = mp3_key(answer)
    if not default_storage.exists(key):
        work = work_directory(workplace())
        with local_copy(answer.narration) as wav, work as folder:
            path = Path(folder) / "narration.mp3"
            transform.mp3(wav, path)
            with Movable(path, "audio/mpeg") as file:
                keys.store(key, file)
            keys.settle(key)
    return Stored(default_storage, key)


def mp3_key(answer: Answer) -> str:
    """Beside the WAV file, with the other ending."""
    return str(answer.narration.name).removesuffix(".wav") + ".mp3"


def remove(answer: Answer) -> None:
    """Let the files go of an answer whose row goes in this transaction."""
    if answer.narration:
        keys.release(str(answer.narration.name), mp3_key(answer))


def holds(key: str) -> bool:
    """Whether an answer has its speech there, or may have."""
    wav = key.removesuffix(".mp3") + ".wav" if key.endswith(".mp3") else key
    return Answer.objects.filter(narration=wav).exists()
