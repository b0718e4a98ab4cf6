"""A second set of films of known content, painted picture by picture.

The first set (films.py) moves stills by ffmpeg. These are drawn anew for each picture
and piped to ffmpeg, which adds what cameras add: noise, flicker, blur, a bent lens.
"""

from __future__ import annotations

import random
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.library import films_other_action as action
from tests.library import films_other_art as art
from tests.library import films_other_mixed as mixed
from tests.library import films_other_nature as nature
from tests.library import films_other_rides as rides
from tests.library import films_other_slides as slides
from tests.library import films_other_talks as talks

SMALL, WIDE, LARGE = (426, 240), (480, 270), (640, 360)
OLD, TALL = (400, 300), (270, 480)
# Where each film's sound comes from; noise has a seed, so it is the same each time.
VOICE = (
    "aevalsrc='0.2*(mod(t*125,1)-0.5)*max(0,sin(9*t)*sin(23*t))"
    "*gt(sin(0.9*t),-0.6)':s=16000"
)
MUSIC = (
    "aevalsrc='0.1*sin(2*PI*220*t)*(1-mod(2*t,1))+0.1*sin(2*PI*330*t)*mod(t,1)':s=16000"
)
PLACE = "anoisesrc=a=0.05:c=brown:seed=7:r=16000"
X264 = ("-c:v", "libx264", "-preset", "veryfast", "-threads", "2")
FILM = (*X264, "-crf", "23")
PHONE = (*X264, "-crf", "21", "-bf", "0", "-g", "30", "-keyint_min", "30")
SITE = (*X264, "-crf", "28", "-maxrate", "600k", "-bufsize", "1200k")
HEVC = (
    *("-c:v", "libx265", "-preset", "ultrafast", "-crf", "26", "-tag:v", "hvc1"),
    *("-x265-params", "log-level=error:pools=2:frame-threads=1"),
)


@dataclass(frozen=True, kw_only=True)
class Film:
    """How one film is painted and stored."""

    label: str
    paint: Callable[[random.Random, art.Size], talks.Painter]
    size: art.Size = WIDE
    fps: int = 25
    seconds: float = 11
    camera: str = "noise=alls=5:allf=t"
    form: tuple[str, ...] = FILM
    sound: str = PLACE


