"""What people are told of a failure; the catalogue itself is in test_recorded."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from omniweb.providers import errors
from omniweb.providers.errors import from_reply

from . import vectors as v


def reply(status, payload, **headers):
    return from_reply(status, json.dumps(payload), headers)


@pytest.mark.parametrize("status", [400, 404, 500, 502, 503, 302])
def test_html_is_never_shown(status) -> None:
    error = from_reply(status, v.HTML, {})
    assert "<" not in error.message
    assert "nginx" not in error.message
    assert error.retryable is (status >= 500)


@pytest.mark.parametrize(
    ("status", "kind", "billed", "tries"),
    [
        (401, errors.Unauthorised, False, 1),
        (402, errors.Unpaid, False, 1),
        (403, errors.Unauthorised, False, 1),
        (404, errors.Refused, False, 1),
        (408, errors.Unavailable, None, 2),
        (412, errors.Unpaid, False, 1),
        (413, errors.Refused, False, 1),
        (422, errors.Refused, False, 1),
        (429, errors.Throttled, False, 0),
        (500, errors.Unavailable, False, 0),
        (502, errors.Unavailable, False, 0),
        (504, errors.Unavailable, None, 2),
        (524, errors.Unavailable, None, 2),
        (301, errors.Garbled, False, 1),
    ],
)
def test_a_status_alone(status, kind, billed, tries) -> None:
    """What a gateway gave up on may be billed all the same: it is not asked often."""
    error = from_reply(status, "", {})
    assert type(error) is kind
    assert (error.most_tries or 0 if error.retryable else 1) == tries
    assert error.billed is billed


def test_retry_after_is_honoured_and_nonsense_is_not() -> None:
    assert reply(429, v.E4, **{"Retry-After": "7"}).retry_after_s == 7
    assert reply(429, v.E4, **{"Retry-After": "soon"}).retry_after_s == 10
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    asked = reply(429, v.E4, **{"Retry-After": soon})
    assert 85 < (asked.retry_after_s or 0) <= 90
    assert asked.asked_wait_s == asked.retry_after_s
    past = reply(429, v.E4, **{"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"})
    assert past.retry_after_s == 0
    assert reply(429, v.E4).asked_wait_s is None
    assert reply(429, v.E4, **{"Retry-After": "-1"}).retry_after_s == 10


def test_a_minute_of_tokens_takes_a_minute_or_longer() -> None:
    assert reply(429, v.E5).retry_after_s == 60
    assert reply(429, v.E5, **{"Retry-After": "5"}).retry_after_s == 60
    assert reply(429, v.E5, **{"Retry-After": "90"}).retry_after_s == 90


def test_the_endpoints_words_are_cleaned() -> None:
    said = (
        "<b>Bad</b> key sk-0123456789abcdef at https://b.oss.example/x?Signature=abc "
        "in data:;base64," + "A" * 500 + " end" + " x" * 400
    )
    shown = reply(400, v.error("InvalidParameter", said)).message
    for secret in ("sk-0123", "abc", "AAAA", "<b>"):
        assert secret not in shown
    assert len(shown) < 400
