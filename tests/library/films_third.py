"""A third set of films of known content, kept apart to judge what was tuned on others.

Its scenes, people and cameras are not those of the first two sets.
"""

from __future__ import annotations

import random
import subprocess
from functools import partial
from pathlib import Path

from tests.library import films_third_calm as calm
from tests.library import films_third_fast as fast
from tests.library import films_third_life as life
from tests.library import films_third_people as people
from tests.library import films_third_places as places
from tests.library import films_third_rush as rush
from tests.library import films_third_slides as slides
from tests.library.films_other import Film
from tests.library.films_other_talks import Painter

SMALL, OLD, LARGE = (400, 224), (360, 270), (560, 316)
TALL, SLIM, TINY = (270, 480), (216, 384), (320, 180)
VOICE = (
    "aevalsrc='0.25*sin(2*PI*(140+25*sin(2.1*t))*t)*abs(sin(11*t))"
    "*gt(sin(1.3*t)+sin(0.7*t),-0.8)':s=16000"
)
SONG = "aevalsrc='0.12*sin(2*PI*(196+49*floor(mod(t*2,4)))*t)*(1-mod(4*t,1))':s=16000"
PLACE = "anoisesrc=a=0.04:c=pink:seed=11:r=16000"
HUSH = "anullsrc=r=16000:cl=mono"
# One thread: with more, a film differs now and then by some bits.
X264 = ("-c:v", "libx264", "-threads", "1", "-preset")
FILM = (*X264, "veryfast", "-crf", "22")
SITE = (*X264, "veryfast", "-crf", "29")
EDIT = (*X264, "superfast", "-crf", "18", "-g", "60")
LONG = (*X264, "veryfast", "-crf", "24", "-bf", "4", "-g", "400")


def phone(fps: int, crf: int = 23) -> tuple[str, ...]:
    """As phones write: nothing that refers ahead, a key frame a second."""
    form = "superfast", "-crf", str(crf), "-bf", "0", "-g", str(fps)
    return *X264, *form, "-keyint_min", str(fps), "-sc_threshold", "0"


def grain(strength: int, *more: str) -> str:
    """A sensor's noise, after other filters."""
    return ",".join((*more, f"noise=alls={strength}:allf=t"))


