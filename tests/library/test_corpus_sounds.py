"""Every kind of sound becomes one channel at 16 kHz in which all of it is heard.

`pytest -s` prints the table: kind, decision, what came out, time.
"""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from PIL import Image

from omniweb.library import probe, transform
from omniweb.library.made import Made
from tests.library import clips, corpus
from tests.library.corpus_sound import SOUNDS, Sounds
from tests.library.tables import Row, refused


@pytest.mark.parametrize("name", SOUNDS)
def test_it_comes_out_right(name: str, tmp_path: Path, table: list[Row]) -> None:
    kind, path, out = SOUNDS[name], tmp_path / "file", tmp_path / "out"
    kind.make(path)
    out.mkdir()
    if kind.refused:
        return refused(table, name, kind.refused, path, out)
    began = time.perf_counter()
    found = probe.inspect(path)
    made = {one.spec: one for one in transform.render(path, found, out)}
    spent, facts = time.perf_counter() - began, found.facts
    assert (facts.mime, facts.audio_codec) == (kind.mime, kind.codec)
    assert facts.duration_s == pytest.approx(kind.seconds, abs=kind.within)
    heard = _heard(made, kind)
    said = f"{facts.channels} x {facts.sample_rate} Hz, {facts.duration_s} s"
    table.append((name, "ready", f"{said}: {heard}", spent))
    assert not corpus.secrets(made)
    if kind.cover:
        with Image.open(made["poster"].path) as poster:
            assert clips.corners(poster) == list(clips.CORNERS)


def _heard(made: dict[str, Made], kind: Sounds) -> str:
    """Each tone at its level, unclipped, and the whole length."""
    sound = made["model-audio"]
    assert sound.facts["duration_s"] == pytest.approx(kind.seconds, abs=0.1)
    heard = corpus.samples(sound.path)
    top = max(map(abs, heard))
    wave = json.loads(made["waveform"].path.read_text())
    loudest = max((max(-low, high) for low, high in wave["peaks"]), default=0)
    assert loudest / 128 == pytest.approx(top, abs=0.03)
    assert kind.loose or top < 0.9999
    if not kind.tones:
        assert kind.loose or top < 0.001
        return "silence" if top < 0.001 else f"noise to {top:.2f}"
    part = heard[len(heard) // 4 :][:16000]
    found = {hertz: corpus.strength(part, hertz) for hertz in kind.tones}
    near = 0.3 if kind.loose else 0.12
    assert found == pytest.approx(dict(kind.tones), rel=near)
    return " ".join(f"{hertz}:{level:.3f}" for hertz, level in found.items())


def test_it_is_a_corpus() -> None:
    assert len(SOUNDS) >= 45
