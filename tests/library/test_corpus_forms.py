"""Further forms of a film are as upright, as right in colour and as whole in sound."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from omniweb.facts import MediaFacts
from omniweb.library import derive, probe, transform
from omniweb.library.made import Made
from omniweb.providers.recipes import CLIP, Recipe
from tests.library import card, clips, corpus
from tests.library.corpus import TAGS
from tests.library.corpus_sound import sine, source
from tests.library.corpus_video import X265
from tests.library.wide import HLG

OPPOSED = source(sine(), f"-{sine()}")
SILENT = ("-f", "lavfi", "-i", "anullsrc=r=44100:cl=mono:d=2")


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film in HLG, of whose two sounds the second plays, left against right."""
    folder = tmp_path_factory.mktemp("original")
    first, path = folder / "first.mov", folder / "film"
    form = (*X265, *HLG["tags"], "-c:a", "pcm_s16le")
    corpus.film(first, *form, into=HLG["into"], coded=HLG["coded"], sound=OPPOSED)
    tracks = ("-map", "1:v", "-map", "0:a", "-map", "1:a", "-c:v", "copy")
    sounds = ("-c:a", "pcm_s16le", "-disposition:a:0", "0")
    chosen = ("-disposition:a:1", "default", "-f", "mov")
    clips.ffmpeg(*SILENT, "-i", first, *tracks, *sounds, *chosen, path)
    return path


def form(base: Path, held: MediaFacts, recipe: Recipe, whole: MediaFacts) -> Made:
    """A further form, made beside its base."""
    out = base.with_name(f"{base.stem}-{recipe.spec}")
    out.mkdir()
    foreign = held == whole
    return derive.derive(base, held, recipe, whole, out, foreign=foreign)


def right(image: Image.Image) -> None:
    """The card stands and its patches have their colours."""
    assert clips.corners(image) == list(clips.CORNERS)
    assert card.farthest(image, among=card.PATCHES) <= 3


def listed(made: Made) -> list[Image.Image]:
    """The pictures of a list of frames."""
    data, found, at = made.path.read_bytes(), [], 0
    for size in made.facts["sizes"]:
        one = made.path.with_name(f"one-{at}.jpg")
        one.write_bytes(data[at : at + size])
        with Image.open(one) as image:
            found.append(image.convert("RGB"))
        at += size
    return found


@pytest.mark.parametrize("fps", [1, 4])
def test_a_clip_at_another_rate(original: Path, tmp_path: Path, fps: int) -> None:
    """One a second comes from the prepared clip, four from the original."""
    whole = probe.inspect(original).facts
    recipe = Recipe(kind="video", side=180, fps=fps, kbps=32)
    base, held = prepared(original, tmp_path) if fps == 1 else (original, whole)
    made = form(base, held, recipe, whole)
    frames = corpus.frames(made.path, corpus.SIZE)
    assert len(frames) == pytest.approx(2 * fps, abs=1)
    right(frames[-1])
    told = corpus.told(made.path)
    assert (told["video"]["color_space"], told["audio"]["channels"]) == ("bt709", 1)
    heard = corpus.samples(made.path)
    assert corpus.strength(heard[8000:16000], corpus.TONE) == pytest.approx(0.1, 0.2)


def prepared(original: Path, folder: Path) -> tuple[Path, MediaFacts]:
    """What the one pass makes of it for models."""
    made = transform.render(original, probe.inspect(original), folder)
    (clip,) = [one for one in made if one.spec == CLIP.spec]
    path = folder / "clip.mp4"
    clip.path.rename(path)
    return path, MediaFacts.from_json(clip.facts)


@pytest.mark.parametrize("count", [3, 8])
def test_a_list_of_frames(original: Path, tmp_path: Path, count: int) -> None:
    """Few come from the prepared clip, many from the original."""
    whole = probe.inspect(original).facts
    recipe = Recipe(kind="frames", side=180, count=count)
    base, held = prepared(original, tmp_path) if count == 3 else (original, whole)
    shown = listed(form(base, held, recipe, whole))
    assert len(shown) == count
    right(shown[-1])


def test_a_clear_film_from_the_original(tmp_path: Path) -> None:
    path = tmp_path / "film"
    options = {"into": "zscale=m=709:r=tv,format=yuva444p10le", "sound": ""}
    corpus.film(
        *(path, "-c:v", "prores_ks", "-profile:v", "4", *TAGS, "-f", "mov"),
        coded=lambda colour: [part / 255 for part in card.clear(colour)],
        **options,
    )
    whole = probe.inspect(path).facts
    made = form(path, whole, Recipe(kind="video", side=180, fps=4), whole)
    last = corpus.frames(made.path, corpus.SIZE)[-1]
    assert card.farthest(last, card.on_white) <= 3
