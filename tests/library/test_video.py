"""A video becomes upright, small, slow and clean; its sound is kept."""

from __future__ import annotations

import json
import re
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from omniweb.library import jail, probe, transform
from omniweb.library.made import Made
from tests.library import clips


def shown(path: Path) -> dict[str, Any]:
    """What ffprobe, unguarded, says of a file of ours."""
    command = ["ffprobe", "-v", "error", "-of", "json", "-show_format", "-show_streams"]
    out = subprocess.run([*command, path], check=True, capture_output=True).stdout
    found: dict[str, Any] = json.loads(out)
    return found


def render(path: Path, tmp_path: Path) -> dict[str, Made]:
    """All renditions of a file, by spec."""
    out = tmp_path / "out"
    out.mkdir()
    return {
        made.spec: made for made in transform.render(path, probe.inspect(path), out)
    }


def stream(path: Path, kind: str) -> dict[str, Any]:
    """The one stream of a kind."""
    (found,) = [s for s in shown(path)["streams"] if s["codec_type"] == kind]
    return dict(found)


def loudness(path: Path) -> float:
    """The mean volume in decibels."""
    command = [
        "ffmpeg",
        "-nostdin",
        "-i",
        path,
        "-af",
        "volumedetect",
        "-f",
        "null",
        "-",
    ]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    found = re.search(r"mean_volume: (\S+) dB", said)
    assert found
    return float(found[1])


def test_one_pass_makes_all_that_pages_and_models_need(tmp_path: Path) -> None:
    source = clips.video(tmp_path / "a", extra=("-f", "mp4"), size="1920x1080")
    made = render(source, tmp_path)
    assert set(made) == {
        "poster",
        "filmstrip",
        "waveform",
        "timeline",
        "model-video",
        "model-audio",
    }
    video = stream(made["model-video"].path, "video")
    assert (video["codec_name"], video["pix_fmt"]) == ("h264", "yuv420p")
    assert (video["width"], video["height"]) == (852, 480)
    assert video["avg_frame_rate"] == "2/1"
    sound = stream(made["model-video"].path, "audio")
    assert (sound["codec_name"], sound["sample_rate"], sound["channels"]) == (
        "aac",
        "16000",
        1,
    )
    heard = stream(made["model-audio"].path, "audio")
    assert (heard["codec_name"], heard["sample_rate"]) == ("pcm_s16le", "16000")
    length = float(shown(made["model-video"].path)["format"]["duration"])
    assert abs(length - 4) <= 0.5
    assert abs(float(heard["duration"]) - 4) < 0.05
    facts = made["model-video"].facts
    assert facts["bytes"] == made["model-video"].path.stat().st_size
    assert (facts["fps"], facts["frames"]) == (2, 8)


def test_the_model_file_can_start_before_it_is_whole(tmp_path: Path) -> None:
    made = render(clips.video(tmp_path / "a.mp4"), tmp_path)
    head = made["model-video"].path.read_bytes()
    assert head.index(b"moov") < head.index(b"mdat")


