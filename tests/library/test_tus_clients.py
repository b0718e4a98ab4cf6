"""Independent tus clients against a running server: send, break, resume, end."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import subprocess
import time
import uuid
from pathlib import Path
from typing import Any

import pytest
from tusclient.client import TusClient

from tests.library import clips
from tests.library.live import MIB, Live, Watch

pytestmark = pytest.mark.server
PIECE = 8 * MIB
ROOT = Path(__file__).resolve().parents[2]


def client(live: Live) -> TusClient:
    """tuspy, signed in."""
    return TusClient(
        f"{live.server.url}/uploads/", headers={"Authorization": f"Bearer {live.token}"}
    )


def found(live: Live, content: bytes) -> Any:
    """The asset of that content."""
    digest = hashlib.sha256(content).hexdigest()
    (asset,) = live.json("GET", f"/api/v1/assets?sha256={digest}")["items"]
    return asset


def video(tmp_path: Path) -> bytes:
    """A short film that no other test sends."""
    extra = ("-metadata", f"comment={uuid.uuid4()}")
    path = clips.video(tmp_path / "film.mp4", seconds=2, extra=extra)
    return path.read_bytes()


def test_tuspy_sends_and_the_film_gets_ready(live: Live, tmp_path: Path) -> None:
    content = video(tmp_path)
    uploader = client(live).uploader(
        file_stream=io.BytesIO(content),
        chunk_size=len(content) // 3,
        metadata={"filename": "film.mp4"},
        upload_checksum=True,
    )
    uploader.upload()
    asset = found(live, content)
    assert asset["name"] == "film.mp4"
    until = time.monotonic() + 60
    while asset["state"] in ("new", "preparing"):
        assert time.monotonic() < until, asset
        time.sleep(0.1)
        asset = live.json("GET", f"/api/v1/assets/{asset['id']}")
    assert asset["state"] == "ready", asset["reason"]
    assert asset["facts"]["kind"] == "video"
    for made in asset["renditions"]:
        response = live.ask("GET", made["url"], Range="bytes=0-9")
        assert (response.status, len(response.content)) == (206, 10)
        assert response.headers["Content-Type"] == made["content_type"]


def test_tuspy_goes_on_where_a_killed_server_stopped(
    live: Live, tmp_path: Path
) -> None:
    content = video(tmp_path)
    third = len(content) // 3
    first = client(live).uploader(file_stream=io.BytesIO(content), chunk_size=third)
    first.upload_chunk()
    live.server.kill()
    live.server.start()
    again = client(live).uploader(
        file_stream=io.BytesIO(content), url=first.url, chunk_size=third
    )
    assert again.get_offset() == third
    again.upload()
    assert found(live, content)["bytes"] == len(content)


def test_a_broken_piece_is_sent_again(live: Live) -> None:
    """A connection that breaks within a piece leaves the offset before it."""
    content = uuid.uuid4().bytes * 4096
    head = {"Tus_Resumable": "1.0.0"}
    made = live.ask("POST", "/uploads/", Upload_Length=str(len(content)), **head)
    url = made.headers["Location"]
    connection = live.connect()
    connection.putrequest("PATCH", url)
    told = {
        "Authorization": f"Bearer {live.token}",
        "Tus-Resumable": "1.0.0",
        "Upload-Offset": "0",
        "Content-Type": "application/offset+octet-stream",
        "Content-Length": str(len(content)),
    }
    for name, value in told.items():
        connection.putheader(name, value)
    connection.endheaders()
    connection.send(content[:1000])
    connection.close()
    assert live.ask("HEAD", url, **head).headers["Upload-Offset"] == "0"
    uploader = client(live).uploader(
        file_stream=io.BytesIO(content), url=live.server.url + url
    )
    uploader.upload()
    assert found(live, content)["bytes"] == len(content)


def test_an_upload_is_ended(live: Live) -> None:
    uploader = client(live).uploader(file_stream=io.BytesIO(b"x" * 100), chunk_size=10)
    uploader.upload_chunk()
    path = uploader.url.removeprefix(live.server.url)
    assert live.ask("DELETE", path, Tus_Resumable="1.0.0").status == 204
    assert live.ask("HEAD", path, Tus_Resumable="1.0.0").status == 404


def test_tus_js_client_sends_breaks_resumes_and_ends(
    live: Live, tmp_path: Path
) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    content = video(tmp_path)
    script = ROOT / "tests" / "js" / "tus_client.mjs"
    command = [
        node,
        script,
        f"{live.server.url}/uploads/",
        live.token,
        tmp_path / "film.mp4",
    ]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["asset"] == found(live, content)["id"]
    assert told["resumedAt"] > 0
    assert told["ended"] is True


@pytest.mark.serial
def test_two_gigabytes_cost_no_memory(live: Live) -> None:
    """Zeros, so that what is measured is the way and not the disk's patience."""
    size, piece = 2 * 1024 * MIB, bytes(PIECE)
    head = {"Tus_Resumable": "1.0.0"}
    made = live.ask("POST", "/uploads/", Upload_Length=str(size), **head)
    url = made.headers["Location"]
    before, began = live.rss(), time.monotonic()
    with Watch(live) as watch:
        for offset in range(0, size, PIECE):
            sent = live.ask(
                "PATCH",
                url,
                piece,
                Upload_Offset=str(offset),
                Content_Type="application/offset+octet-stream",
                **head,
            )
            assert sent.status == 204, sent.content
    assert watch.peak - before < 100 * MIB
    assert watch.slowest_s < 1
    assert time.monotonic() - began < 90
    name = sent.headers["Omniweb-Asset"]
    asset = live.json("GET", f"/api/v1/assets/{name}")
    assert asset["bytes"] == size
    assert live.ask("DELETE", f"/api/v1/assets/{name}").status == 204
