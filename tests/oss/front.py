"""Hands requests that are signed for OSS to moto's S3 storage, and its answers back.

Between them headers are renamed, XML loses its namespace, and every object gets the
CRC that OSS tells. A request that is not signed as it should be never comes through.
"""

from __future__ import annotations

import io
import re
import socket
import struct
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import unquote

import moto.s3.models as s3
from alibabacloud_oss_v2.crc import Crc64
from moto.core import DEFAULT_ACCOUNT_ID
from moto.moto_server.werkzeug_app import create_backend_app
from werkzeug.wrappers import Request, Response

from tests.oss import BUCKET
from tests.oss.signing import Asked, Unsigned, check

# OSS takes parts from 100 KB on; only the last may be smaller.
s3.S3_UPLOAD_PART_MIN_SIZE = 100 * 1024  # type: ignore[attr-defined]
# What OSS tells and S3 does not, in the lists of objects and of open uploads.
MISSING = {
    b"<StorageClass>": b"<Type>Normal</Type><StorageClass>",
    b"</ListMultipartUploadsResult>": b"<NextKeyMarker/><NextUploadIdMarker/>"
    b"</ListMultipartUploadsResult>",
}
RANGE = re.compile(r"bytes=(\d+)-(\d+)")
NAMESPACE = re.compile(rb' xmlns="[^"]*"')
# moto reads a region and an account out of this; it checks no signature.
SIGNED_FOR_MOTO = "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/s3/aws4_request"
Environ = dict[str, Any]


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one request: a status, or a reset in the middle of it.

    part: only with that part of a multipart upload. held: nothing is answered before
    this is set; arrived is set when the request is there.
    """

    status: int = 0
    reset: bool = False
    part: int = 0
    damaged: bool = False
    held: threading.Event | None = None
    arrived: threading.Event | None = None


class Front:
    """The WSGI application; what it was asked and what shall go wrong."""

    def __init__(self) -> None:
        self.storage = create_backend_app("s3")
        self.faults: list[Fault] = []
        self.calls: list[str] = []
        self.parts: list[int] = []
        self.sums: dict[str, int] = {}
        self.part_sums: dict[tuple[str, int], tuple[int, int]] = {}
        self.lock = threading.Lock()
        self.now: Callable[[], datetime] = datetime.now

    def __call__(self, environ: Environ, start: Any) -> Iterable[bytes]:
        request = Request(environ)
        asked = asked_of(request)
        with self.lock:
            self.calls.append(request.method)
            if number := asked.pairs.get("partNumber"):
                self.parts.append(int(number))
            fault = self._due(int(number or 0))
        answer = self._faulty(request, fault) if fault else None
        return (answer or self._answer(request, asked, fault))(environ, start)

    def _due(self, part: int) -> Fault | None:
        """The first fault that is meant for this request; it happens once."""
        for fault in self.faults:
            if fault.part in (0, part):
                self.faults.remove(fault)
                return fault
        return None

    def _faulty(self, request: Request, fault: Fault) -> Response | None:
        if fault.arrived:
            fault.arrived.set()
        if fault.held:
            fault.held.wait(60)
        if fault.reset:
            request.stream.read((request.content_length or 0) // 2)
            hung_up(request.environ["werkzeug.socket"])
        return refusal(fault.status, "Fault", "As told.") if fault.status else None

    def _answer(self, request: Request, asked: Asked, fault: Fault | None) -> Response:
        try:
            check(asked, self.now())
        except Unsigned as found:
            return refusal(403, *found.args)
        if (
            ranged := RANGE.fullmatch(asked.headers.get("range", ""))
        ) and not asked.query:
            return self._part(asked, *map(int, ranged.groups()))
        body = request.get_data()
        if fault and fault.damaged:
            body = b"?" + body[1:]
        environ = for_moto(request, asked, body)
        response = Response.from_app(self.storage, environ, buffered=True)
        return self._translated(response, asked, body)

    def _part(self, asked: Asked, first: int, last: int) -> Response:
        """A range of an object as oss2 asks for it: moto would copy the whole first."""
        key = s3.s3_backends[DEFAULT_ACCOUNT_ID]["aws"].get_object(BUCKET, asked.key)
        if key is None:
            return refusal(404, "NoSuchKey", "There is none.")
        with key.lock:
            key._value_buffer.seek(first)
            body = key._value_buffer.read(last + 1 - first)
            size = key._value_buffer.seek(0, 2)
        headers = {
            "Content-Range": f"bytes {first}-{first + len(body) - 1}/{size}",
            "ETag": key.etag,
            "x-oss-request-id": "REQUEST1",
        }
        return Response(body, 206, headers)

    def _translated(self, response: Response, asked: Asked, body: bytes) -> Response:
        for name in [name for name, _ in response.headers]:
            if name.lower().startswith("x-amz"):
                value = response.headers.pop(name)
                response.headers["x-oss" + name.lower().removeprefix("x-amz")] = value
        # OSS lets no script of another page read, unless its owner says so.
        response.headers.pop("Access-Control-Allow-Origin", None)
        if "xml" in response.content_type and asked.method != "HEAD":
            told = NAMESPACE.sub(b"", response.get_data())
            for place, filled in MISSING.items():
                told = told.replace(place, filled)
            response.set_data(told)
        response.headers["x-oss-request-id"] = "REQUEST1"
        if response.status_code < 300 and asked.key:
            told = self._summed(asked, body)
            if told is not None:
                response.headers["x-oss-hash-crc64ecma"] = str(told)
        return response

    def _summed(self, asked: Asked, body: bytes) -> int | None:
        """The CRC of what was sent or is asked for."""
        upload, number = asked.pairs.get("uploadId"), asked.pairs.get("partNumber")
        if upload and number:
            self.part_sums[upload, int(number)] = summed(body), len(body)
            return summed(body)
        if upload and asked.method == "POST":
            self.sums[asked.key] = self._combined(upload)
        elif asked.method == "PUT":
            self.sums[asked.key] = summed(body)
        return self.sums.get(asked.key)

    def _combined(self, upload: str) -> int:
        whole = 0
        for (named, _), (part, size) in sorted(self.part_sums.items()):
            if named == upload:
                whole = Crc64.combine(whole, part, size)
        return whole


def summed(content: bytes) -> int:
    """The CRC that OSS tells of it."""
    found = Crc64(0)
    found.update(content)
    return int(found.sum64())


def asked_of(request: Request) -> Asked:
    """Path style, which oss2 keeps to where the endpoint is an IP address."""
    path = unquote(request.environ["RAW_URI"].partition("?")[0])
    bucket, _, key = path.removeprefix("/").partition("/")
    headers = {name.lower(): value for name, value in request.headers.items()}
    query = request.query_string.decode()
    return Asked(request.method, bucket, key, query, headers)


def for_moto(request: Request, asked: Asked, body: bytes) -> Environ:
    """The request as S3 knows it."""
    renamed = {
        name.replace("HTTP_X_OSS_", "HTTP_X_AMZ_"): value
        for name, value in request.environ.items()
        if not name.startswith("HTTP_X_OSS_CONTENT")
    }
    signs = asked.pairs.keys() & {"x-oss-signature"}
    pairs = [
        part
        for part in asked.query.split("&")
        if not (signs and part.startswith("x-oss-"))
    ]
    return renamed | {
        "HTTP_AUTHORIZATION": SIGNED_FOR_MOTO,
        "QUERY_STRING": "&".join(pairs),
        "wsgi.input": io.BytesIO(body),
        "CONTENT_LENGTH": str(len(body)),
    }


def refusal(status: int, code: str, words: str) -> Response:
    """An error in OSS's shape."""
    told = (
        f"<Error><Code>{code}</Code><Message>{words}</Message>"
        "<RequestId>REQUEST1</RequestId><EC>0002-00000001</EC></Error>"
    )
    headers = {"x-oss-request-id": "REQUEST1", "x-oss-ec": "0002-00000001"}
    return Response(told, status, headers, content_type="application/xml")


def hung_up(connection: socket.socket) -> None:
    """Reset, as a router that loses its mind does."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    # The server then reads no further request, and its close resets the connection.
    connection.shutdown(socket.SHUT_RD)
    raise ConnectionError("Reset as told.")