CLOUD = "eq=brightness='0.03*sin(0.9*t)+0.01*sin(2.9*t)':eval=frame"
LAMP = "eq=brightness='0.012*sin(40*t)':eval=frame"
SMEAR = "tmix=frames=2"
said = partial(partial, people.speech)
pages = partial(partial, slides.shown)
head = partial(Film, label="talking head", sound=VOICE, camera=grain(5), seconds=10)
show = partial(Film, label="slideshow", sound=VOICE, camera="null", seconds=12)
wild = partial(Film, label="action", sound=SONG, camera="null", seconds=10)
ease = partial(Film, label="mixed", sound=PLACE, camera=grain(3), seconds=10)
FILMS: dict[str, Film] = {
    "desk": head(paint=people.desk, fps=24, form=FILM),
    "host": head(paint=people.strap, fps=25, form=EDIT),
    "asked": head(paint=people.over_shoulder, fps=24, form=LONG, seconds=11),
    "streamer": head(
        paint=people.microphone, size=SMALL, fps=60, form=phone(60), camera=grain(2)
    ),
    "two chairs": head(paint=people.angles, form=FILM, seconds=12),
    "remote guest": head(paint=people.call, fps=30, form=phone(30, 27), camera="null"),
    "by the window": head(paint=said(), form=SITE, camera=grain(4, CLOUD)),
    "held at arm's length": head(
        paint=said(tall=0.36, at=(0.5, 0.55), sway=0.02, place=places.market),
        size=SLIM,
        fps=30,
        form=phone(30),
    ),
    "upright on a stand": head(
        paint=said(tall=0.3, at=(0.5, 0.5), hands=0.6),
        size=TALL,
        fps=30,
        form=phone(30),
    ),
    "night webcam": head(
        paint=said(tall=0.6, at=(0.52, 0.7), place=places.lights),
        size=OLD,
        fps=30,
        form=SITE,
        camera=grain(16, LAMP),
    ),
    "course": head(
        paint=said(tall=0.38, at=(0.3, 0.5), hands=0.7, place=places.studio),
        form=LONG,
        seconds=11,
    ),
    "station": ease(paint=partial(life.concourse, people=15), size=SMALL, form=FILM),
    "aquarium": ease(paint=life.reef, fps=30, form=phone(30)),
    "waves": ease(paint=calm.waves, form=SITE),
    "carton": ease(paint=calm.crate, fps=24, form=EDIT, sound=SONG),
    "stew": ease(paint=calm.stew, fps=30, form=phone(30)),
    "cows": ease(paint=life.herd, fps=24, form=LONG),
    "parcels": ease(paint=calm.belt, form=FILM, camera="null"),
    "camp fire": ease(paint=calm.fire, size=OLD, fps=24, form=SITE, camera=grain(6)),
    "from above": ease(paint=calm.aerial, form=FILM, sound=SONG, seconds=12),
    "report": ease(paint=calm.montage, form=EDIT, seconds=12, sound=VOICE),
    "market walk": ease(
        paint=partial(life.concourse, people=9, place=places.market, glide=0.04),
        size=SLIM,
        fps=30,
        form=phone(30),
    ),
    "gym hall": ease(
        paint=partial(life.concourse, people=9, place=places.gym),
        size=TINY,
        fps=60,
        form=phone(60),
        camera="null",
    ),
    "ski": wild(paint=rush.rush, fps=30, size=TINY, form=phone(30), sound=PLACE),
    "kart": wild(
        paint=partial(
            rush.rush, base=(90, 92, 98), line=(240, 230, 90), pace=900, jolt=0.02
        ),
        size=TINY,
        fps=24,
        form=FILM,
    ),
    "chased": wild(
        paint=partial(
            rush.rush, base=(110, 100, 70), line=(80, 60, 40), jolt=0.06, gates=False
        ),
        size=SLIM,
        fps=24,
        form=phone(24),
        sound=PLACE,
    ),
    "hurried": wild(paint=fast.whips, form=SITE, camera=SMEAR, sound=PLACE),
    "corridor": wild(
        paint=partial(fast.whips, place=places.hall, stop=0.5),
        size=SLIM,
        fps=30,
        form=phone(30),
        camera=grain(8, "eq=brightness=-0.2"),
    ),
    "shooter": wild(paint=fast.shooter, fps=30, size=SMALL, form=phone(30, 26)),
    "coaster": wild(paint=rush.coaster, fps=25, size=TINY, form=FILM, sound=PLACE),
    "court": wild(paint=fast.court, form=LONG, sound=PLACE),
    "beat edit": wild(paint=fast.beats, fps=24, form=EDIT),
    "teaser": wild(
        paint=partial(fast.beats, beat=0.5, punch=0.9), size=OLD, fps=25, form=SITE
    ),
    "drummer": wild(paint=fast.drummer, fps=25, form=FILM, camera=grain(5)),
    "car window": wild(paint=fast.passing, size=SMALL, fps=25, form=SITE, camera=SMEAR),
    "lecture": show(paint=slides.lecture, size=LARGE, form=FILM),
    "recipes": show(paint=pages(pages=slides.recipes, change="fade"), form=SITE),
    "quotes": show(
        paint=pages(pages=slides.quotes, change="push"),
        size=TALL,
        fps=30,
        form=phone(30),
        sound=SONG,
    ),
    "scans": show(paint=pages(pages=slides.scans), size=LARGE, form=SITE, sound=HUSH),
    "album": show(
        paint=pages(pages=slides.albums, change="push", takes=0.7), sound=SONG, fps=24
    ),
    "phone photos": show(
        paint=pages(pages=slides.single, change="fade", takes=0.4),
        size=TALL,
        fps=30,
        form=phone(30),
        sound=SONG,
    ),
    "large photos": show(
        paint=pages(pages=slides.single, change="black", takes=0.7, stay=(2.8, 5.5)),
        form=EDIT,
        sound=SONG,
    ),
    "diagram": show(paint=slides.diagram, fps=60, size=SMALL, form=phone(60)),
    "map": show(paint=slides.pins, form=LONG, camera=grain(2)),
    "spreadsheet": show(paint=slides.sheet, fps=30, size=LARGE, form=phone(30, 26)),
    "quiz": show(paint=slides.quiz, form=FILM, sound=SONG),
    "lyrics": show(paint=slides.lyrics, fps=24, form=SITE, sound=SONG),
}
LABELLED: list[tuple[str, str]] = [(name, film.label) for name, film in FILMS.items()]


def _pour(film: Film, paint: Painter, run: subprocess.Popen[bytes]) -> int:
    """Paint each picture into the encoder; its exit code."""
    assert run.stdin
    for n in range(int(film.seconds * film.fps)):
        run.stdin.write(paint(n / film.fps).tobytes())
    run.stdin.close()
    return run.wait(timeout=300)


def make(path: Path, name: str) -> Path:
    """Write the film of that name as an MP4."""
    film = FILMS[name]
    w, h = film.size
    seen = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{w}x{h}"]
    seen += ["-r", str(film.fps), "-i", "pipe:0"]
    heard = ["-f", "lavfi", "-t", str(film.seconds), "-i", film.sound]
    form = ["-vf", f"format=yuv420p,{film.camera}", *film.form, "-c:a", "aac"]
    form += ["-b:a", "48k", "-flags", "+bitexact", "-fflags", "+bitexact"]
    command = [
        "ffmpeg",
        "-v",
        "error",
        "-y",
        "-filter_threads",
        "1",
        *seen,
        *heard,
        *form,
        str(path),
    ]
    paint = film.paint(random.Random(f"third {name}"), film.size)
    with subprocess.Popen(command, stdin=subprocess.PIPE) as run:
        assert _pour(film, paint, run) == 0
    return path
