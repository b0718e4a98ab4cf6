"""Storage: paths only inside local_copy, OSS with patience, static files by hash."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import Storage

from omniweb import storage as house
from omniweb.accounts.actor import Actor
from omniweb.library.models import Asset
from omniweb.storage import HashedStatic, Movable, OSSStorage, Unavailable, local_copy

KEYS = {"access_key_id": "key", "access_key_secret": "secret"}


class Bucket(ThreadingHTTPServer):
    """One bucket over real HTTP, with faults on demand."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Door)
        self.objects: dict[str, tuple[bytes, str]] = {}
        self.parts: dict[int, bytes] = {}
        self.sent: list[int] = []
        self.broken: set[int] = set()
        self.faults: list[int] = []
        self.calls: list[str] = []
        self.signatures: list[str] = []


class Door(BaseHTTPRequestHandler):
    """What oss2 asks of a bucket."""

    server: Bucket
    protocol_version = "HTTP/1.1"

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"x-oss-request-id": "r1", **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.calls.append(self.command)
        self.server.signatures.append(self.headers.get("Authorization", ""))
        if self.server.faults:
            self.answer(self.server.faults.pop(0))
            return
        asked = urlsplit(self.path)
        name = unquote(asked.path).removeprefix("/clips/")
        query = parse_qs(asked.query, keep_blank_values=True)
        getattr(self, f"on_{self.command.lower()}")(name, query, body)

    # The names http.server looks for.
    do_GET = do_HEAD = do_PUT = do_DELETE = do_POST = serve  # noqa: N815

    def on_get(self, name: str, query: Any, body: bytes) -> None:
        if "uploadId" in query:
            parts = "".join(
                f"<Part><PartNumber>{n}</PartNumber><ETag>e</ETag>"
                f"<LastModified>2026-01-01T00:00:00.000Z</LastModified>"
                f"<Size>{len(part)}</Size></Part>"
                for n, part in self.server.parts.items()
            )
            told = (
                "<R><IsTruncated>false</IsTruncated>"
                f"<NextPartNumberMarker>9</NextPartNumberMarker>{parts}</R>"
            )
            self.answer(200, told.encode())
            return
        if name not in self.server.objects:
            code = b"<Error><Code>NoSuchKey</Code></Error>"
            self.answer(404, code)
            return
        content, kind = self.server.objects[name]
        self.answer(200, content, Content_Type=kind, ETag='"e"')

    on_head = on_get

    def on_put(self, name: str, query: Any, body: bytes) -> None:
        if "partNumber" in query:
            number = int(query["partNumber"][0])
            self.server.sent.append(number)
            if number in self.server.broken:
                self.server.broken.remove(number)
                self.answer(503)
                return
            self.server.parts[number] = body
        else:
            self.server.objects[name] = body, self.headers["Content-Type"]
        self.answer(200, ETag=f'"{hashlib.md5(body).hexdigest()}"')

    def on_delete(self, name: str, query: Any, body: bytes) -> None:
        self.server.objects.pop(name, None)
        self.answer(204)

    def on_post(self, name: str, query: Any, body: bytes) -> None:
        if "uploads" in query:
            self.server.parts.clear()
            told = b"<R><UploadId>u1</UploadId></R>"
        else:
            whole = b"".join(self.server.parts[n] for n in sorted(self.server.parts))
            self.server.objects[name] = whole, "video/mp4"
            told = b"<R><ETag>e</ETag></R>"
        self.answer(200, told, ETag='"e"')

    def log_message(self, *words: object) -> None:
        """Nothing."""


@pytest.fixture
def bucket() -> Iterator[Bucket]:
    """A bucket that runs."""
    server = Bucket()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def oss(bucket: Bucket) -> OSSStorage:
    """A storage in that bucket."""
    endpoint = f"http://127.0.0.1:{bucket.server_address[1]}"
    return OSSStorage(
        endpoint=endpoint, region="cn-hangzhou", bucket="clips", pause_s=0.01, **KEYS
    )


def test_an_object_goes_in_and_comes_out(
    oss: OSSStorage, bucket: Bucket, tmp_path: Path
) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"content")
    with Movable(path, "image/jpeg") as file:
        assert oss.save("w/a/poster.jpg", file) == "w/a/poster.jpg"
    assert bucket.objects["w/a/poster.jpg"] == (b"content", "image/jpeg")
    assert oss.exists("w/a/poster.jpg")
    assert oss.size("w/a/poster.jpg") == 7
    with oss.open("w/a/poster.jpg") as stored:
        assert stored.read() == b"content"
    oss.delete("w/a/poster.jpg")
    oss.delete("w/a/poster.jpg")
    assert not oss.exists("w/a/poster.jpg")
    assert all(s.startswith("OSS4-HMAC-SHA256 ") for s in bucket.signatures)
    assert all("/cn-hangzhou/oss/" in s for s in bucket.signatures)
    with pytest.raises(NotImplementedError):
        oss.path("w/a/poster.jpg")


