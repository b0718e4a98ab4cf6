"""Reads an endpoint's failing answer into an exception; shows no HTML and no secret."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from omniweb.providers.faults import BY_STATUS, DOWN, REFUSED, RULES, TOOK_TOO_LONG
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
from omniweb.providers.rule import Rule

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
    """What a failing answer says of itself; param is what it says is wrong."""

    status: int
    code: str = ""
    words: str = ""
    param: str = ""
    request_id: str | None = None


def from_reply(
    status: int,
    body_text: str,
    headers: Mapping[str, str] | None = None,
    now: datetime | None = None,
) -> ProviderError:
    """The exception for a failing HTTP answer (protocol 2.1 and 2.2).

    body_text may be JSON, an event stream, HTML or nothing; headers give the request
    id and Retry-After when the body does not.
    """
    known = {k.lower(): v for k, v in (headers or {}).items()}
    failure = _read(status, body_text)
    request_id = failure.request_id or known.get("x-request-id")
    asked_s = _seconds(known.get("retry-after"), now or datetime.now(UTC))
    return _error(failure, request_id, asked_s)


def from_payload(payload: Mapping[str, Any], status: int = 200) -> ProviderError:
    """The exception for an error inside a stream; status as its framing told it."""
    failure = _failure(status, payload)
    return _error(failure, failure.request_id, None)


def is_failure(payload: Mapping[str, Any]) -> bool:
    """Whether a JSON object is an error, in any of the envelopes of protocol 2.1."""
    if payload.get("error") or payload.get("object") == "error":
        return True
    named = "code" in payload or "statusCode" in payload
    return named and "message" in payload and "choices" not in payload


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
    return rule.kind(
        rule.sentence.format(said=plain(failure.words)),
        code=rule.code,
        who=rule.who,
        billed=rule.billed,
        request_id=request_id,
        retry_after_s=rule.wait(asked_wait_s),
        retryable=rule.retryable,
        most_tries=rule.most_tries,
        asked_wait_s=asked_wait_s,
    )


def _rule(failure: Failure) -> Rule:
    said = f"{failure.words} {failure.param}".strip()
    for rule in RULES:
        if rule.matches(failure.code, said):
            return rule
    return _rule_by_status(failure.status)


def _rule_by_status(status: int) -> Rule:
    if status in BY_STATUS:
        return BY_STATUS[status]
    if status in (408, 504, 524):
        return TOOK_TOO_LONG
    if status >= 500:
        return DOWN
    if status >= 400:
        return REFUSED
    return _BROKEN if status < 300 else _LOST


def _read(status: int, body_text: str) -> Failure:
    for text in (body_text, *_data_lines(body_text)):
        try:
            payload = json.loads(text)
        except (ValueError, RecursionError):
            continue
        if isinstance(payload, dict):
            return _failure(status, payload)
    return Failure(status)


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
    words = inner.get("message") or inner.get("detail") or ""
    names = [inner.get("code"), inner.get("type")]
    ids = [payload.get("request_id"), inner.get("request_id")]
    ids += [payload.get("requestId"), payload.get("id")]
    return Failure(
        _status(status, payload.get("statusCode"), inner.get("code"), words),
        next((str(name) for name in names if name and not _number(name)), ""),
        words if isinstance(words, str) else json.dumps(words),
        str(inner.get("param") or ""),
        next((str(found) for found in ids if found), None),
    )


def _status(status: int, *told: object) -> int:
    """The status of the reply; where that says nothing, what the body tells of it.

    vLLM has numbers for codes, and DashScope wraps one in the message: <400> ...
    """
    if status >= 400:
        return status
    return next((found for found in map(_number, told) if found), status)


def _number(value: object) -> int:
    found = re.match(r"<?([45]\d\d)(>|$)", str(value))
    return int(found[1]) if found else 0


def _seconds(value: str | None, now: datetime) -> float | None:
    """Retry-After in seconds, which may also come as a date."""
    try:
        seconds = float(value) if value else None
    except ValueError:
        seconds = _until(str(value), now)
    return seconds if seconds is not None and 0 <= seconds <= 3600 else None


def _until(date: str, now: datetime) -> float | None:
    try:
        then = parsedate_to_datetime(date)
    except ValueError:
        return None
    # A date without a zone is one in UTC (RFC 9110, 5.6.7).
    then = then if then.tzinfo else then.replace(tzinfo=UTC)
    return max(0.0, (then - now).total_seconds())