head = partial(Film, label="talking head", sound=VOICE)
show = partial(Film, label="slideshow", camera="null", sound=VOICE)
wild = partial(Film, label="action", sound=MUSIC)
calm = partial(Film, label="mixed")
said = partial(partial, talks.talks)
FLICKER = "eq=brightness='0.025*sin(7*t)+0.02*sin(2.3*t)':eval=frame"
BLUR = "tmix=frames=2"
FILMS: dict[str, Film] = {
    "interview": head(paint=said(at=(0.36, 0.55), place=partial(art.room, blur=3))),
    "webcam": head(
        paint=said(tall=0.5),
        size=OLD,
        fps=25,
        camera=f"{FLICKER},noise=alls=14:allf=t",
        seconds=10,
    ),
    "news": head(paint=talks.news, size=LARGE, camera="null", seconds=10),
    "podcast": head(paint=talks.podcast, seconds=14),
    "vlogger": head(
        paint=said(tall=0.44, sway=0.045, place=art.street, at=(0.5, 0.6)),
        size=TALL,
        fps=30,
        form=PHONE,
        seconds=10,
    ),
    "gesturing": head(
        paint=said(tall=0.33, hands=0.3, at=(0.5, 0.45)), fps=50, seconds=10
    ),
    "selfie": head(
        paint=said(tall=0.4, at=(0.5, 0.55), sway=0.01),
        size=TALL,
        fps=30,
        form=PHONE,
        camera="noise=alls=4:allf=t",
        seconds=10,
    ),
    "testimonial": head(
        paint=said(push=0.008, at=(0.6, 0.5), place=art.landscape), form=HEVC
    ),
    "jump cuts": head(paint=talks.jumps, fps=30, form=SITE),
    "video call": head(
        paint=talks.call, size=LARGE, fps=25, camera="null", form=SITE, seconds=10
    ),
    "panel": head(paint=said(people=3, tall=0.22, hands=0.07, at=(0.5, 0.45))),
    "presentation": show(paint=slides.talk),
    "bullets": show(paint=slides.bullets, size=LARGE),
    "browser": show(paint=slides.screen, size=LARGE, fps=30),
    "holiday photos": show(paint=slides.photos, fps=30, sound=MUSIC, seconds=13),
    "title cards": show(paint=slides.titles, size=OLD, sound=MUSIC),
    "charts": show(paint=slides.charts, size=OLD, form=PHONE),
    "photo story": show(paint=partial(slides.photos, framed=True), size=TALL, fps=30),
    "pushed pages": show(
        paint=partial(slides.talk, change="push", dark=True), fps=60, seconds=10
    ),
    "code": show(paint=slides.code, fps=30, form=SITE),
    "old photos": show(
        paint=slides.old_photos, camera="noise=alls=9:allf=t", sound=MUSIC
    ),
    "thrown pages": show(paint=slides.thrown, camera="noise=alls=8:allf=t", form=HEVC),
    "sport": wild(paint=action.sport, camera=BLUR, form=SITE, seconds=10, sound=PLACE),
    "helmet": wild(
        paint=rides.ride,
        size=SMALL,
        fps=30,
        camera=f"lenscorrection=k1=-0.1,{BLUR}",
        form=PHONE,
        seconds=10,
        sound=PLACE,
    ),
    "dance": wild(paint=action.dance, size=SMALL, fps=25, seconds=10),
    "music video": wild(paint=action.clip, seconds=12),
    "runner": wild(paint=action.runner, camera="null", form=HEVC, seconds=10),
    "party": wild(paint=action.party, camera="null", form=SITE, seconds=10),
    "race": wild(paint=rides.race, fps=30, camera="null", seconds=10),
    "boxing": wild(paint=action.fight, size=OLD, camera=BLUR, seconds=10),
    "drone": wild(paint=rides.drone, seconds=10, sound=PLACE),
    "bicycle": wild(
        paint=partial(rides.ride, place=art.street, pace=1.8, rough=1.2),
        size=TALL,
        fps=30,
        form=PHONE,
        seconds=10,
        sound=PLACE,
    ),
    "trailer": wild(paint=partial(action.clip, beat=0.72), form=SITE, seconds=10),
    "turntable": calm(paint=mixed.turntable, form=HEVC, camera="null", sound=MUSIC),
    "ken burns": calm(paint=mixed.burns, sound=MUSIC, camera="null"),
    "slow pan": calm(paint=nature.pan),
    "passers-by": calm(paint=mixed.passers, fps=30, form=PHONE),
    "cooking": calm(paint=mixed.hands, fps=30),
    "b-roll": calm(paint=mixed.b_roll, seconds=13, sound=MUSIC),
    "logo": calm(paint=mixed.logo, camera="null", sound=MUSIC, fps=30),
    "time lapse": calm(paint=nature.lapse, sound=MUSIC),
    "garden": calm(paint=nature.garden, size=OLD, seconds=10),
    "walk-through": calm(
        paint=partial(nature.pan, place=art.room, speed=0.03, sway=0.03),
        size=TALL,
        fps=30,
        form=PHONE,
    ),
    "painting": calm(
        paint=partial(mixed.hands, place=art.landscape, tool="brush"),
        size=OLD,
        form=SITE,
    ),
    "traffic": calm(
        paint=partial(mixed.passers, people=4, cars=3, tall=0.24), fps=50, seconds=10
    ),
}
LABELLED: list[tuple[str, str]] = [(name, film.label) for name, film in FILMS.items()]


def make(path: Path, name: str) -> Path:
    """Write the film of that name as an MP4."""
    film = FILMS[name]
    paint = film.paint(random.Random(name), film.size)
    w, h = film.size
    given = [
        "-f",
        "rawvideo",
        "-pix_fmt",
        "rgb24",
        "-s",
        f"{w}x{h}",
        "-r",
        str(film.fps),
    ]
    given += ["-i", "pipe:0", "-f", "lavfi", "-t", str(film.seconds), "-i", film.sound]
    seen = f"format=yuv420p,{film.camera}"
    sound = (
        "-c:a",
        "aac",
        "-b:a",
        "64k",
        "-flags",
        "+bitexact",
        "-fflags",
        "+bitexact",
    )
    command = ["ffmpeg", "-v", "error", "-y", *given, "-vf", seen, *film.form, *sound]
    with subprocess.Popen(
        [*command, "-f", "mp4", str(path)], stdin=subprocess.PIPE
    ) as run:
        assert run.stdin
        for n in range(int(film.seconds * film.fps)):
            run.stdin.write(paint(n / film.fps).tobytes())
        run.stdin.close()
        assert run.wait(timeout=300) == 0
    return path
