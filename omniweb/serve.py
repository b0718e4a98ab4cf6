"""Sends a stored file, whole or in ranges, at the reader's pace; it permits nothing."""

from __future__ import annotations

import asyncio
import hashlib
import mimetypes
import re
from collections.abc import AsyncIterator
from typing import IO, Any
from urllib.parse import quote

from django.db.models.fields.files import FieldFile
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control

from omniweb.storage import Stored, signed_url

PIECE = 256 * 1024
SIGNED_S = 3600
SHOWN = frozenset({"image", "audio", "video"})
BINARY = "application/octet-stream"
JSON = "application/json"
RANGE = re.compile(r"bytes=(\d*)-(\d*)")
UNSAFE = re.compile(r'[\x00-\x1f\x7f"\\/]')


class Unsatisfiable(ValueError):
    """The range lies beyond the end of the file."""


def ranged(
    request: HttpRequest,
    file: FieldFile | Stored,
    content_type: str,
    download_name: str | None = None,
    *,
    through: bool = False,
) -> HttpResponseBase:
    """Answer GET or HEAD with a file: 200, 206, 304, 416, or 302 to signed storage.

    With download_name the browser saves it under that name. What is no image,
    audio or video is always saved, never shown. A row's file never changes, so
    key and row are the entity tag. through: never by a redirect, as scripts ask that
    read a file, which would need the bucket's consent (CORS).
    """
    family = content_type.split("/")[0]
    if not _shown(family, content_type):
        content_type, download_name = BINARY, download_name or "file"
    if not through and content_type != JSON and request.method == "GET":
        # A signature is for one method: HEAD is answered here.
        moved = signed_url(file, SIGNED_S, download_name or "", content_type)
        if moved:
            return _private(HttpResponseRedirect(moved), SIGNED_S // 2)
    tag = _tag(file)
    response = _answer(request, file, tag)
    response["Content-Type"] = content_type
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = tag
    response["X-Content-Type-Options"] = "nosniff"
    # A foreign file shown on its own runs nothing and loads nothing.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if download_name:
        response["Content-Disposition"] = disposition(download_name)
    return _private(response, 3600)


def _tag(file: FieldFile | Stored) -> str:
    row = "" if isinstance(file, Stored) else str(file.instance.pk)
    return f'"{hashlib.sha256(f"{file.name}:{row}".encode()).hexdigest()[:24]}"'


def _shown(family: str, content_type: str) -> bool:
    """SVG is an image that is a program; it is never shown as it is."""
    return content_type == JSON or (family in SHOWN and "svg" not in content_type)


def _private(response: HttpResponseBase, seconds: int) -> HttpResponseBase:
    patch_cache_control(response, private=True, max_age=seconds)
    return response


def disposition(name: str) -> str:
    """An attachment header that no name can break out of (RFC 6266)."""
    plain = UNSAFE.sub("_", name).encode("ascii", "replace").decode().replace("?", "_")
    quoted = quote(UNSAFE.sub("_", name), safe="")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quoted}"


def named(name: str, content_type: str) -> str:
    """The name with an ending that fits the content, whatever it ended in before."""
    stem = name.rsplit(".", 1)[0] if "." in name[1:] else name
    ending = mimetypes.guess_extension(content_type) or ""
    known = mimetypes.guess_type(name)[0] == content_type
    return name if known else stem + ending


def _answer(
    request: HttpRequest, file: FieldFile | Stored, tag: str
) -> HttpResponseBase:
    if request.headers.get("If-None-Match") in (tag, "*"):
        return HttpResponse(status=304)
    size = file.size
    try:
        span = _wanted(request, size, tag)
    except Unsatisfiable:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    first, last = span or (0, size - 1)
    if request.method == "HEAD":
        response: HttpResponseBase = HttpResponse()
    else:
        source = file.storage.open(file.name or "", "rb")
        response = StreamingHttpResponse(_pieces(source, first, last - first + 1))
        # Closed also when the body is never asked for.
        response._resource_closers.append(source.close)  # type: ignore[attr-defined]
    response["Content-Length"] = str(last - first + 1)
    if span:
        response.status_code = 206
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


def _wanted(request: HttpRequest, size: int, tag: str) -> tuple[int, int] | None:
    """The first and last byte asked for, or None for the whole file.

    More than one range, or a unit we do not know, is answered with the whole, as
    RFC 9110 allows.
    """
    found = RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    if found is None or found.groups() == ("", ""):
        return None
    if request.headers.get("If-Range", tag) != tag:
        return None
    start, end = found.groups()
    first = int(start) if start else max(0, size - int(end))
    last = min(int(end), size - 1) if start and end else size - 1
    if first >= size or (not start and end and int(end) == 0):
        raise Unsatisfiable
    # An end before the start is no range at all.
    return (first, last) if first <= last else None


async def _pieces(source: IO[Any], first: int, length: int) -> AsyncIterator[bytes]:
    """Read off the loop, one piece at a time."""
    await asyncio.to_thread(source.seek, first)
    while length > 0:
        data = await asyncio.to_thread(source.read, min(PIECE, length))
        if not data:
            return
        length -= len(data)
        yield data
