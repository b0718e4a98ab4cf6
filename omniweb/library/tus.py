"""The tus 1.0.0 protocol at /uploads/: headers in, headers out; it opens no file.

Core, creation, creation-with-upload, checksum, termination and expiration. All
file work happens in threads.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any
from uuid import UUID

from asgiref.sync import sync_to_async
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import http_date

from omniweb import answers
from omniweb.accounts.actor import Actor, Forbidden, actor_of
from omniweb.accounts.models import Role
from omniweb.errors import Problem
from omniweb.library import uploads
from omniweb.library.access import get_upload
from omniweb.library.models import Asset, Upload
from omniweb.library.uploads import Checksum

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,checksum,termination,expiration"
PIECE_TYPE = "application/offset+octet-stream"
View = Callable[..., Coroutine[Any, Any, HttpResponse]]


def tus(view: View) -> View:
    """Check the version, find the actor, and tell refusals in the API's shape."""

    @wraps(view)
    async def spoken(request: HttpRequest, **named: Any) -> HttpResponse:
        try:
            response = await _admitted(request, view, named)
        except Problem as found:
            response = answers.envelope(
                request, found.status, found.code, found.message
            )
        except Forbidden as found:
            response = answers.envelope(request, 403, "forbidden", str(found))
        except Http404:
            response = answers.envelope(request, 404, "not_found", answers.NOT_FOUND)
        response["Tus-Resumable"] = VERSION
        response["Cache-Control"] = "no-store"
        return response

    return spoken


async def _admitted(
    request: HttpRequest, view: View, named: dict[str, Any]
) -> HttpResponse:
    method = request.headers.get("X-HTTP-Method-Override", request.method or "").upper()
    if method == "OPTIONS":
        return _offer()
    if request.headers.get("Tus-Resumable") != VERSION:
        refusal = answers.envelope(
            request, 412, "tus_version", "Send Tus-Resumable: 1.0.0 with every request."
        )
        refusal["Tus-Version"] = VERSION
        return refusal
    actor = actor_of(request)
    if actor is None:
        raise Problem(401, "unauthenticated", answers.UNAUTHENTICATED)
    actor.require(Role.EDITOR)
    return await view(request, method, actor, **named)


def _offer() -> HttpResponse:
    """What this server can do; asked before anybody signs in."""
    return HttpResponse(
        status=204,
        headers={
            "Tus-Version": VERSION,
            "Tus-Extension": EXTENSIONS,
            "Tus-Max-Size": str(settings.MAX_UPLOAD_BYTES),
            "Tus-Checksum-Algorithm": ",".join(uploads.ALGORITHMS),
        },
    )


@tus
async def collection(request: HttpRequest, method: str, actor: Actor) -> HttpResponse:
    """POST: create an upload, with its first piece if there is a body."""
    if method != "POST":
        raise _not_allowed(method)
    if "Upload-Defer-Length" in request.headers:
        raise Problem(
            400, "length_required", "Send Upload-Length with the file's size."
        )
    length = _number(request, "Upload-Length")
    metadata = request.headers.get("Upload-Metadata", "")
    known = _metadata(metadata)
    has_piece = request.content_type == PIECE_TYPE
    checksum = _checksum(request)
    upload = await sync_to_async(uploads.begin)(
        actor=actor,
        filename=known.get("filename") or known.get("name") or "",
        length=length,
        metadata=metadata,
    )
    response = HttpResponse(status=201)
    response["Location"] = f"/uploads/{upload.id}/"
    if has_piece:
        await _take(request, response, actor, upload, 0, checksum)
    else:
        response["Upload-Offset"] = "0"
    response["Upload-Expires"] = http_date(upload.expires_at.timestamp())
    return response


@tus
async def item(
    request: HttpRequest, method: str, actor: Actor, upload_id: UUID
) -> HttpResponse:
    """HEAD: where it stands. PATCH: the next piece. DELETE: forget it."""
    upload = await sync_to_async(get_upload)(actor, upload_id)
    if method == "HEAD":
        return await _head(actor, upload)
    if method == "PATCH":
        return await _patch(request, actor, upload)
    if method == "DELETE":
        await sync_to_async(uploads.drop)(upload)
        return HttpResponse(status=204)
    raise _not_allowed(method)


