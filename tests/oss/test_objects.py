"""OSSStorage against a storage that checks signatures: objects, faults, addresses."""

from __future__ import annotations

import json
import multiprocessing
import re
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request, urlopen

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile

from omniweb import bucket as house
from omniweb import oss as places
from omniweb.bucket import Unavailable
from omniweb.storage import Movable, OSSStorage
from tests.oss import KEY_SECRET, KEYS, options
from tests.oss.bucket import Bucket
from tests.oss.front import Fault

RESET = Fault(reset=True)


def moved(path: Path, content: bytes, kind: str = "") -> Movable:
    """A file to store."""
    path.write_bytes(content)
    return Movable(path, kind)


def test_an_object_goes_in_and_comes_out(
    oss: OSSStorage, bucket: Bucket, tmp_path: Path
) -> None:
    with moved(tmp_path / "a", b"content", "image/jpeg") as file:
        assert oss.save("w/a b/ü.jpg", file) == "w/a b/ü.jpg"
    assert bucket.objects == {"w/a b/ü.jpg": (b"content", "image/jpeg")}
    assert oss.exists("w/a b/ü.jpg")
    assert oss.size("w/a b/ü.jpg") == 7
    with oss.open("w/a b/ü.jpg") as stored:
        assert stored.read() == b"content"
    oss.delete("w/a b/ü.jpg")
    oss.delete("w/a b/ü.jpg")
    assert not oss.exists("w/a b/ü.jpg")
    for missing in (oss.open, oss.size):
        with pytest.raises(FileNotFoundError):
            missing("w/a b/ü.jpg")
    with pytest.raises(NotImplementedError):
        oss.path("w/a b/ü.jpg")


@pytest.mark.parametrize("fault", [503, 500, 429, RESET, Fault(damaged=True)])
def test_faults_that_pass_are_outlasted(
    oss: OSSStorage, bucket: Bucket, fault: Any
) -> None:
    bucket.fail(fault, fault)
    oss.save("a", ContentFile(b"content"))
    assert bucket.objects["a"][0] == b"content"
    assert bucket.calls == ["PUT"] * 3


