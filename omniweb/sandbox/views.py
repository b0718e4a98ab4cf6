"""The sandbox's addresses; whoever has its key may call them, nobody else."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from omniweb.sandbox import chunks, faults, key, quota, reply, usage
from omniweb.sandbox.flow import Flow
from omniweb.sandbox.record import Tally
from omniweb.sandbox.refusals import Refused, wrong_key

Answer = Coroutine[Any, Any, HttpResponseBase]
GATEWAY = b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"


def guarded(
    view: Callable[[HttpRequest, bytes], Answer],
) -> Callable[[HttpRequest], Answer]:
    """A view that has the key, a body of bounded length, and errors as envelopes."""

    async def call(request: HttpRequest) -> HttpResponseBase:
        try:
            return await view(request, await asyncio.to_thread(_body, request))
        except Refused as refused:
            return _told(refused)

    return csrf_exempt(call)


def _body(request: HttpRequest) -> bytes:
    if not settings.SANDBOX:
        raise Refused(404, "not_found", "The sandbox is switched off here.")
    if request.method != "POST":
        raise Refused(405, "method_not_allowed", "Only POST is known here.")
    if not key.opens(request.headers.get("Authorization", "")):
        raise wrong_key()
    # Django's own limit is for forms; this body is read from the spooled stream.
    most = settings.MAX_BODY_BYTES
    raw: bytes = request.read(most + 1)
    if len(raw) > most:
        raise Refused(413, "payload_too_large", "The request body is too large.")
    return raw


def _told(refused: Refused) -> HttpResponse:
    return JsonResponse(refused.body(), status=refused.status, headers=refused.headers)


@guarded
async def chat_completions(request: HttpRequest, raw: bytes) -> HttpResponseBase:
    """One chat completion, streamed unless the model and the caller do without."""
    tally = await asyncio.to_thread(Tally, raw)
    try:
        return await _answered(raw, tally)
    except Refused as refused:
        tally.end("refused", refused.status)
        raise
    except asyncio.CancelledError:
        tally.end("gone", 0)
        raise


async def _answered(raw: bytes, tally: Tally) -> HttpResponseBase:
    quota.request()
    call, asked = await asyncio.to_thread(reply.understand, raw)
    if asked.fault == "html":
        tally.end("refused", 502)
        return HttpResponse(GATEWAY, status=502, content_type="text/html")
    made = await reply.make(call, asked)
    quota.tokens_in(sum(made.received.values()))
    flow = Flow(call, made, asked, tally)
    if call.stream:
        kind = "text/event-stream; charset=utf-8"
        headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
        return StreamingHttpResponse(flow.events(), content_type=kind, headers=headers)
    await asyncio.sleep(flow.pace.look)
    sent = usage.sent(call, made.text, made.reasoning, 0)
    quota.tokens_out(sum(sent.values()))
    counts = usage.usage(made.received, sent, asked)
    tally.end("done")
    return JsonResponse(chunks.Shape(call).whole(made.text, made.reasoning, counts))


@guarded
async def directives(request: HttpRequest, raw: bytes) -> HttpResponseBase:
    """Arm directives for the next requests: {"directives": "#fault E4", "times": 1}."""
    try:
        body = json.loads(raw)
        faults.arm(str(body["directives"]), min(1000, int(body.get("times", 1))))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refused(400, "invalid", "Send directives, and times.") from error
    return HttpResponse(status=204)


@guarded
async def limits(request: HttpRequest, raw: bytes) -> HttpResponseBase:
    """Enforce a quota: {"requests": 60, "tokens": 100000, "speed": 20}; {} for none."""
    try:
        body = json.loads(raw)
        counts = int(body.get("requests", 0)), int(body.get("tokens", 0))
        quota.enforce(*counts, float(body.get("speed", 1)))
    except (ValueError, TypeError, AttributeError) as error:
        raise Refused(400, "invalid", "Send requests, tokens and speed.") from error
    return HttpResponse(status=204)
