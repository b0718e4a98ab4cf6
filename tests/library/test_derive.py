"""Further forms of a clip and a sound: made once, from what stands, as foretold."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import Storage
from PIL import Image

from omniweb.accounts.actor import Actor
from omniweb.library import actions, jail, renditions, transform
from omniweb.library.models import Asset, Rendition, State
from omniweb.providers.recipes import CLIP, SOUND, Recipe, foretold
from omniweb.storage import local_copy
from tests.library import clips
from tests.library.once import Once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def inline(settings: Any) -> None:
    settings.JOB_RUNNER = "omniweb.jobs.runners.Inline"


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six seconds of 1280x720 at 30 fps with a tone."""
    folder = tmp_path_factory.mktemp("film")
    return clips.video(folder / "a.mp4", size="1280x720", seconds=6)


@pytest.fixture
def clip(
    bob: Actor,
    film: Path,
    once: Once,
    tmp_path: Path,
    places: Path,
    kept: Storage,
    monkeypatch: pytest.MonkeyPatch,
) -> Asset:
    """The film as an asset of bob's, prepared."""
    monkeypatch.setattr(transform, "render", once.render)
    return received(bob, Path(shutil.copy(film, tmp_path / film.name)))


def received(actor: Actor, path: Path) -> Asset:
    asset = actions.receive(actor=actor, name=path.name, path=path)
    asset.refresh_from_db()
    assert asset.state == State.READY, asset.reason
    return asset


def shown(row: Rendition) -> dict[str, Any]:
    """Duration, and each track, as another program sees the file."""
    command = ["ffprobe", "-v", "error", "-of", "json", "-count_frames"]
    with local_copy(row.file) as path:
        out = subprocess.run(
            [*command, "-show_format", "-show_streams", path],
            check=True,
            capture_output=True,
        ).stdout
    found = json.loads(out)
    tracks = {stream["codec_type"]: stream for stream in found["streams"]}
    return {"seconds": float(found["format"]["duration"]), **tracks}


def video(side: int, fps: float, kbps: int = 32, span: Any = None) -> Recipe:
    return Recipe(kind="video", side=side, fps=fps, kbps=kbps, span=span)


@pytest.mark.parametrize(
    ("recipe", "size", "frames", "seconds"),
    [
        (video(480, 2), (852, 480), 12, 6),
        (video(360, 1), (640, 360), 6, 6),
        (video(360, 0.5), (640, 360), 3, 6),
        (video(720, 2, 64, (2.0, 5.0)), (1280, 720), 6, 3),
        (video(720, 8, 0), (1280, 720), 48, 6),
    ],
)
def test_a_clip_comes_out_as_it_was_foretold(
    clip: Asset, recipe: Recipe, size: tuple[int, int], frames: int, seconds: float
) -> None:
    row = renditions.make(clip, recipe)
    found, told = shown(row), foretold(recipe, renditions.original(clip).facts)
    track = found["video"]
    assert (track["width"], track["height"]) == size == (told.width, told.height)
    assert abs(int(track["nb_read_frames"]) - frames) <= 1
    assert told.frames == frames
    assert found["seconds"] == pytest.approx(seconds, abs=0.6)
    assert ("audio" in found) is bool(recipe.kbps) is told.has_audio
    assert row.bytes <= told.bytes


def test_a_form_is_made_once(clip: Asset) -> None:
    first = renditions.make(clip, video(360, 1))
    again = renditions.make(clip, video(360, 1))
    assert again.pk == first.pk
    assert renditions.original(clip).made[first.spec].bytes == first.bytes


def test_two_who_need_it_at_once_share_it(clip: Asset) -> None:
    made: list[Rendition] = []

    def work() -> None:
        from django.db import connection

        made.append(renditions.make(clip, SOUND_LOW))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({row.pk for row in made}) == 1


SOUND_LOW = replace(SOUND, kbps=32)


@pytest.mark.parametrize(
    ("recipe", "codec", "seconds"),
    [
        (replace(SOUND, form="ogg", kbps=24), "opus", 6),
        (SOUND_LOW, "pcm_s16le", 6),
        (replace(SOUND, span=(1.0, 2.5)), "pcm_s16le", 1.5),
    ],
)
def test_a_sound_alone(clip: Asset, recipe: Recipe, codec: str, seconds: float) -> None:
    row = renditions.make(clip, recipe)
    found = shown(row)
    assert found["audio"]["codec_name"] == codec
    assert found["audio"]["channels"] == 1
    assert found["seconds"] == pytest.approx(seconds, abs=0.1)
    assert row.bytes <= foretold(recipe, renditions.original(clip).facts).bytes
    assert "video" not in found


@pytest.mark.parametrize(("count", "side"), [(6, 720), (48, 480), (3, 360)])
def test_a_list_of_frames_is_one_file(clip: Asset, count: int, side: int) -> None:
    recipe = Recipe(kind="frames", side=side, count=count)
    row = renditions.make(clip, recipe)
    pieces = renditions.read_pieces(row)
    images = [Image.open(io.BytesIO(piece)) for piece in pieces]
    assert len(images) == count
    assert {image.format for image in images} == {"JPEG"}
    assert {min(image.size) for image in images} == {side}
    assert len(set(pieces)) == count  # the test picture moves: no frame twice
    assert row.bytes <= foretold(recipe, renditions.original(clip).facts).bytes


@pytest.mark.parametrize(
    "recipe", [video(360, 2), Recipe(kind="frames", side=360, count=12)]
)
def test_a_turned_clip_stays_upright(
    bob: Actor, tmp_path: Path, places: Path, kept: Storage, recipe: Recipe
) -> None:
    asset = received(bob, clips.turned_video(tmp_path / "turned.mp4", 90))
    row = renditions.make(asset, recipe)
    still = tmp_path / "still.png"
    if recipe.kind == "frames":
        image = Image.open(io.BytesIO(renditions.read_pieces(row)[0]))
    else:
        with local_copy(row.file) as path:
            clips.ffmpeg("-i", path, "-frames:v", "1", still)
        image = Image.open(still)
    assert clips.corners(image) == list(clips.CORNERS)


def test_what_runs_over_its_rate_is_made_coarser(
    bob: Actor, tmp_path: Path, places: Path, kept: Storage
) -> None:
    noise = "nullsrc=s=640x360:r=10:d=4,geq=random(1)*255:128:128"
    path = tmp_path / "noise.mp4"
    clips.ffmpeg("-f", "lavfi", "-i", noise, "-qp", "18", "-pix_fmt", "yuv420p", path)
    asset = received(bob, path)
    row = renditions.make(asset, video(360, 2, 0))
    assert (
        row.bytes <= foretold(video(360, 2, 0), renditions.original(asset).facts).bytes
    )


def test_a_stop_ends_the_encoder(clip: Asset) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(jail.Stopped):
        renditions.make(clip, video(360, 2, 64), stop)
    assert not clip.renditions.filter(spec=video(360, 2, 64).spec).exists()


def test_a_clip_whose_track_is_empty_has_no_sound(clip: Asset) -> None:
    clip.renditions.filter(spec=SOUND.spec).delete()
    assert renditions.original(clip).facts.has_audio is False
    assert CLIP.spec in renditions.original(clip).made
