"""Recorded replies of endpoints, retyped from protocol 8; nothing is computed here."""

from __future__ import annotations

import base64
import json
import struct
from typing import Any

CHUNK = {"object": "chat.completion.chunk", "created": 1757647879}


def line(payload: Any) -> bytes:
    return b"data: " + json.dumps(payload).encode() + b"\n\n"


def delta(said: dict[str, Any], reason: str | None = None, **more: Any) -> bytes:
    choice = {"delta": said, "finish_reason": reason, "index": 0, "logprobs": None}
    return line({"choices": [choice], "usage": None, "id": "chatcmpl-a"} | CHUNK | more)


def usage(report: dict[str, Any]) -> bytes:
    return line({"choices": [], "usage": report, "id": "chatcmpl-a"} | CHUNK)


def wav(pcm: bytes, *, rate: int = 24_000, length: int | None = None) -> bytes:
    size = len(pcm) if length is None else length
    fmt = struct.pack("<HHIIHH", 1, 1, rate, rate * 2, 2, 16)
    head = b"fmt " + struct.pack("<I", 16) + fmt + b"data" + struct.pack("<I", size)
    return b"RIFF" + struct.pack("<I", (36 + size) & 0xFFFFFFFF) + b"WAVE" + head + pcm


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


DONE = b"data: [DONE]\n\n"
STOP = delta({"content": ""}, "stop")
PCM = b"\xfe\xff\x00\x00\x00\x00"

T1_USAGE = {
    "prompt_tokens": 207,
    "completion_tokens": 103,
    "total_tokens": 310,
    "completion_tokens_details": {"audio_tokens": 83, "text_tokens": 20},
    "prompt_tokens_details": {"text_tokens": 207},
}
T1_AUDIO = delta(
    {"audio": {"data": "/v8AAAAA", "expires_at": 1757647879, "id": "audio_a"}}
)
T1_LINES = [
    delta({"content": "A"}),
    delta({"content": "B"}),
    T1_AUDIO,
    STOP,
    usage(T1_USAGE),
    DONE,
]
T1 = b"".join(T1_LINES)

T2 = b"".join(
    [
        delta({"role": "assistant", "content": None, "audio": {"transcript": "He"}}),
        delta({"audio": {"data": "AAAA", "expires_at": 1, "id": "audio_b"}}),
        STOP,
        usage(T1_USAGE),
        DONE,
    ]
)

T3_USAGE = {
    "prompt_tokens": 11,
    "completion_tokens": 363,
    "total_tokens": 374,
    "completion_tokens_details": {"reasoning_tokens": 195, "text_tokens": 168},
    "prompt_tokens_details": {"text_tokens": 11},
}
T3 = b"".join(
    [
        delta({"content": None, "role": "assistant", "reasoning_content": ""}),
        delta({"content": None, "reasoning_content": "x"}),
        delta({"content": "Y"}),
        delta({"content": "", "reasoning_content": None}, "stop"),
        usage(T3_USAGE),
        DONE,
    ]
)

T4_USAGE = {
    "completion_tokens": 17,
    "prompt_tokens": 22,
    "total_tokens": 39,
    "completion_tokens_details": None,
    "prompt_tokens_details": {"audio_tokens": None, "cached_tokens": 0},
}
T4 = delta({"content": "ok"}) + STOP + usage(T4_USAGE) + DONE

T6 = b"".join(
    [
        delta({"role": "assistant", "content": "Hi"}, modality="text"),
        delta({"content": ""}, "stop", modality="text"),
        delta({"role": "assistant", "content": b64(wav(PCM))}, modality="audio"),
        delta({"content": b64(wav(b"\x01\x00"))}, "stop", modality="audio"),
        DONE,
    ]
)

T7 = {
    "id": "chatcmpl-v",
    "choices": [
        {
            "index": 0,
            "message": {"role": "assistant", "content": "Hi"},
            "finish_reason": "stop",
        },
        {
            "index": 0,
            "message": {
                "role": "assistant",
                "content": None,
                "audio": {
                    "id": "audio-0123456789abcdef",
                    "data": b64(wav(PCM)),
                    "expires_at": 1790000000,
                    "transcript": "",
                },
            },
            "finish_reason": "stop",
        },
    ],
    "usage": {"prompt_tokens": 9, "completion_tokens": 3, "total_tokens": 12},
}

T8 = {
    "id": "chatcmpl-c",
    "choices": [
        {
            "index": 0,
            "message": {"role": "assistant", "content": "Rain on a roof."},
            "finish_reason": "stop",
        }
    ],
    "usage": {
        "prompt_tokens": 160,
        "completion_tokens": 387,
        "total_tokens": 547,
        "prompt_tokens_details": {"audio_tokens": 152, "text_tokens": 8},
        "completion_tokens_details": {"text_tokens": 387},
    },
}


def error(code: str, message: str, kind: str = "", **beside: str) -> dict[str, Any]:
    inner = {"code": code, "param": None, "message": message, "type": kind or code}
    return {"error": inner} | beside


INVALID = "<400> InternalError.Algo.InvalidParameter: "
E1 = error(
    "invalid_parameter_error",
    "This model only support stream mode, please enable the stream parameter to "
    "access the model. ",
    "invalid_request_error",
    id="chatcmpl-1",
    request_id="1",
)
E2 = error(
    "data_inspection_failed",
    "Input data may contain inappropriate content.",
    request_id="2",
)
E3 = error(
    "Arrearage",
    "Access denied, please make sure your account is in good standing. For details, "
    "see: https://help.aliyun.com/zh/model-studio/error-code#overdue-payment",
    request_id="3",
)
E4 = error("limit_requests", "You exceeded your current requests list.", request_id="4")
E5 = error(
    "insufficient_quota",
    "You exceeded your current quota, please check your plan and billing details.",
)
E6 = error(
    "limit_burst_rate",
    "Request rate increased too quickly. To ensure system stability, ...",
)
E7 = error("invalid_api_key", "Incorrect API key provided. ", "invalid_request_error")
E8 = error(
    "invalid_parameter_error",
    INVALID + "Range of input length should be [1, 16384]",
    "invalid_request_error",
    request_id="8",
)
E9 = error(
    "invalid_parameter_error",
    INVALID + "The provided URL does not appear to be valid. Ensure it is correctly "
    "formatted.",
    "invalid_request_error",
)
E10 = error(
    "data_inspection_failed",
    "Output data may contain inappropriate content.",
    id="chatcmpl-10",
    request_id="10",
)
E11 = (
    b"id:1\nevent:error\n:HTTP_STATUS/400\n"
    b'data:{"code":"InvalidParameter","message":"'
    + INVALID.encode()
    + b'Range of max_tokens should be [1, 32768]","request_id":"11"}\n\n'
)
E13 = error("ModelUnavailable", "Model is unavailable, try again later.")
HTML = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