def test_filmstrip_and_waveform_say_how_they_are_laid_out(tmp_path: Path) -> None:
    made = render(clips.video(tmp_path / "a.mp4", seconds=40, rate="10"), tmp_path)
    strip = made["filmstrip"].facts
    rows = -(-strip["tiles"] // strip["columns"])
    with Image.open(made["filmstrip"].path) as sprite:
        assert sprite.size == (
            strip["columns"] * strip["tile_width"],
            rows * strip["tile_height"],
        )
    assert (strip["tile_width"], strip["tile_height"]) == (160, 90)
    assert strip["tiles"] <= 60
    assert strip["tiles"] * strip["interval_s"] == pytest.approx(40, abs=1)
    wave = json.loads(made["waveform"].path.read_text())
    assert len(wave["peaks"]) == made["waveform"].facts["buckets"] == 800
    assert wave["duration_s"] == pytest.approx(40, abs=0.1)
    low, top = wave["peaks"][400]
    assert -128 <= low < 0 < top <= 127
    assert made["model-audio"].path.suffix == ".mp3"
    assert stream(made["model-audio"].path, "audio")["sample_rate"] == "16000"


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_a_turned_phone_video_comes_out_upright(tmp_path: Path, rotate: int) -> None:
    source = clips.turned_video(tmp_path / "a.mp4", rotate)
    upright = tmp_path / "oracle.png"
    clips.ffmpeg("-i", source, "-frames:v", "1", upright)
    with Image.open(upright) as oracle:
        assert clips.corners(oracle) == list(clips.CORNERS)
    facts = probe.probe(source)
    assert (facts.width, facts.height) == (640, 360)
    made = render(source, tmp_path)
    first = tmp_path / "first.png"
    clips.ffmpeg("-noautorotate", "-i", made["model-video"].path, "-frames:v", 1, first)
    for path in (made["poster"].path, first):
        with Image.open(path) as image:
            assert clips.corners(image) == list(clips.CORNERS)
    assert not stream(made["model-video"].path, "video").get("side_data_list")


def test_no_place_and_no_name_travels_on(tmp_path: Path) -> None:
    marks = ("location=+48.1351+011.5820/", "title=Secret title", "artist=Alice")
    extra = tuple(part for mark in marks for part in ("-metadata", mark))
    source = clips.video(
        tmp_path / "a.mov", extra=(*extra, "-movflags", "use_metadata_tags")
    )
    assert b"+48.1351" in source.read_bytes()
    for made in render(source, tmp_path).values():
        content = made.path.read_bytes()
        for secret in (b"48.1351", b"Secret", b"Alice", b"Lavf"):
            assert secret not in content, made.spec


@pytest.mark.parametrize(
    ("size", "fitted"),
    [
        ("1080x1920", (480, 852)),
        ("721x405", (720, 404)),
        ("320x240", (320, 240)),
        ("1000x1000", (480, 480)),
    ],
)
def test_sizes_fit_and_are_even(
    tmp_path: Path, size: str, fitted: tuple[int, int]
) -> None:
    form = ("-pix_fmt", "yuv444p", "-f", "matroska")
    source = clips.video(tmp_path / "a", size=size, seconds=1, sound="", extra=form)
    made = render(source, tmp_path)
    video = stream(made["model-video"].path, "video")
    assert (video["width"], video["height"]) == fitted
    assert video["pix_fmt"] == "yuv420p"
    assert set(made) == {"poster", "filmstrip", "timeline", "model-video"}


def test_ten_bits_become_eight(tmp_path: Path) -> None:
    form = ("-c:v", "libx265", "-x265-params", "log-level=error")
    hdr = ("-pix_fmt", "yuv420p10le", "-color_trc", "smpte2084")
    space = ("-color_primaries", "bt2020", "-colorspace", "bt2020nc")
    source = clips.video(
        tmp_path / "a.mp4", size="320x240", seconds=1, extra=(*form, *hdr, *space)
    )
    video = stream(render(source, tmp_path)["model-video"].path, "video")
    assert video["pix_fmt"] == "yuv420p"


def test_pixels_that_are_not_square_are_made_so(tmp_path: Path) -> None:
    source = clips.video(
        tmp_path / "a.mp4", size="360x288", extra=("-vf", "setsar=16/9"), seconds=1
    )
    facts = probe.probe(source)
    assert (facts.width, facts.height) == (640, 288)
    video = stream(render(source, tmp_path)["model-video"].path, "video")
    assert (video["width"], video["height"]) == (640, 288)
    assert video["sample_aspect_ratio"] == "1:1"


@pytest.mark.parametrize("seconds", [0.04, 0.3])
def test_a_blink_is_no_empty_file(tmp_path: Path, seconds: float) -> None:
    source = clips.video(tmp_path / "a.mp4", seconds=seconds, sound="", rate="25")
    made = render(source, tmp_path)
    assert int(stream(made["model-video"].path, "video")["nb_frames"]) >= 1
    assert made["filmstrip"].facts["tiles"] >= 1


def test_the_poster_is_not_the_black_beginning(tmp_path: Path) -> None:
    source = tmp_path / "a.mp4"
    graph = "color=black:s=320x180:d=3[a];testsrc2=s=320x180:d=3[b];[a][b]concat"
    clips.ffmpeg("-filter_complex", graph, "-pix_fmt", "yuv420p", source)
    with Image.open(render(source, tmp_path)["poster"].path) as poster:
        assert max(poster.convert("L").getextrema()) > 100


def test_sound_that_begins_late_stays_in_place(tmp_path: Path) -> None:
    source = tmp_path / "a.mkv"
    picture = ("-f", "lavfi", "-i", "testsrc2=s=320x180:d=4")
    late = ("-itsoffset", "2", "-f", "lavfi", "-t", "2", "-i", "sine=440")
    clips.ffmpeg(*picture, *late, "-c:v", "libx264", "-c:a", "aac", source)
    wave = json.loads(render(source, tmp_path)["waveform"].path.read_text())
    half = len(wave["peaks"]) // 2
    assert all(top < 3 for _, top in wave["peaks"][: half - 20])
    assert all(top > 3 for _, top in wave["peaks"][half + 20 : -20])


def test_many_frames_are_thinned_by_skipping(tmp_path: Path) -> None:
    source = clips.video(tmp_path / "a.mp4", seconds=12, size="320x180", rate="30")
    made = render(source, tmp_path)
    assert made["model-video"].facts["frames"] == pytest.approx(24, abs=1)


def test_a_stop_ends_the_child_at_once(tmp_path: Path) -> None:
    source = clips.video(tmp_path / "a.mp4", seconds=30, size="640x360")
    found, stop, out = probe.inspect(source), threading.Event(), tmp_path / "out"
    out.mkdir()
    began = time.monotonic()
    with pytest.raises(jail.Stopped):
        transform.render(source, found, out, progress=lambda _: stop.set(), stop=stop)
    assert time.monotonic() - began < 5


def test_a_long_large_film_has_as_many_frames_as_it_likes(tmp_path: Path) -> None:
    second = clips.video(tmp_path / "1.mp4", size="1920x1080", seconds=1, sound="")
    film = tmp_path / "film.mp4"
    clips.ffmpeg("-stream_loop", 89, "-i", second, "-c", "copy", film)
    facts = probe.probe(film)
    assert (facts.width, facts.frames) == (1920, 2700)
