"""Reads an endpoint's failing answer into an exception; shows no HTML and no secret."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from omniweb.providers.faults import RULES, Rule
from omniweb.providers.outcomes import (
    Blocked,
    Garbled,
    Interrupted,
    ProviderError,
    Refused,
    Throttled,
    Unauthorised,
    Unavailable,
    Unpaid,
)

__all__ = [
    "Blocked",
    "Garbled",
    "Interrupted",
    "ProviderError",
    "Refused",
    "Throttled",
    "Unauthorised",
    "Unavailable",
    "Unpaid",
    "from_payload",
    "from_reply",
    "is_failure",
    "plain",
]

_SHOWN = 300
_WRAPPING = re.compile(r"^(<\d{3}>\s*)?(InternalError\.Algo[\w.]*:\s*)?")
_SECRETS = re.compile(r"\bsk-[\w-]{4,}|\bBearer\s+\S+|(?<=\?)\S+", re.IGNORECASE)
_BLOB = re.compile(r"(data:[\w/;.+-]*,)?[A-Za-z0-9+/]{100,}=*")

_BY_STATUS: dict[int, Rule] = {
    401: Rule(
        kind=Unauthorised,
        code="invalid_api_key",
        sentence="The endpoint does not accept the API key. Check it.",
    ),
    402: Rule(
        kind=Unpaid,
        code="unpaid",
        sentence="The account at the endpoint has no credit. Top it up.",
    ),
    403: Rule(
        kind=Unauthorised,
        code="access_denied",
        sentence="The endpoint denies access. Check the key's rights and the region.",
    ),
    404: Rule(
        kind=Refused,
        code="model_not_found",
        sentence="The endpoint does not know this model or address. Check the base URL "
        "and the model's name.",
        who="admin",
    ),
    413: Rule(
        kind=Refused,
        code="media_too_large",
        sentence="The request is too large for the endpoint. Use a smaller file.",
    ),
    429: Rule(
        kind=Throttled,
        code="request_rate",
        sentence="The endpoint takes no more requests just now. It goes on shortly.",
        wait_s=10,
    ),
}
_REFUSED = Rule(
    kind=Refused,
    code="invalid_request",
    sentence="The endpoint refused the request: {said}",
)
_DOWN = Rule(
    kind=Unavailable,
    code="unavailable",
    sentence="The endpoint is not available just now. Try again shortly.",
)
_BROKEN = Rule(
    kind=Interrupted,
    code="upstream_error",
    sentence="The endpoint broke the answer off: {said}",
    billed=None,
)
_LOST = Rule(
    kind=Garbled,
    code="not_an_endpoint",
    sentence="The address does not answer as a model endpoint. Check the base URL.",
)


@dataclass(frozen=True, slots=True)
class Failure:
    """What a failing answer says of itself."""

    status: int
    code: str
    words: str
    request_id: str | None


def from_reply(
    status: int, body_text: str, headers: Mapping[str, str] | None = None
) -> ProviderError:
    """The exception for a failing HTTP answer (protocol 2.1 and 2.2).

    body_text may be JSON, an event stream, HTML or nothing; headers give the request
    id and Retry-After when the body does not.
    """
    known = {k.lower(): v for k, v in (headers or {}).items()}
    failure = _read(status, body_text)
    request_id = failure.request_id or known.get("x-request-id")
    return _error(failure, request_id, _seconds(known.get("retry-after")))


def from_payload(payload: Mapping[str, Any], status: int = 200) -> ProviderError:
    """The exception for an error inside a stream; status as its framing told it."""
    failure = _failure(status, payload)
    return _error(failure, failure.request_id, None)


def is_failure(payload: Mapping[str, Any]) -> bool:
    """Whether a JSON object is an error, in either of the two envelopes."""
    if payload.get("error"):
        return True
    return "code" in payload and "message" in payload and "choices" not in payload


def plain(words: str) -> str:
    """The endpoint's own words for people: unwrapped, short, no secret, no markup."""
    words = _WRAPPING.sub("", words.strip())
    words = re.sub(r"<[^>]*>", " ", words)
    words = _BLOB.sub("(data)", _SECRETS.sub("(hidden)", words))
    words = " ".join(words.split())[:_SHOWN] or "it gave no reason"
    return words if words.endswith((".", "!", "?")) else f"{words}."


def _error(
    failure: Failure, request_id: str | None, asked_wait_s: float | None
) -> ProviderError:
    rule = _rule(failure)
    wait = asked_wait_s if asked_wait_s is not None else rule.wait_s
    return rule.kind(
        rule.sentence.format(said=plain(failure.words)),
        code=rule.code,
        who=rule.who,
        billed=rule.billed,
        request_id=request_id,
        retry_after_s=wait,
        retryable=rule.retryable,
    )


def _rule(failure: Failure) -> Rule:
    for rule in RULES:
        if rule.matches(failure.code, failure.words):
            return rule
    return _rule_by_status(failure.status)


def _rule_by_status(status: int) -> Rule:
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if status >= 500 or status == 408:
        return _DOWN
    if status >= 400:
        return _REFUSED
    return _BROKEN if status < 300 else _LOST


def _read(status: int, body_text: str) -> Failure:
    for text in (body_text, *_data_lines(body_text)):
        try:
            payload = json.loads(text)
        except (ValueError, RecursionError):
            continue
        if isinstance(payload, dict):
            return _failure(status, payload)
    return Failure(status, "", "", None)


def _data_lines(body_text: str) -> list[str]:
    # Native framing may leak through with a JSON content type (protocol 2.1).
    lines = (line.strip() for line in body_text.splitlines())
    return [line[5:] for line in lines if line.startswith("data:")]


def _failure(status: int, payload: Mapping[str, Any]) -> Failure:
    inner = payload.get("error")
    if isinstance(inner, str):
        inner = {"message": inner}
    if not isinstance(inner, dict):
        inner = payload
    request_id = payload.get("request_id") or inner.get("request_id")
    return Failure(
        status,
        str(inner.get("code") or inner.get("type") or ""),
        str(inner.get("message") or ""),
        str(request_id or payload.get("id") or "") or None,
    )


def _seconds(value: str | None) -> float | None:
    try:
        seconds = float(value) if value else None
    except ValueError:
        return None
    return seconds if seconds is not None and 0 <= seconds <= 3600 else None
