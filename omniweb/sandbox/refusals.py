"""The service's refusals in its own words (protocol 2.2 and 8); no checks here."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

QUOTA = "You exceeded your current quota, please check your plan and billing details."
BURST = (
    "Request rate increased too quickly. To ensure system stability, please adjust "
    "your client logic to scale requests more smoothly over time."
)
OVERDUE = (
    "Access denied, please make sure your account is in good standing. For details, "
    "see: https://help.aliyun.com/zh/model-studio/error-code#overdue-payment"
)
BAD_URL = (
    "The provided URL does not appear to be valid. Ensure it is correctly formatted."
)
# The trailing space is the service's own.
STREAM_ONLY = (
    "This model only support stream mode, please enable the stream parameter "
    "to access the model. "
)
NO_JSON_MODE = "The parameter response_format is not supported by this model."
TOO_BIG = "Exceeded limit on max bytes per data-uri item : 10485760'."
TOO_LONG = (
    "The video modality input does not meet the requirements because: "
    "The video file is too long."
)
UNREACHABLE = (
    "Unable to download the media resource during the data inspection process."
)


class Refused(Exception):
    """A request the service would not take: an HTTP status and its envelope."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        kind: str = "",
        ids: bool = True,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message
        self.kind, self.ids = kind or code, ids
        self.headers = headers or {}

    def body(self) -> dict[str, Any]:
        """The envelope; id and request_id stand beside error, where they stand."""
        error = {"code": self.code, "param": None, "message": self.message}
        named = f"{uuid4()}"
        ids = {"id": f"chatcmpl-{named}", "request_id": named} if self.ids else {}
        return {"error": {**error, "type": self.kind}, **ids}


def invalid(message: str, *, wrapped: bool = True) -> Refused:
    """A 400 for the caller's fault; the service wraps most of its messages."""
    words = f"<400> InternalError.Algo.InvalidParameter: {message}"
    code, kind = "invalid_parameter_error", "invalid_request_error"
    return Refused(400, code, words if wrapped else message, kind=kind)


def wrong_key() -> Refused:
    """E7."""
    words, kind = "Incorrect API key provided. ", "invalid_request_error"
    return Refused(401, "invalid_api_key", words, kind=kind, ids=False)


def unknown_model(name: object) -> Refused:
    """A 404 for a model id that is not served."""
    words = f"The model {name} does not exist or you do not have access to it."
    return Refused(404, "model_not_found", words, kind="invalid_request_error")


def too_many_tokens(most: int) -> Refused:
    """E8."""
    return invalid(f"Range of input length should be [1, {most}]")


def named(name: str) -> Refused | None:
    """The refusal that protocol 8 calls by this name, or that of the JSON switch."""
    inspected = "Input data may contain inappropriate content."
    busy = "You exceeded your current requests list."
    away = "Model is unavailable, try again later."
    return {
        "E1": invalid(STREAM_ONLY, wrapped=False),
        "E2": Refused(400, "data_inspection_failed", inspected),
        "E3": Refused(400, "Arrearage", OVERDUE),
        "E4": Refused(429, "limit_requests", busy),
        "E5": Refused(429, "insufficient_quota", QUOTA, ids=False),
        "E6": Refused(429, "limit_burst_rate", BURST, ids=False),
        "E7": wrong_key(),
        "E8": too_many_tokens(16_384),
        "E9": invalid(BAD_URL),
        "E13": Refused(503, "ModelUnavailable", away),
        "json-mode": invalid(NO_JSON_MODE),
    }.get(name)
