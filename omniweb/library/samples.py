"""Three sample clips for an empty library, made here on demand and sent nowhere."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.conf import settings

from omniweb.accounts.actor import Actor
from omniweb.errors import Problem
from omniweb.library import actions, jail, samples_art, speaking
from omniweb.library.models import Asset
from omniweb.library.running import FFMPEG
from omniweb.work import work_directory

NAMES = (
    "Harbour Roast poster.jpg",
    "Harbour Roast radio.mp3",
    "Harbour Roast film.mp4",
)
SPOKEN = (
    "Harbour Roast. Small batches, roasted slowly by the sea. Open the tin, and the"
    " morning begins. Now in two hundred and fifty gram tins."
)
SCENE_S = 3.5
FPS = 25
# A quiet chord of three sines, which swells and ebbs.
CHORD = "*".join(
    ("(sin(2*PI*196*t)+sin(2*PI*247*t)+sin(2*PI*294*t))", "0.05", "(1+sin(2*PI*0.2*t))")
)


def give(*, actor: Actor) -> list[Asset]:
    """Make the samples and receive them; those that are there already stay as they
    are. Blocks for a few seconds. Needs an editor."""
    with work_directory(Path(settings.DATA_DIR) / "work") as directory:
        work = Path(directory)
        scenes = samples_art.draw(work)
        sound = _sound(work)
        made = (_poster(scenes[0], work), sound, _film(scenes, sound, work))
        return [
            actions.receive(actor=actor, name=name, path=path)
            for name, path in zip(NAMES, made, strict=True)
        ]


def _ffmpeg(work: Path, *arguments: str) -> None:
    command = [FFMPEG, "-nostdin", "-v", "error", "-y", *arguments]
    clean = ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags", "+bitexact"]
    limits = jail.Limits(wall_s=120, memory=2 * jail.GIB)
    result = jail.run([*command[:-1], *clean, command[-1]], limits, writes=work)
    if result.code:
        raise Problem(
            503,
            "no_samples",
            "The samples could not be made here. Install ffmpeg with libx264 and"
            " libmp3lame, or upload a file of your own.",
        )


def _poster(scene: Path, work: Path) -> Path:
    target = work / "poster.jpg"
    _ffmpeg(work, "-i", str(scene), "-q:v", "3", "-frames:v", "1", str(target))
    return target


def _sound(work: Path) -> Path:
    """Music, and speech over it where espeak-ng stands."""
    target, length = work / "radio.mp3", str(SCENE_S * 3)
    music = ("-f", "lavfi", "-t", length, "-i", f"aevalsrc={CHORD}:s=24000")
    form = ("-t", length, "-c:a", "libmp3lame", "-b:a", "96k", str(target))
    pcm = b""
    if speaking.available():
        pcm = speaking.speak(SPOKEN, language="en-us", variant="f3")
    if not pcm:
        _ffmpeg(work, *music, *form)
        return target
    speech = work / "speech.pcm"
    speech.write_bytes(pcm)
    said = ("-f", "s16le", "-ar", str(speaking.RATE), "-ac", "1", "-i", str(speech))
    mixed = "[0][1]amix=inputs=2:duration=first:normalize=0"
    _ffmpeg(work, *music, *said, "-filter_complex", mixed, *form)
    return target


def _film(scenes: list[Path], sound: Path, work: Path) -> Path:
    """The scenes with a slow zoom, one after the other, under the sound."""
    target = work / "film.mp4"
    frames = int(SCENE_S * FPS)
    inputs = [part for scene in scenes for part in ("-i", str(scene))]
    zoom = f"zoompan=z=1+0.0012*on:x=iw/2-iw/zoom/2:d={frames}:s=1280x720:fps={FPS}"
    graph = "".join(f"[{n}]{zoom}[s{n}];" for n in range(len(scenes)))
    graph += "".join(f"[s{n}]" for n in range(len(scenes)))
    graph += f"concat=n={len(scenes)},format=yuv420p[v]"
    heard = work / "film.mp3"
    shutil.copyfile(sound, heard)
    form = ["-c:v", "libx264", "-preset", "veryfast", "-threads", "1", "-c:a", "aac"]
    mapped = ["-filter_complex", graph, "-map", "[v]", "-map", f"{len(scenes)}:a"]
    _ffmpeg(work, *inputs, "-i", str(heard), *mapped, *form, "-shortest", str(target))
    return target
