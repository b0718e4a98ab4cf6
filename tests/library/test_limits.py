"""The server process: what is too large is refused unread, and nothing piles up."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator

import pytest

from tests.library.live import MIB, Live, Watch

pytestmark = [pytest.mark.server, pytest.mark.serial]
TYPES = [
    "multipart/form-data; boundary=x",
    "application/x-www-form-urlencoded",
    "application/json",
    "application/octet-stream",
]


def zeros(size: int) -> Iterator[bytes]:
    """A body in pieces, none of which is kept."""
    piece = bytes(MIB)
    for _ in range(size // MIB):
        yield piece


def refused(raw: bytes) -> dict[str, str]:
    """The error of a 413 that was read from a socket."""
    head, _, body = raw.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 413 "), head[:200]
    assert b"Connection: close" in head
    error: dict[str, str] = json.loads(body)["error"]
    return error


def spoken(live: Live, request: bytes, body: Iterator[bytes]) -> bytes:
    """Send a request by hand, as much of the body as is taken, and read the answer."""
    with socket.create_connection(("127.0.0.1", live.server.port), 30) as plug:
        plug.sendall(request)
        try:
            for piece in body:
                plug.sendall(piece)
        except (BrokenPipeError, ConnectionResetError):
            pass
        answer = b""
        while data := plug.recv(65536):
            answer += data
    return answer


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("path", ["/api/v1/assets", "/", "/nowhere"])
def test_two_hundred_megabytes_from_a_stranger(
    live: Live, kind: str, path: str
) -> None:
    size = 200 * MIB
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {kind}\r\n"
        f"Content-Length: {size}\r\n\r\n"
    )
    before = live.rss()
    with Watch(live) as watch:
        error = refused(spoken(live, head.encode(), zeros(size)))
    assert error["code"] == "too_large"
    assert "tus" in error["message"]
    assert error["request_id"]
    assert watch.peak - before < 64 * MIB
    assert watch.asked
    assert watch.slowest_s < 0.3


def test_the_answer_comes_before_the_body(live: Live) -> None:
    head = (
        "POST /api/v1/assets HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
        f"Content-Length: {200 * MIB}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", live.server.port), 5) as plug:
        plug.sendall(head.encode())
        assert refused(plug.recv(65536))["code"] == "too_large"
        assert plug.recv(65536) == b""


def test_a_chunked_body_is_counted(live: Live) -> None:
    head = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunks = (b"100000\r\n" + piece + b"\r\n" for piece in zeros(64 * MIB))
    before = live.rss()
    with Watch(live) as watch:
        assert refused(spoken(live, head, chunks))["code"] == "too_large"
    assert watch.peak - before < 64 * MIB
    assert watch.slowest_s < 0.3


def test_a_large_form_is_not_parsed_on_the_loop(live: Live) -> None:
    """Below the limit, and so read: twisted itself would parse it in memory."""
    form = b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n" + bytes(31 * MIB)
    kind = "multipart/form-data; boundary=x"
    with Watch(live) as watch:
        response = live.ask("POST", "/nowhere", form + b"\r\n--x--", Content_Type=kind)
    assert response.status == 404
    assert watch.slowest_s < 0.3


def test_a_connection_serves_on_after_a_small_request(live: Live) -> None:
    connection = live.connect()
    for _ in range(3):
        connection.request("POST", "/api/v1/assets", b"{}", {"Content-Type": "a/b"})
        response = connection.getresponse()
        assert (response.status, bool(response.read())) == (401, True)
    connection.close()


def test_a_slow_reader_of_a_large_file_costs_no_memory(live: Live) -> None:
    """Daphne alone would take the whole file into memory."""
    name = posted(live, b"RIFF" + bytes(31 * MIB))
    before = live.rss()
    with socket.create_connection(("127.0.0.1", live.server.port), 30) as plug:
        plug.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        asked = f"GET /assets/{name}/original HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        plug.sendall(f"{asked}Authorization: Bearer {live.token}\r\n\r\n".encode())
        received = len(plug.recv(1000))
        time.sleep(1)
        assert live.rss() - before < 16 * MIB
        while received < 31 * MIB:
            received += len(plug.recv(MIB))


def posted(live: Live, content: bytes) -> str:
    """The id of the asset that this content becomes."""
    about = b'Content-Disposition: form-data; name="file"; filename="a.wav"'
    body = b"--x\r\n" + about + b"\r\n\r\n" + content + b"\r\n--x--\r\n"
    kind = "multipart/form-data; boundary=x"
    return str(live.json("POST", "/api/v1/assets", body, Content_Type=kind)["id"])
