"""What endpoints say when they fail, and what people are told."""

# ruff: noqa: E501 the catalogue reads best with one failure a line

from __future__ import annotations

import json

import pytest

from omniweb.providers import errors
from omniweb.providers.errors import from_reply

from . import vectors as v


def reply(status, payload, **headers):
    return from_reply(status, json.dumps(payload), headers)


@pytest.mark.parametrize(
    ("status", "payload", "kind", "code", "who", "retryable"),
    [
        (400, v.E1, errors.Refused, "stream_required", "admin", False),
        (400, v.E2, errors.Blocked, "input_blocked", "you", False),
        (400, v.E3, errors.Unpaid, "unpaid", "admin", False),
        (429, v.E4, errors.Throttled, "request_rate", "wait", True),
        (429, v.E5, errors.Throttled, "token_rate", "wait", True),
        (429, v.E6, errors.Throttled, "burst_rate", "wait", True),
        (401, v.E7, errors.Unauthorised, "invalid_api_key", "admin", False),
        (400, v.E8, errors.Refused, "input_too_long", "you", False),
        (400, v.E9, errors.Refused, "media_url_invalid", "admin", False),
        (503, v.E13, errors.Unavailable, "overloaded", "wait", True),
    ],
    ids=["E1", "E2", "E3", "E4", "E5", "E6", "E7", "E8", "E9", "E13"],
)
def test_recorded_errors(status, payload, kind, code, who, retryable) -> None:
    error = reply(status, payload)
    assert type(error) is kind
    assert (error.code, error.who, error.retryable) == (code, who, retryable)
    assert error.request_id == payload.get("request_id")
    assert error.billed is False
    assert error.message.endswith(".")


def test_e4_without_a_request_id() -> None:
    bare = {"error": v.E4["error"]}
    assert reply(429, bare).request_id is None
    assert reply(429, bare, **{"X-Request-Id": "h"}).request_id == "h"


CATALOGUE = [
    (400, "InvalidParameter", "'audio' output only support with stream=true", "stream_required"),
    (400, "InvalidParameter", "only support stream call", "stream_required"),
    (500, "InternalError", "An internal error has occured, try again later", "internal_error"),
    (400, "InvalidParameter", "Input should be 'Cherry', 'Serena', 'Ethan' or 'Chelsie': parameters.audio.voice", "unknown_voice"),
    (400, "InvalidParameter", "Exceeded limit on max bytes per data-uri item : 10485760'.", "media_too_large"),
    (400, "InvalidParameter", "Multimodal file size is too large", "media_too_large"),
    (400, "InvalidParameter", "The video modality input does not meet the requirements because: The video file is too long.", "media_too_long"),
    (400, "InvalidParameter", "... because: the range of sequence images shoule be (4, 512)./(4,80).", "media_too_short"),
    (400, "InvalidParameter", "The audio is empty", "media_too_short"),
    (400, "InvalidParameter", "The file format is illegal and cannot be opened.", "media_format"),
    (400, "InvalidParameter", "The audio format is illegal and cannot be opened.", "media_format"),
    (400, "InvalidParameter.DataInspection", "The media format is not supported or incorrect for the data inspection.", "media_format"),
    (400, "InvalidParameter", "Input files format not supported.", "media_format"),
    (400, "InvalidParameter", "Invalid video file.", "media_format"),
    (400, "InvalidParameter", "The image length and width do not meet the model restrictions.", "media_format"),
    (500, "InternalError.Algo", "Missing Content-Length of multimodal url.", "media_no_length"),
    (400, "IPInfringementSuspect", "", "input_blocked"),
    (400, "x", "<400> InternalError.Algo.DataInspectionFailed: Input text data may contain", "input_blocked"),
    (400, "InvalidParameter", "Range of max_tokens should be [1, 2048]", "invalid_request"),
    (500, "InternalError.Algo", "list index out of range", "bad_messages"),
    (403, "AccessDenied.Unpurchased", "", "access_denied"),
    (403, "Model.AccessDenied", "Model access denied.", "access_denied"),
    (403, "Workspace.AccessDenied", "", "access_denied"),
    (403, "access_denied", "", "access_denied"),
    (403, "AllocationQuota.FreeTierOnly", "The free tier of the model has been exhausted. ...", "free_quota_used_up"),
    (404, "model_not_found", "The model xxx does not exist or you do not have access to it.", "model_not_found"),
    (404, "model_not_supported", "Unsupported model xxx for OpenAI compatibility mode.", "model_not_found"),
    (429, "Throttling.RateQuota", "Requests rate limit exceeded, try again later.", "request_rate"),
    (429, "Throttling.BurstRate", "", "burst_rate"),
    (429, "Throttling.AllocationQuota", "Allocated quota exceeded, please increase your quota limit.", "token_rate"),
    (429, "insufficient_quota", "Free allocated quota exceeded.", "free_quota_used_up"),
    (429, "PrepaidBillOverdue", "", "unpaid"),
    (429, "PostpaidBillOverdue", "", "unpaid"),
    (429, "CommodityNotPurchased", "", "unpaid"),
    (500, "RequestTimeOut", "Request timed out, try again later.", "upstream_timeout"),
    (503, "ModelServingError", "Too many requests. Your requests are being throttled due to system capacity limits.", "overloaded"),
]  # fmt: skip