@pytest.mark.parametrize("fault", [503, 500, 429])
def test_faults_that_pass_are_outlasted(
    oss: OSSStorage, bucket: Bucket, fault: int
) -> None:
    bucket.faults = [fault, fault]
    oss.save("a", ContentFile(b"content"))
    assert bucket.objects["a"][0] == b"content"
    assert bucket.calls == ["PUT"] * 3


def test_faults_that_stay_are_told_without_secrets(
    oss: OSSStorage, bucket: Bucket
) -> None:
    bucket.faults = [503] * 9
    with pytest.raises(Unavailable) as told:
        oss.save("a", ContentFile(b"content"))
    assert "503" in str(told.value)
    assert "r1" in str(told.value)
    assert "secret" not in str(told.value)
    assert len(bucket.calls) == house.TRIES
    bucket.faults = [403]
    bucket.calls.clear()
    with pytest.raises(Unavailable):
        oss.open("a")
    assert bucket.calls == ["GET"]
    bucket.faults = []
    with pytest.raises(FileNotFoundError):
        oss.open("a")


def test_a_large_file_goes_in_parts_and_goes_on(
    oss: OSSStorage, bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(house, "LARGE", 1000)
    content = bytes(range(256)) * 4 * 1024 * 11
    path = tmp_path / "a"
    path.write_bytes(content)
    bucket.broken = {1}
    with Movable(path, "video/mp4") as file:
        oss.save("big", file)
    assert bucket.objects["big"][0] == content
    assert bucket.sent == [1, 1, 2]


@pytest.mark.parametrize("region", ["", "oss-cn-hangzhou", "hangzhou", "cn hangzhou"])
def test_a_region_that_would_be_signed_wrongly_is_refused(region: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="OSS_REGION"):
        OSSStorage(endpoint="https://oss.example", region=region, bucket="b", **KEYS)


def test_urls_are_signed_by_the_public_endpoint() -> None:
    oss = OSSStorage(
        endpoint="https://oss-cn-hangzhou-internal.aliyuncs.com",
        public_endpoint="oss-cn-hangzhou.aliyuncs.com",
        region="cn-hangzhou",
        bucket="clips",
        security_token="sts",
        **KEYS,
    )
    url = urlsplit(oss.signed_url("w/a/model-video.mp4", 10**9))
    assert url.scheme == "https"
    assert url.netloc == "clips.oss-cn-hangzhou.aliyuncs.com"
    assert url.path == "/w/a/model-video.mp4"
    query = parse_qs(url.query)
    assert query["x-oss-signature-version"] == ["OSS4-HMAC-SHA256"]
    assert query["x-oss-expires"] == ["604800"]
    assert query["x-oss-security-token"] == ["sts"]
    assert re.fullmatch(
        r"key/\d{8}/cn-hangzhou/oss/aliyun_v4_request", query["x-oss-credential"][0]
    )
    saved = parse_qs(urlsplit(oss.signed_url("a", 60, "Ä.mp4")).query)
    assert saved["response-content-disposition"] == [
        "attachment; filename*=UTF-8''%C3%84.mp4"
    ]


def test_a_copy_lasts_as_long_as_its_context(
    kept: Storage, bob: Actor, places: Path, tmp_path: Path
) -> None:
    asset = Asset(workspace=bob.workspace, bytes=3, sha256="0" * 64)
    places.mkdir(parents=True, exist_ok=True)
    asset.original.save("original", ContentFile(b"abc"), save=False)
    with local_copy(asset.original) as path:
        assert path.read_bytes() == b"abc"
        assert not path.suffix
    assert kept.exists(asset.original.name)
    assert [p.name for p in places.iterdir()] == ["media"]


def test_static_files_are_hashed_with_what_they_import(
    settings: Any, tmp_path: Path
) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "deep.js").write_text("export const one = 1;\n")
    (source / "page.js").write_text(
        'import { one } from "./deep.js";\nexport * from "./deep.js";\n'
    )
    settings.STATIC_ROOT = tmp_path / "static"
    storage = HashedStatic(location=str(tmp_path / "static"), base_url="/static/")
    paths = {}
    for path in source.iterdir():
        storage.save(path.name, ContentFile(path.read_bytes()))
        paths[path.name] = (storage, path.name)
    assert all(
        not isinstance(done, Exception) for _, _, done in storage.post_process(paths)
    )
    page = storage.stored_name("page.js")
    deep = storage.stored_name("deep.js")
    assert re.fullmatch(r"deep\.[0-9a-f]{12}\.js", deep)
    text = (tmp_path / "static" / page).read_text()
    assert text.count(deep) == 2
    with pytest.raises(ValueError, match="Missing staticfiles manifest"):
        storage.stored_name("nowhere.js")
