"""What leaves for the endpoint, read from the bytes that the upstream received."""

from __future__ import annotations

import base64
import io
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.analyses.conftest import Api, Make
from tests.library import clips

Received = Callable[[], list[dict[str, Any]]]
PLACE = "+52.5163+013.3779/"
FAMILIES = ("qwen3-omni-flash", "qwen3.5-omni-flash", "qwen3.5-omni-plus")


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the files lie before they are given."""
    return tmp_path_factory.mktemp("given")


def sent_file(body: dict[str, Any], path: Path) -> Path:
    """The file in the first user message, as it arrived."""
    content = next(m["content"] for m in body["messages"] if m["role"] == "user")
    (part,) = [part for part in content if part["type"] != "text"]
    inner = part[part["type"]]
    uri = inner.get("url") or inner["data"]
    head, _, encoded = uri.partition(",")
    assert head.startswith("data:") and head.endswith(";base64")
    assert len(uri) < 10_485_760
    path.write_bytes(base64.b64decode(encoded, validate=True))
    return path


def shown(path: Path) -> dict[str, Any]:
    """Format and streams, as another program sees them."""
    command = ["ffprobe", "-v", "error", "-of", "json", "-show_format", "-show_streams"]
    out = subprocess.run([*command, path], check=True, capture_output=True).stdout
    found: dict[str, Any] = json.loads(out)
    return found


def of_kind(found: dict[str, Any], kind: str) -> dict[str, Any]:
    """The one stream of a kind."""
    (stream,) = [s for s in found["streams"] if s["codec_type"] == kind]
    return dict(stream)


def phone_video(folder: Path) -> Path:
    """1080p, held upright by its display matrix, 48 kHz stereo, with a place."""
    still, flat = folder / "still.png", folder / "flat.mp4"
    clips.marked(1080, 1920).rotate(-90, expand=True).save(still)
    look = ("-loop", "1", "-framerate", "30", "-t", "6", "-i", still)
    hear = ("-f", "lavfi", "-t", "6", "-i", "sine=440:r=48000")
    form = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
    clips.ffmpeg(*look, *hear, *form, "-c:a", "aac", "-ac", "2", flat)
    path = folder / "phone.mp4"
    named = ("-metadata:s:v", "rotate=90", "-metadata", f"location={PLACE}")
    clips.ffmpeg("-i", flat, "-c", "copy", *named, path)
    marks = shown(path)
    assert PLACE in marks["format"]["tags"].values()
    assert of_kind(marks, "video")["width"] == 1920
    assert of_kind(marks, "audio")["channels"] == 2
    return path


def first_frame(path: Path, folder: Path) -> Image.Image:
    """The picture as a player shows it that knows no rotation."""
    frame = folder / "frame.png"
    clips.ffmpeg("-noautorotate", "-i", path, "-frames:v", "1", frame)
    return Image.open(frame)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_phone_video_goes_upright_small_and_without_its_place(
    api: Api, make: Make, received: Received, tmp_path: Path, folder: Path, family: str
) -> None:
    asset = make(phone_video(folder))
    told = api.ask(asset, "#pace 0 What is this?", model=f"dashscope/{family}")
    assert told["state"] == "done", told["error"]
    (body,) = received()
    path = sent_file(body, tmp_path / "sent.mp4")
    found = shown(path)
    video, audio = of_kind(found, "video"), of_kind(found, "audio")
    assert body["model"] == family and body["stream"] is True
    assert video["codec_name"] == "h264" and video["pix_fmt"] == "yuv420p"
    assert (video["width"], video["height"]) <= (720, 1280)
    assert video["height"] > video["width"]
    assert clips.corners(first_frame(path, tmp_path)) == list(clips.CORNERS)
    assert audio["channels"] == 1
    assert abs(float(found["format"]["duration"]) - 6) < 0.6
    raw = path.read_bytes()
    assert b"52.5163" not in raw and b"\xa9xyz" not in raw and b"location" not in raw


def test_a_podcast_goes_as_sixteen_kilohertz_mono(
    api: Api, make: Make, received: Received, tmp_path: Path, folder: Path
) -> None:
    form = ("-c:a", "aac", "-ar", "48000", "-ac", "2", "-metadata", "title=Episode 1")
    asset = make(clips.sound(folder / "podcast.m4a", seconds=40, extra=form))
    told = api.ask(asset, "#pace 0 What is said?")
    assert told["state"] == "done", told["error"]
    (body,) = received()
    found = shown(sent_file(body, tmp_path / "sent"))
    audio = of_kind(found, "audio")
    assert (audio["sample_rate"], audio["channels"]) == ("16000", 1)
    assert abs(float(found["format"]["duration"]) - 40) < 0.2
    assert "Episode" not in json.dumps(found)


def test_a_photo_goes_upright_and_without_its_place(
    api: Api, make: Make, received: Received, tmp_path: Path, folder: Path
) -> None:
    asset = make(clips.photo(folder / "photo.jpg", orientation=6, size=(1600, 1000)))
    told = api.ask(asset, "#pace 0 What is this?")
    assert told["state"] == "done", told["error"]
    (body,) = received()
    image = Image.open(io.BytesIO(sent_file(body, tmp_path / "sent.jpg").read_bytes()))
    assert clips.corners(image) == list(clips.CORNERS)
    assert image.width * image.height <= 1280 * 720
    assert not dict(image.getexif())
