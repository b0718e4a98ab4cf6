"""Kinds of sound that people bring: containers, codecs, channels, and odd lengths."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.library import clips
from tests.library.corpus import LEVEL, PRIVATE, TONE

# Encoders whose codec has another name.
NAMES = {
    "libmp3lame": "mp3",
    "libvorbis": "vorbis",
    "libopus": "opus",
    "libspeex": "speex",
}
OTHER = 1000  # of a second speaker, or of what only a bass channel holds


@dataclass(frozen=True, kw_only=True)
class Sounds:
    """One file and what must come of it, or the code of its refusal.

    tones are the amplitudes to be heard, by frequency; none is silence. loose where a
    codec keeps a tone's level only roughly.
    """

    make: Callable[[Path], object]
    seconds: float = 2.0
    within: float = 0.03
    tones: Mapping[int, float] = field(default_factory=lambda: {TONE: LEVEL})
    codec: str = ""
    mime: str = ""
    cover: bool = False
    loose: bool = False
    refused: str = ""


def sine(hertz: int = TONE, level: float = LEVEL) -> str:
    """A tone, as an expression."""
    return f"{level}*sin(2*PI*{hertz}*t)"


def source(
    *channels: str, seconds: float = 2, rate: int = 44100, layout: str = ""
) -> str:
    """Channels by their expressions."""
    named = f":c={layout}" if layout else ""
    return f"aevalsrc={'|'.join(channels)}:s={rate}:d={seconds}{named}"


def written(*form: str, graph: str = source(sine())) -> Callable[[Path], None]:
    """A sound in a form, with private words in it."""

    def make(path: Path) -> None:
        clips.ffmpeg("-f", "lavfi", "-i", graph, *PRIVATE, *form, path)

    return make


def sound(form: str, encoder: str, mime: str, *more: str, **expected: object) -> Sounds:
    """A tone in a container and a codec, as ffmpeg names its encoder."""
    graph = str(expected.pop("graph", source(sine())))
    make = written("-c:a", encoder, *more, "-f", form, graph=graph)
    codec = NAMES.get(encoder, encoder)
    return Sounds(make=make, codec=codec, mime=f"audio/{mime}", **expected)


def wav(graph: str, *more: str, **expected: object) -> Sounds:
    """A WAV of several channels."""
    return sound("wav", "pcm_s16le", "wav", *more, graph=graph, **expected)


def covered(form: str, encoder: str, mime: str, **expected: object) -> Sounds:
    """A sound with a cover in it."""

    def make(path: Path) -> None:
        cover = path.with_name("cover.jpg")
        clips.marked(500, 500).save(cover)
        given = ("-f", "lavfi", "-i", source(sine()), "-i", cover, "-map", "0")
        picture = ("-map", "1", "-c:v", "copy", "-disposition:v", "attached_pic")
        clips.ffmpeg(*given, *picture, *PRIVATE, "-c:a", encoder, "-f", form, path)

    codec = NAMES.get(encoder, encoder)
    return Sounds(make=make, codec=codec, mime=f"audio/{mime}", cover=True, **expected)


def piped(path: Path) -> None:
    """A WAV whose lengths nobody filled in, as from a pipe."""
    written("-f", "wav")(path)
    data = bytearray(path.read_bytes())
    data[4:8] = b"\xff" * 4
    at = data.index(b"data")
    data[at + 4 : at + 8] = b"\xff" * 4
    path.write_bytes(data)


def amr(path: Path) -> None:
    """Telephone speech, a hundred frames of 20 ms: there is no encoder to make it."""
    noise = random.Random(4)
    frames = (b"\x3c" + noise.randbytes(31) for _ in range(100))
    path.write_bytes(b"#!AMR\n" + b"".join(frames))


def unlabelled(path: Path) -> None:
    """Four channels that say not where they stand: an old header with no mask."""
    sines = (sine(300), sine(600), sine(900), sine(1200))
    written("-c:a", "pcm_s16le", "-f", "wav", graph=source(*sines))(path)
    data = bytearray(path.read_bytes())
    at = data.index(b"fmt ")
    size = int.from_bytes(data[at + 4 : at + 8], "little")
    data[at + 8 : at + 10] = b"\1\0"
    del data[at + 24 : at + 8 + size]
    data[at + 4 : at + 8] = (16).to_bytes(4, "little")
    data[4:8] = (len(data) - 8).to_bytes(4, "little")
    path.write_bytes(data)


AAC, OPUS = ("-b:a", "96k"), ("-b:a", "64k")
CONTAINERS: dict[str, Sounds] = {
    "wav": sound("wav", "pcm_s16le", "wav"),
    "wav, 8 kHz mu-law": sound("wav", "pcm_mulaw", "wav", "-ar", "8000"),
    "wav, 8 kHz a-law": sound("wav", "pcm_alaw", "wav", "-ar", "8000"),
    "wav, 8 bit": sound("wav", "pcm_u8", "wav", "-ar", "11025"),
    "wav, 24 bit": sound("wav", "pcm_s24le", "wav"),
    "wav, float": sound("wav", "pcm_f32le", "wav"),
    "wav, adpcm": sound("wav", "adpcm_ima_wav", "wav", within=0.06),
    "wav, no lengths": Sounds(make=piped, codec="pcm_s16le", mime="audio/wav"),
    "wav, over 4 GB form": sound("wav", "pcm_s16le", "wav", "-rf64", "always"),
    "mp3": sound("mp3", "libmp3lame", "mpeg", within=0.06),
    "mp3, no header": sound(
        *("mp3", "libmp3lame", "mpeg", "-write_xing", "0", "-q:a", "4"),
        within=0.08,
    ),
    "mp3 with a cover": covered("mp3", "libmp3lame", "mpeg", within=0.06),
    "flac": sound("flac", "flac", "flac"),
    "flac with a cover": covered("flac", "flac", "flac"),
    "ogg vorbis": sound("ogg", "libvorbis", "ogg"),
    "ogg opus": sound("ogg", "libopus", "ogg", *OPUS),
    "ogg speex": sound(
        "ogg", "libspeex", "ogg", "-ar", "16000", "-ac", "1", within=0.06, loose=True
    ),
    "ogg flac": sound("ogg", "flac", "ogg"),
    "m4a, aac": sound("ipod", "aac", "mp4", *AAC),
    "m4a, alac": sound("ipod", "alac", "mp4"),
    "m4a with a cover": covered("ipod", "aac", "mp4"),
    "mov, sound alone": sound("mov", "aac", "mp4"),
    "aac, adts": sound("adts", "aac", "aac", *AAC, within=0.08),
    "amr": Sounds(
        make=amr, codec="amr_nb", mime="audio/amr", tones={}, loose=True
    ),
    "wma": sound("asf", "wmav2", "x-ms-asf", within=0.06),
    "aiff": sound("aiff", "pcm_s16be", "aiff"),
    "caf": sound("caf", "pcm_s16be", "x-caf"),
    "caf, alac": sound("caf", "alac", "x-caf", within=0.05),
    "webm": sound("webm", "libopus", "webm", *OPUS),
    "webm, recorder": sound("webm", "libopus", "webm", *OPUS, "-live", "1"),
    "mka": sound("matroska", "libvorbis", "x-matroska", within=0.04),
    "3gp, sound alone": sound("3gp", "aac", "mp4"),
    "ts, sound alone": sound("mpegts", "aac", "mp2t", within=0.06),
    "unreadable": sound(
        "matroska", "truehd", "", "-strict", "-2", graph=source(sine(), rate=48000),
        refused="codec",
    ),
}  # fmt: skip
LEFT_RIGHT = {TONE: LEVEL / 2, OTHER: LEVEL / 2}
ALL_SIX = (sine(300), sine(500), sine(700), sine(60), sine(900), sine(1100))
LEVELS = {300: 0.05, 500: 0.05, 700: 0.071, 60: 0.035, 900: 0.035, 1100: 0.035}
LOUD = tuple(sine(440, 0.9) for _ in range(6))
CHANNELS: dict[str, Sounds] = {
    "two speakers": wav(source(sine(), sine(OTHER)), tones=LEFT_RIGHT),
    "antiphase": wav(source(sine(), f"-{sine()}")),
    "antiphase, mp3": sound(
        "mp3", "libmp3lame", "mpeg", graph=source(sine(), f"-{sine()}"),
        within=0.06,
    ),
    "same on both": wav(source(sine(), sine())),
    "left alone": wav(source(sine(), "0"), tones={TONE: LEVEL / 2}),
    "right alone": wav(source("0", sine()), tones={TONE: LEVEL / 2}),
    "5.1": wav(source(*ALL_SIX, layout="5.1"), tones=LEVELS),
    "5.1, aac": sound(
        "ipod", "aac", "mp4", "-b:a", "384k", graph=source(*ALL_SIX, layout="5.1"),
        tones=LEVELS,
    ),
    "5.1, bass alone": wav(
        source("0", "0", "0", sine(60), "0", "0", layout="5.1"), tones={60: 0.035}
    ),
    "5.1, as loud as it can be": wav(
        source(*LOUD, layout="5.1"), tones={440: 0.95}
    ),
    "7.1": wav(
        source(*(sine(300 * n) for n in range(1, 9)), layout="7.1"),
        tones={300: 0.05, 600: 0.05, 900: 0.071}
        | {300 * n: 0.035 for n in range(4, 9)},
    ),
    "four microphones": Sounds(
        make=unlabelled, codec="pcm_s16le", mime="audio/wav",
        tones={300: 0.05, 600: 0.05, 900: 0.05, 1200: 0.05},
    ),
}  # fmt: skip
HALF_AN_HOUR = 25 * 60
LENGTHS: dict[str, Sounds] = {
    "silence": wav("anullsrc=r=44100:d=2", tones={}),
    "very quiet": wav(source(sine(level=0.002)), tones={TONE: 0.002}),
    "full scale": wav(source(sine(level=0.99)), tones={TONE: 0.99}),
    "96 kHz": sound(
        "flac", "flac", "flac", "-sample_fmt", "s32", graph=source(sine(), rate=96000)
    ),
    "8 kHz": wav(source(sine(), rate=8000)),
    "one sample": wav("anullsrc=r=16000:d=1,atrim=end_sample=1", refused="broken"),
    "a tenth of a second": wav(
        source(sine(), seconds=0.1), seconds=0.1, tones={TONE: LEVEL}
    ),
    "25 minutes": wav(
        source(sine(), rate=8000, seconds=HALF_AN_HOUR), seconds=HALF_AN_HOUR
    ),
}  # fmt: skip
SOUNDS = CONTAINERS | CHANNELS | LENGTHS
