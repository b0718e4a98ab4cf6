"""A real server that prepares: stopped, killed half way, and given hostile files."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.api import Api
from tests.library import clips, hostile
from tests.library.hostile_pictures import scans
from tests.library.hostile_texts import HLS
from tests.server import OmniwebServer

pytestmark = [pytest.mark.server, pytest.mark.serial]
NAMES = {
    "../../x.png": "x.png",
    "..\\..\\x.png": "x.png",
    "%d.png": "%d.png",
    "-i": "-i",
    "|sh": "|sh",
    "x" * 300 + ".png": None,
    "concat:a|b.png": "concat:a|b.png",
    "a%0Ab.png": None,
}


def post(api: Api, name: str, content: bytes) -> Any:
    """What the server says of a file that it was sent under this name."""
    head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"'
    body = head.encode() + b"\r\n\r\n" + content + b"\r\n--x--\r\n"
    kind = "multipart/form-data; boundary=x"
    status, told = api.raw("POST", "/api/v1/assets", body, Content_Type=kind)
    assert status == 201, told
    return json.loads(told)


def settled(api: Api, asset: str) -> Any:
    """The asset once it is ready or refused."""
    ends = {"ready", "rejected"}
    return api.until(f"assets/{asset}", lambda told: told["state"] in ends)


def runs(process: psutil.Process) -> bool:
    """Whether it is there and not merely unburied."""
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def children(server: OmniwebServer) -> list[psutil.Process]:
    """The processes under the server that read foreign files."""
    assert server.process
    below = psutil.Process(server.process.pid).children(recursive=True)
    return [child for child in below if runs(child)]


def soon(true: Callable[[], bool], seconds: float) -> bool:
    """Whether it comes true within so many seconds."""
    limit = time.monotonic() + seconds
    while not true():
        if time.monotonic() > limit:
            return False
        time.sleep(0.02)
    return True


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A film that takes seconds to prepare."""
    place = tmp_path_factory.mktemp("film")
    extra = ("-crf", "40")
    once = clips.video(place / "once.mp4", size="1280x720", seconds=4, extra=extra)
    clips.ffmpeg("-stream_loop", "24", "-i", once, "-c", "copy", place / "long.mp4")
    return (place / "long.mp4").read_bytes()


def half_way(
    server: OmniwebServer, api: Api, film: bytes, name: str
) -> tuple[Any, Path]:
    """An asset whose one long pass runs and has written something, and where.

    What an earlier kill left waits for the sweep; a clip is laid out, empty, before
    the child that fills it starts.
    """
    under = (server.data_dir / "work").glob
    left = set(under("prepare-*"))
    asset = post(api, name, film)
    filled: list[Path] = []

    def writes() -> bool:
        made = under("prepare-*/model-video.mp4")
        filled[:] = [clip.parent for clip in made if clip.stat().st_size]
        return bool(set(filled) - left)

    assert soon(writes, 30)
    assert children(server)
    return asset, (set(filled) - left).pop()


def test_a_stop_leaves_no_process_and_no_file(
    server: OmniwebServer, api: Api, film: bytes
) -> None:
    asset, work = half_way(server, api, film, "stopped.mp4")
    held, began = children(server), time.monotonic()
    api.post(f"assets/{asset['id']}/stop")
    told = settled(api, asset["id"])
    assert (told["state"], told["reason_code"]) == ("rejected", "stopped")
    assert soon(lambda: not children(server) and not work.exists(), 1)
    assert time.monotonic() - began < 1
    assert not any(runs(child) for child in held)
    assert not told["renditions"]


def test_a_kill_half_way_is_made_good_at_the_next_start(
    server: OmniwebServer, api: Api, film: bytes
) -> None:
    asset, _ = half_way(server, api, film + b"\0", "killed.mp4")
    held = children(server)
    server.kill()
    assert soon(lambda: not any(runs(child) for child in held), 1)
    server.start()
    told = settled(api, asset["id"])
    assert told["state"] == "ready", told
    assert {"model-video", "poster", "filmstrip", "waveform"} <= {
        rendition["spec"] for rendition in told["renditions"]
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name_is_only_a_name(
    server: OmniwebServer, api: Api, name: str
) -> None:
    picture = hostile.stills()["PNG"] + name.encode()
    told = settled(api, post(api, name, picture)["id"])
    assert told["state"] == "ready", told
    assert "/" not in told["name"] and "\n" not in told["name"]
    assert 0 < len(told["name"]) <= 255
    assert NAMES[name] in (None, told["name"])
    assert not list(server.data_dir.parent.glob("x*"))


def test_hostile_files_are_refused_with_their_sentences(
    api: Api, tmp_path: Path
) -> None:
    secret = clips.sound(tmp_path / "secret.wav", seconds=1)
    whole = clips.video(tmp_path / "a.mp4", seconds=1).read_bytes()
    files = {
        "not_media": HLS.format(secret).encode(),
        "broken": whole[: len(whole) // 2],
        "too_many_pixels": hostile.png((65_500, 65_500)),
        "too_hard": scans(4_000),
    }
    for code, content in files.items():
        told = settled(api, post(api, f"{code}.mp4", content)["id"])
        assert (told["state"], told["reason_code"]) == ("rejected", code)
        assert told["reason"].endswith(".")
        assert not told["renditions"]