@pytest.mark.parametrize("fault", [503, RESET])
def test_reading_outlasts_them_too(
    oss: OSSStorage,
    bucket: Bucket,
    fault: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(house, "PART", 1000)
    content = bytes(range(256)) * 10
    bucket.put("a", content)
    bucket.fail(fault, fault)
    told: list[tuple[int, int]] = []
    with (tmp_path / "a").open("w+b") as target:
        oss.fetch("a", target, lambda *step: told.append(step))
        target.seek(0)
        assert target.read() == content
    assert told == [(1000, 2560), (2000, 2560), (2560, 2560)]
    assert bucket.calls == ["HEAD"] * 3 + ["GET"] * 3


def test_what_comes_damaged_is_not_taken(oss: OSSStorage, bucket: Bucket) -> None:
    oss.save("a", ContentFile(b"content"))
    bucket.put("a", b"c0ntent")
    with pytest.raises(Unavailable, match="status -3"):
        oss.open("a")


def test_faults_that_stay_are_told_without_secrets(
    oss: OSSStorage, bucket: Bucket
) -> None:
    bucket.fail(*[503] * 9)
    with pytest.raises(Unavailable) as told:
        oss.save("a", ContentFile(b"content"))
    for word in ("status 503", "request REQUEST1", "EC 0002-00000001"):
        assert word in str(told.value)
    assert told.value.__cause__ is None
    assert len(bucket.calls) == house.TRIES
    bucket.faults.clear()
    bucket.calls.clear()
    bucket.fail(403)
    with pytest.raises(Unavailable):
        oss.open("a")
    assert bucket.calls == ["HEAD"]


def test_nothing_that_is_logged_opens_anything(
    oss: OSSStorage, bucket: Bucket, caplog: pytest.LogCaptureFixture, settings: Any
) -> None:
    for name, level in settings.LOGGING["loggers"].items():
        caplog.set_level(level["level"], name)
    caplog.set_level("DEBUG")
    bucket.fail(503, RESET)
    oss.save("a", ContentFile(b"content"))
    url = oss.signed_url("a", 60)
    bucket.fail(403)
    with pytest.raises(Unavailable) as told:
        oss.open("a")
    said = f"{caplog.text}{told.value!r}{oss.bucket!r}{json.dumps(repr(oss.public))}"
    assert urlopen(url).read() == b"content"
    for secret in (KEY_SECRET, "ignature", url):
        assert secret not in said


@pytest.mark.parametrize("region", ["", "oss-cn-hangzhou", "hangzhou", "cn hangzhou"])
def test_a_region_that_would_be_signed_wrongly_is_refused(region: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="OSS_REGION"):
        OSSStorage(endpoint="https://oss.example", region=region, bucket="b", **KEYS)


@pytest.mark.parametrize("endpoint", ["https://[::1]:9000", "https://oss example"])
def test_an_endpoint_that_is_none_is_refused_at_start(endpoint: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="OSS_ENDPOINT"):
        OSSStorage(endpoint=endpoint, region="cn-hangzhou", bucket="b", **KEYS)


def production(**more: str) -> OSSStorage:
    """As it stands in Hangzhou: uploads go by the internal endpoint."""
    return OSSStorage(
        endpoint="https://oss-cn-hangzhou-internal.aliyuncs.com",
        public_endpoint="oss-cn-hangzhou.aliyuncs.com",
        region="cn-hangzhou",
        bucket="clips",
        access_key_id="key",
        access_key_secret="secret",
        **more,
    )


def test_urls_are_signed_by_the_public_endpoint() -> None:
    oss = production(security_token="sts")
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
    saved = parse_qs(urlsplit(oss.signed_url("a", 60, "Ä.mp4", "video/mp4")).query)
    assert saved["response-content-type"] == ["video/mp4"]
    assert saved["response-content-disposition"] == [
        "attachment; filename*=UTF-8''%C3%84.mp4"
    ]


def test_what_is_stored_goes_by_the_internal_endpoint(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def request(self: Any, method: str, url: str, **more: Any) -> Any:
        asked.append(f"{method} {url}")
        raise ConnectionRefusedError(111, "No network here.")

    monkeypatch.setattr("requests.Session.request", request)
    with pytest.raises(ConnectionRefusedError):
        production().save("w/a b/original", ContentFile(b"x"))
    inner = "https://clips.oss-cn-hangzhou-internal.aliyuncs.com"
    assert asked == [f"PUT {inner}/w%2Fa%20b%2Foriginal"]


@pytest.mark.parametrize(
    ("endpoint", "origin"),
    [
        ("oss-cn-hangzhou.aliyuncs.com", "https://clips.oss-cn-hangzhou.aliyuncs.com"),
        ("http://oss.example:8080", "http://clips.oss.example:8080"),
        ("http://127.0.0.1:9000", "http://127.0.0.1:9000"),
        ("http://localhost:9000", "http://localhost:9000"),
    ],
)
def test_a_page_may_load_from_where_addresses_point(endpoint: str, origin: str) -> None:
    assert places.origin(endpoint, "clips") == origin
    oss = OSSStorage(**{**options(endpoint), "public_endpoint": endpoint})
    assert oss.signed_url("a", 60).startswith(f"{origin}/")


def test_a_player_seeks_in_a_signed_address(oss: OSSStorage, bucket: Bucket) -> None:
    bucket.put("a", bytes(range(200)), "application/octet-stream")
    url = oss.signed_url("a", 60, content_type="video/mp4")
    with urlopen(Request(url, headers={"Range": "bytes=100-109"})) as answer:
        assert (answer.status, answer.read()) == (206, bytes(range(100, 110)))
        assert answer.headers["Content-Range"] == "bytes 100-109/200"
        assert answer.headers["Content-Type"] == "video/mp4"
    with urlopen(url) as answer:
        assert answer.headers["Content-Length"] == "200"
        assert answer.headers["Accept-Ranges"] == "bytes"
    with pytest.raises(HTTPError, match="403"):
        urlopen(url.replace("video%2Fmp4", "text%2Fhtml"))


def test_a_child_process_asks_by_connections_of_its_own(
    oss: OSSStorage, bucket: Bucket
) -> None:
    mine = oss.bucket()
    assert oss.bucket() is mine
    forked = multiprocessing.get_context("fork")
    heard, said = forked.Pipe(duplex=False)

    def ask() -> None:
        said.send((oss.bucket() is mine, oss.exists("a")))

    bucket.put("a", b"content")
    child = forked.Process(target=ask)
    child.start()
    assert heard.recv() == (False, True)
    child.join()