async def _head(actor: Actor, upload: Upload) -> HttpResponse:
    offset = await asyncio.to_thread(uploads.offset_of, upload)
    response = HttpResponse(status=200)
    if offset == upload.length:
        # Also ends one whose sender left while its last piece was being stored.
        _name(response, await _finish(actor, upload))
    response["Upload-Offset"] = str(offset)
    response["Upload-Length"] = str(upload.length)
    if upload.metadata:
        response["Upload-Metadata"] = upload.metadata
    response["Upload-Expires"] = http_date(upload.expires_at.timestamp())
    return response


async def _patch(request: HttpRequest, actor: Actor, upload: Upload) -> HttpResponse:
    if request.content_type != PIECE_TYPE:
        raise Problem(415, "content_type", f"Send a piece as {PIECE_TYPE}.")
    offset = _number(request, "Upload-Offset")
    checksum = _checksum(request)
    response = HttpResponse(status=204)
    await _take(request, response, actor, upload, offset, checksum)
    response["Upload-Expires"] = http_date(upload.expires_at.timestamp())
    return response


async def _take(
    request: HttpRequest,
    response: HttpResponse,
    actor: Actor,
    upload: Upload,
    offset: int,
    checksum: Checksum | None,
) -> None:
    declared = int(request.headers.get("Content-Length") or 0)
    if declared > settings.MAX_BODY_BYTES:
        raise Problem(413, "too_large", "Send pieces of 8 MB, and 32 MB at most.")
    stands = await asyncio.to_thread(uploads.offset_of, upload)
    if offset != stands:
        raise Problem(409, "wrong_offset", f"The upload stands at {stands} bytes.")
    if offset + declared > upload.length:
        raise Problem(413, "too_long", "This is more than the upload's length.")
    if stands < upload.length:
        stands = await asyncio.to_thread(
            uploads.append, upload, offset, request, checksum
        )
    response["Upload-Offset"] = str(stands)
    if stands == upload.length:
        _name(response, await _finish(actor, upload))


async def _finish(actor: Actor, upload: Upload) -> Asset:
    return await sync_to_async(uploads.finish)(actor=actor, upload=upload)


def _name(response: HttpResponse, asset: Asset) -> None:
    response["Omniweb-Asset"] = str(asset.id)


def _not_allowed(method: str) -> Problem:
    return Problem(405, "method", f"{method} does nothing here. See tus 1.0.0.")


def _number(request: HttpRequest, header: str) -> int:
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Problem(400, "bad_header", f"{header} must be a whole number of bytes.")
    return int(text)


def _metadata(header: str) -> dict[str, str]:
    """Keys with base64 values, separated by commas; none at all is fine."""
    found = {}
    for pair in filter(None, (part.strip() for part in header.split(","))):
        key, _, value = pair.partition(" ")
        try:
            text = base64.b64decode(value.strip(), validate=True)
        except binascii.Error as error:
            message = f"Upload-Metadata: the value of {key[:40]!r} is not base64."
            raise Problem(400, "bad_header", message) from error
        found[key] = text.decode("utf-8", "replace")
    return found


def _checksum(request: HttpRequest) -> Checksum | None:
    header = request.headers.get("Upload-Checksum")
    if header is None:
        return None
    algorithm, _, value = header.partition(" ")
    known = ", ".join(uploads.ALGORITHMS)
    if algorithm not in uploads.ALGORITHMS:
        raise Problem(
            400, "checksum_algorithm", f"Upload-Checksum: use one of {known}."
        )
    try:
        return Checksum(algorithm, base64.b64decode(value, validate=True))
    except binascii.Error as error:
        message = "Upload-Checksum: the digest is not base64."
        raise Problem(400, "bad_header", message) from error
