"""A picture that moves becomes a film, each frame for its own time, on white."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from PIL import Image

from omniweb.library import probe, transform
from tests.library.raw_images import chunk, into_png

COLOURS = ("red", "lime", "blue")
LASTS = (500, 1500, 1000)


def moving(
    path: Path, form: str, lasts: tuple[int, ...] = LASTS, **more: object
) -> Path:
    """Three colours, each for its time."""
    first, *rest = (Image.new("RGB", (320, 200), colour) for colour in COLOURS)
    times = {"duration": list(lasts), "save_all": True, "append_images": rest}
    first.save(path, form, **times, **more)
    return path


def seen(path: Path, tmp_path: Path) -> list[str]:
    """What each frame of the model's video shows."""
    out = tmp_path / "out"
    out.mkdir()
    transform.render(path, probe.inspect(path), out)
    command = [
        "ffmpeg",
        "-v",
        "error",
        "-i",
        out / "model-video.mp4",
        "-vf",
        "scale=1:1",
    ]
    raw = ["-pix_fmt", "rgb24", "-f", "rawvideo", "-"]
    done = subprocess.run([*command, *raw], capture_output=True, check=True)
    pixels = [done.stdout[n : n + 3] for n in range(0, len(done.stdout), 3)]
    return [COLOURS[max(range(3), key=pixel.__getitem__)] for pixel in pixels]


@pytest.mark.parametrize(
    ("form", "mime"),
    [("WEBP", "webp"), ("PNG", "png"), ("AVIF", "avif"), ("GIF", "gif")],
)
def test_each_frame_has_its_own_time(tmp_path: Path, form: str, mime: str) -> None:
    path = moving(tmp_path / "file", form)
    facts = probe.probe(path)
    assert (facts.kind, facts.mime) == ("video", f"image/{mime}")
    assert (facts.width, facts.height) == (320, 200)
    assert (facts.duration_s, facts.frames) == (pytest.approx(3, abs=0.05), 3)
    assert seen(path, tmp_path) == ["red", *["lime"] * 3, *["blue"] * 2]


def test_a_frame_without_a_time_stands_for_a_tenth(tmp_path: Path) -> None:
    path = moving(tmp_path / "file", "WEBP", (0, 0, 1000), lossless=True)
    assert probe.probe(path).duration_s == pytest.approx(1.2)


def test_frames_larger_than_a_model_takes_are_made_smaller(tmp_path: Path) -> None:
    path = tmp_path / "file"
    first, second = (Image.new("RGB", (3000, 2000), c) for c in ("red", "blue"))
    first.save(path, "WEBP", save_all=True, append_images=[second], duration=1000)
    facts = probe.probe(path)
    assert (facts.width, facts.height) == (3000, 2000)
    assert seen(path, tmp_path) == ["red", "red", "blue", "blue"]


def test_more_frames_than_anybody_draws_are_refused(tmp_path: Path) -> None:
    """An APNG that claims two thousand million frames."""
    path = tmp_path / "file"
    Image.new("RGB", (64, 64)).save(path, "PNG")
    into_png(path, b"acTL", (2**31 - 1).to_bytes(4, "big") + bytes(4))
    assert chunk(b"acTL", b"")[4:8] in path.read_bytes()
    with pytest.raises(probe.Rejected) as refused:
        probe.probe(path)
    assert refused.value.code == "too_many_frames"
    assert "video" in refused.value.sentence


def test_a_film_that_ends_within_a_frame_is_refused(tmp_path: Path) -> None:
    path = moving(tmp_path / "file", "PNG")
    path.write_bytes(path.read_bytes()[:-60])
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(probe.Rejected) as refused:
        transform.render(path, probe.inspect(path), out)
    assert refused.value.code == "broken"
