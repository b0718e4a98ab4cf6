"""The dresses that one refusal wears on its way (protocol 2.1), as scripted replies."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tests.providers.upstream import Script

ID = "4f1c-77"
JSON = "application/json"
WRAPPED = "<400> InternalError.Algo.InvalidParameter: "


def _named(code: str, words: str, kind: str = "") -> dict[str, Any]:
    return {"message": words, "type": kind or code, "param": None, "code": code or None}


def _script(body: Any, status: int, kind: str = JSON, **headers: str) -> Script:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Script([raw], status, kind, named)


def envelopes(status: int, code: str, words: str) -> Iterator[tuple[str, Script, str]]:
    """Each dress by name, as a reply, with the request id that must be found."""
    error = _named(code, words)
    beside = {"error": error, "id": f"chatcmpl-{ID}", "request_id": ID}
    yield "usual", _script(beside, status), ID
    yield "bare", _script({"error": error}, status), ""
    yield "id in the head", _script({"error": error}, status, x_request_id=ID), ID
    yield "id of the answer alone", _script({"error": error, "id": ID}, status), ID
    flat = {"code": code, "message": words, "request_id": ID}
    yield "flat", _script(flat, status), ID
    line = json.dumps(flat).encode()
    native = b"id:1\nevent:error\n:HTTP_STATUS/%d\ndata:%b\n\n" % (status, line)
    yield "native framing", _script(native, status), ID
    yield "native framing under 200", _script(native, 200), ID
    event = b"data: %b\n\ndata: [DONE]\n\n" % json.dumps(beside).encode()
    yield "in the stream", _script(event, 200, "text/event-stream"), ID
    if status == 400 and code.startswith("Invalid"):
        wrapped = _named("invalid_parameter_error", f"{WRAPPED}{words}")
        yield "wrapped", _script({"error": wrapped, "request_id": ID}, status), ID
        yield "wrapped as a 500", _script({"error": wrapped}, 500, x_request_id=ID), ID


def elsewhere(status: int, kind: str, words: str) -> Iterator[tuple[str, Script, str]]:
    """How vLLM, sglang, Fireworks, FastAPI and AI/ML API dress theirs."""
    numbered = {"message": words, "type": kind, "param": None, "code": status}
    head = {"x_request_id": ID}
    yield "vllm", _script({"error": numbered}, status, **head), ID
    yield "older vllm", _script({"object": "error", **numbered}, status, **head), ID
    yield "fireworks", _script({"error": _named(kind, words)}, status, **head), ID
    yield "a text", _script({"error": words}, status), ""
    yield "fastapi", _script({"detail": words}, status), ""
    checked = {"detail": [{"loc": ["body"], "msg": words, "type": "value_error"}]}
    yield "fastapi's checks", _script(checked, status), ""
    aiml = {"message": words, "path": "/v1", "requestId": ID, "statusCode": status}
    yield "aimlapi", _script(aiml, status), ID
    yield "aimlapi under 201", _script(aiml, 201), ID
    event = b"data: %b\n\ndata: [DONE]\n\n" % json.dumps({"error": numbered}).encode()
    yield "in the stream", _script(event, 200, "text/event-stream", **head), ID
