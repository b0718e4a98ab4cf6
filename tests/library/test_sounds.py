"""A sound becomes one channel at 16 kHz, whatever it was, and is never lost in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from omniweb.library import probe
from tests.library import clips
from tests.library.test_video import loudness, render, stream

ANTIPHASE = "sine=440:d=3,asplit[a][b];[b]volume=-1[n];[a][n]join=inputs=2"
SURROUND = "sine=440:d=3,pan=5.1|FC=c0"
FORMATS = {
    "wav": ("-ar", "8000", "-c:a", "pcm_mulaw", "-f", "wav"),
    "wav24": ("-c:a", "pcm_s24le", "-f", "wav"),
    "wavfloat": ("-c:a", "pcm_f32le", "-f", "wav"),
    "mp3": ("-f", "mp3"),
    "flac": ("-f", "flac"),
    "vorbis": ("-c:a", "libvorbis", "-f", "ogg"),
    "opus": ("-c:a", "libopus", "-f", "ogg"),
    "m4a": ("-c:a", "aac", "-f", "ipod"),
    "alac": ("-c:a", "alac", "-f", "ipod"),
    "adts": ("-c:a", "aac", "-f", "adts"),
    "wma": ("-c:a", "wmav2", "-f", "asf"),
    "aiff": ("-f", "aiff"),
    "webm": ("-c:a", "libopus", "-f", "webm"),
    "caf": ("-c:a", "pcm_s16be", "-f", "caf"),
}


@pytest.mark.parametrize("name", FORMATS)
def test_formats_people_bring(tmp_path: Path, name: str) -> None:
    source = clips.sound(tmp_path / "clip", extra=FORMATS[name])
    facts = probe.probe(source)
    assert (facts.kind, facts.has_audio, facts.width) == ("audio", True, None)
    assert facts.mime.startswith("audio/")
    assert facts.duration_s == pytest.approx(3, abs=0.15)
    made = render(source, tmp_path)
    assert set(made) == {"waveform", "timeline", "model-audio"}
    heard = stream(made["model-audio"].path, "audio")
    assert (heard["sample_rate"], heard["channels"]) == ("16000", 1)
    assert float(heard["duration"]) == pytest.approx(3, abs=0.15)
    assert loudness(made["model-audio"].path) > -30


@pytest.mark.parametrize("graph", [ANTIPHASE, SURROUND])
def test_no_channel_is_lost_in_one(tmp_path: Path, graph: str) -> None:
    form = ("-c:a", "pcm_s16le", "-f", "wav")
    source = tmp_path / "clip"
    clips.ffmpeg("-filter_complex", graph, *form, source)
    assert probe.probe(source).channels in (2, 6)
    made = render(source, tmp_path)
    assert loudness(made["model-audio"].path) > -40
    wave = json.loads(made["waveform"].path.read_text())
    assert max(top for _, top in wave["peaks"]) > 3


def test_thirty_seconds_are_the_border_of_wav(tmp_path: Path) -> None:
    source = clips.sound(tmp_path / "clip", seconds=30.5, extra=("-f", "wav"))
    made = render(source, tmp_path)["model-audio"]
    heard = stream(made.path, "audio")
    assert (heard["codec_name"], heard["bit_rate"]) == ("mp3", "64000")
    assert made.facts["mime"] == "audio/mpeg"
    assert float(heard["duration"]) == pytest.approx(30.5, abs=0.15)


def song(folder: Path, *more: str) -> Path:
    """An MP3 of two seconds with a marked cover."""
    cover, path = folder / "cover.jpg", folder / "song"
    clips.marked(500, 500).save(cover)
    tone = ("-f", "lavfi", "-t", "2", "-i", "sine=440", "-i", cover)
    picture = ("-c:v", "copy", "-disposition:v", "attached_pic")
    clips.ffmpeg(*tone, "-map", "0", "-map", "1", *picture, *more, "-f", "mp3", path)
    return path


def test_a_cover_is_a_poster_and_no_video(tmp_path: Path) -> None:
    source = song(tmp_path, "-metadata", "artist=Alice")
    assert probe.probe(source).kind == "audio"
    made = render(source, tmp_path)
    with Image.open(made["poster"].path) as poster:
        assert clips.corners(poster) == list(clips.CORNERS)
    assert b"Alice" not in made["model-audio"].path.read_bytes()


def test_a_broken_cover_does_not_cost_the_sound(tmp_path: Path) -> None:
    source = song(tmp_path)
    data = bytearray(source.read_bytes())
    at = data.index(b"\xff\xd8\xff")
    data[at + 20 : at + 1500] = bytes(1480)
    source.write_bytes(data)
    assert "model-audio" in render(source, tmp_path)


def test_the_track_that_plays_by_default_is_heard(tmp_path: Path) -> None:
    source = tmp_path / "two"
    first = ("-f", "lavfi", "-t", "2", "-i", "anullsrc=r=44100:cl=stereo")
    second = ("-f", "lavfi", "-t", "2", "-i", "sine=440")
    chosen = ("-disposition:a:0", "0", "-disposition:a:1", "default")
    tracks = ("-map", "0", "-map", "1", *chosen, "-c:a", "flac", "-f", "matroska")
    clips.ffmpeg(*first, *second, *tracks, source)
    assert probe.probe(source).channels == 1
    assert loudness(render(source, tmp_path)["model-audio"].path) > -30


def test_a_recorder_without_a_length_is_measured(tmp_path: Path) -> None:
    source = tmp_path / "recorded"
    stream_out = ("-c:a", "libopus", "-f", "webm", "-live", "1")
    clips.sound(source, seconds=4, extra=stream_out)
    facts = probe.probe(source)
    assert facts.duration_s == pytest.approx(4, abs=0.1)
