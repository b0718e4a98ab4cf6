"""Every kind of film comes out upright, in its colours and in time, or is refused.

`pytest -s` prints the table: kind, decision, what came out, time.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from PIL import Image

from omniweb.library import probe, transform
from omniweb.library.made import Made
from omniweb.providers.recipes import SIDE, box, fitted
from tests.library import card, clips, corpus
from tests.library.corpus_video import KINDS, Kind
from tests.library.corpus_video_more import MORE
from tests.library.tables import Row, refused

ALL = KINDS | MORE


@pytest.mark.parametrize("name", ALL)
def test_it_comes_out_right(name: str, tmp_path: Path, table: list[Row]) -> None:
    kind, path, out = ALL[name], tmp_path / "file", tmp_path / "out"
    kind.make(path)
    out.mkdir()
    if kind.refused:
        return refused(table, name, kind.refused, path, out)
    began = time.perf_counter()
    found = probe.inspect(path)
    made = {one.spec: one for one in transform.render(path, found, out)}
    spent = time.perf_counter() - began
    _measured(found, kind)
    seen = [_looks_right(made, kind), _sounds_right(made, kind)]
    facts = found.facts
    came = f"{facts.width} x {facts.height}, {facts.duration_s} s, {', '.join(seen)}"
    table.append((name, "ready", came, spent))
    assert not corpus.secrets(made)


def _measured(found: probe.Inspection, kind: Kind) -> None:
    """The facts of the file, its length within one frame."""
    facts = found.facts
    assert facts.kind == "video"
    assert (facts.width, facts.height) == kind.size
    assert facts.video_codec == kind.codec
    assert facts.has_audio == (kind.level is not None)
    assert facts.duration_s == pytest.approx(kind.seconds, abs=kind.frame + 0.001)
    if kind.fps:
        assert facts.fps == pytest.approx(kind.fps, rel=0.02)


def _looks_right(made: dict[str, Made], kind: Kind) -> str:
    """The clip for models shows what it should when it should; so does the poster."""
    size = fitted(kind.size, box(SIDE))
    track = corpus.told(made["model-video"].path)["video"]
    assert (track["width"], track["height"]) == size
    assert track["pix_fmt"] == "yuv420p"
    assert (track["color_space"], track["color_range"]) == ("bt709", "tv")
    assert (track["color_primaries"], track["color_transfer"]) == ("bt709", "bt709")
    assert not track.get("side_data_list")
    frames = corpus.frames(made["model-video"].path, size)
    assert len(frames) / 2 == pytest.approx(kind.seconds, abs=0.5)
    if not kind.colours:
        return f"{len(frames)} frames"
    marked = [clips.corners(frame) == list(clips.CORNERS) for frame in frames]
    assert marked == [n / 2 >= kind.shown_from for n in range(len(frames))]
    with Image.open(made["poster"].path) as poster:
        shown = [frames[-1], poster.convert("RGB")]
    with Image.open(made["filmstrip"].path) as strip:
        shown.append(_last_tile(strip, made["filmstrip"]))
    worst = [_farthest(image, kind) for image in shown]
    assert max(worst) <= 3, worst
    return "Delta E " + " ".join(f"{value:.1f}" for value in worst)


def _last_tile(strip: Image.Image, made: Made) -> Image.Image:
    facts = made.facts
    row, column = divmod(facts["tiles"] - 1, facts["columns"])
    wide, high = facts["tile_width"], facts["tile_height"]
    left, top = column * wide, row * high
    return strip.convert("RGB").crop((left, top, left + wide, top + high))


def _farthest(image: Image.Image, kind: Kind) -> float:
    assert clips.corners(image) == list(clips.CORNERS)
    if kind.colours == "all":
        return card.farthest(image, kind.seen)
    return card.farthest(image, kind.seen, card.PATCHES)


def _sounds_right(made: dict[str, Made], kind: Kind) -> str:
    """The tone is as loud as it was, and begins when it did."""
    if kind.level is None:
        assert "model-audio" not in made
        return "no sound"
    sound = made["model-audio"]
    length = kind.heard_s or kind.seconds
    assert sound.facts["duration_s"] == pytest.approx(length, abs=0.12)
    heard = corpus.samples(sound.path)
    if not kind.level:
        assert max(map(abs, heard)) < 0.001
        return "silence"
    began = corpus.onset(heard)
    assert began == pytest.approx(kind.heard_from, abs=0.06)
    start = round(began * 16000) + 1600
    level = corpus.strength(heard[start : start + 8000], corpus.TONE)
    assert level == pytest.approx(kind.level, rel=0.2)
    return f"tone {level:.2f} at {began:.2f} s"


def test_it_is_a_corpus() -> None:
    assert len(ALL) >= 80
