"""The test storage refuses what OSS would refuse: it would prove nothing otherwise."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import oss2
import pytest

from tests.oss import BUCKET, KEY_ID, KEY_SECRET, REGION
from tests.oss.bucket import Bucket
from tests.oss.conftest import signing

LATER = timedelta(minutes=16)
KEY = "a/ü b+c.png"


def status(url: str, **asked: str) -> tuple[int, bytes]:
    """What a request is answered with."""
    try:
        with urlopen(Request(url, **asked)) as answer:
            return answer.status, answer.read()
    except HTTPError as error:
        return error.code, error.read()


def test_an_address_opens_what_it_was_signed_for(bucket: Bucket) -> None:
    bucket.put(KEY, b"content")
    url = signing(bucket).sign_url("GET", KEY, 60, slash_safe=True)
    assert status(url) == (200, b"content")


@pytest.mark.parametrize(
    ("bent", "code"),
    [
        (lambda url: url.replace("b%2Bc", "b%2Bd"), b"SignatureDoesNotMatch"),
        (lambda url: url.replace("expires=60", "expires=61"), b"SignatureDoesNotMatch"),
        (lambda url: re.sub("signature=.", "signature=g", url), b"SignatureDoesNot"),
        (lambda url: url.replace(REGION, "cn-beijing"), b"InvalidArgument"),
        (lambda url: url.replace(KEY_ID, "another"), b"InvalidAccessKeyId"),
        (lambda url: url + "&response-content-type=text/html", b"SignatureDoesNot"),
        (lambda url: url.partition("?")[0], b"AccessDenied"),
        (lambda url: url.replace("expires=60", "expires=0"), b"QueryParameters"),
    ],
)
def test_what_was_tampered_with_is_refused(
    bucket: Bucket, bent: Callable[[str], str], code: bytes
) -> None:
    bucket.put(KEY, b"content")
    url = signing(bucket).sign_url("GET", KEY, 60, slash_safe=True)
    found, words = status(bent(url))
    assert found == 403 and code in words


def test_an_address_serves_one_method_and_not_for_ever(bucket: Bucket) -> None:
    bucket.put(KEY, b"content")
    url = signing(bucket).sign_url("GET", KEY, 60, slash_safe=True)
    assert status(url, method="DELETE")[0] == 403
    bucket.front.now = lambda: datetime.now(UTC) + timedelta(seconds=62)
    found, words = status(url)
    assert found == 403 and b"Request has expired." in words


def test_headers_are_checked_too(bucket: Bucket) -> None:
    auth = oss2.AuthV4(KEY_ID, KEY_SECRET[::-1])
    wrong = oss2.Bucket(auth, bucket.endpoint, BUCKET, region=REGION)
    with pytest.raises(oss2.exceptions.SignatureDoesNotMatch):
        wrong.put_object(KEY, b"content")
    old = oss2.Bucket(oss2.Auth(KEY_ID, KEY_SECRET), bucket.endpoint, BUCKET)
    with pytest.raises(oss2.exceptions.AccessDenied):
        old.put_object(KEY, b"content")
    bucket.front.now = lambda: datetime.now(UTC) + LATER
    with pytest.raises(oss2.exceptions.ServerError, match="RequestTimeTooSkewed"):
        signing(bucket).put_object(KEY, b"content")
    assert bucket.objects == {}


def test_it_runs_as_a_process() -> None:
    command = [sys.executable, "-m", "tests.oss", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            said = process.stdout.readline()
            address = said.removeprefix("oss is ready: ").strip()
            assert status(f"{address}/{BUCKET}/{KEY_ID}")[0] == 403
        finally:
            process.terminate()