@pytest.mark.parametrize(("status", "code", "words", "ours"), CATALOGUE)
def test_the_catalogue(status, code, words, ours) -> None:
    error = reply(status, v.error(code, words))
    assert error.code == ours
    assert error.retryable is (ours in RETRYABLE)


RETRYABLE = {"internal_error", "request_rate", "burst_rate", "token_rate", "overloaded"}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Unable to download the media resource during the data inspection process.", "media_unreachable"),
        ("Download the media resource timed out during the data inspection process.", "media_unreachable"),
        ("Failed to download multimodal content.", "media_unreachable"),
        ("Don't have authorization to access the media resource during the data inspection process.", "media_url_expired"),
    ],
)  # fmt: skip
def test_some_400s_pass_and_are_tried_again(words, code) -> None:
    error = reply(400, v.error("InvalidParameter.DataInspection", words))
    assert (error.code, error.retryable) == (code, True)


def test_e11_as_a_400_that_claims_to_be_json() -> None:
    error = from_reply(400, v.E11.decode(), {"content-type": "application/json"})
    assert isinstance(error, errors.Refused)
    assert error.request_id == "11"
    assert error.message.endswith("Range of max_tokens should be [1, 32768].")


@pytest.mark.parametrize("status", [400, 404, 500, 502, 503, 302])
def test_html_is_never_shown(status) -> None:
    error = from_reply(status, v.HTML, {})
    assert "<" not in error.message
    assert "nginx" not in error.message
    assert error.retryable is (status >= 500)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, errors.Unauthorised),
        (402, errors.Unpaid),
        (403, errors.Unauthorised),
        (404, errors.Refused),
        (413, errors.Refused),
        (422, errors.Refused),
        (429, errors.Throttled),
        (500, errors.Unavailable),
        (504, errors.Unavailable),
        (301, errors.Garbled),
    ],
)
def test_a_status_alone(status, kind) -> None:
    assert type(from_reply(status, "", {})) is kind


def test_retry_after_is_honoured_and_nonsense_is_not() -> None:
    assert reply(429, v.E4, **{"Retry-After": "7"}).retry_after_s == 7
    assert reply(429, v.E4, **{"Retry-After": "soon"}).retry_after_s == 10
    assert reply(429, v.E4, **{"Retry-After": "-1"}).retry_after_s == 10
    assert reply(429, v.E5).retry_after_s == 60


def test_the_endpoints_words_are_cleaned() -> None:
    said = (
        "<b>Bad</b> key sk-0123456789abcdef at https://b.oss.example/x?Signature=abc "
        "in data:;base64," + "A" * 500 + " end" + " x" * 400
    )
    shown = reply(400, v.error("InvalidParameter", said)).message
    for secret in ("sk-0123", "abc", "AAAA", "<b>"):
        assert secret not in shown
    assert len(shown) < 400


def test_a_flat_or_textual_error_is_read_too() -> None:
    assert reply(400, {"code": "Arrearage", "message": "x"}).code == "unpaid"
    assert reply(503, {"error": "overloaded"}).code == "unavailable"
    vllm = {"object": "error", "message": "no such model", "code": 404}
    assert reply(404, vllm).code == "model_not_found"
