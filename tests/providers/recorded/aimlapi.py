"""AI/ML API: the captioner, under HTTP 201 (protocol 3.4)."""

# ruff: noqa: E501 a recorded event is one line

from __future__ import annotations

from .recording import Recording, sse

RECORDINGS = [
    Recording(
        name="aimlapi in one object, under 201",
        raw=b'{"id":"chatcmpl-bec5dc33","system_fingerprint":null,"object":"chat.completion",'
        b'"choices":[{"index":0,"finish_reason":"stop","logprobs":null,'
        b'"message":{"role":"assistant","content":"A dog barks twice."}}],'
        b'"created":1758898624,"model":"alibaba/qwen3-omni-30b-a3b-captioner",'
        b'"usage":{"prompt_tokens":23,"completion_tokens":113,"total_tokens":136}}',
        status=201,
        content_type="application/json",
        text="A dog barks twice.",
        usage={"prompt": 23, "completion": 113, "total": 136},
        request_id="chatcmpl-bec5dc33",
    ),
    Recording(
        name="aimlapi streaming, under 201",
        raw=sse("""
{"id":"chatcmpl-9","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"role":"assistant","content":"A dog"},"finish_reason":null}]}
{"id":"chatcmpl-9","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":" barks."},"finish_reason":"stop"}]}
{"id":"chatcmpl-9","object":"chat.completion.chunk","choices":[],"usage":{"prompt_tokens":23,"completion_tokens":4,"total_tokens":27}}
[DONE]
"""),
        status=201,
        text="A dog barks.",
        usage={"prompt": 23, "completion": 4},
        request_id="chatcmpl-9",
    ),
    Recording(
        name="aimlapi, an error of its own envelope under 200",
        raw=b'{"message":"You\'ve run out of credits. Please top up your balance or update '
        b'your payment method to continue: https://aimlapi.com/app/billing/",'
        b'"path":"/v1/chat/completions","requestId":"798b860e","statusCode":403,'
        b'"timestamp":"2026-03-11T07:13:27.813Z"}',
        content_type="application/json",
        fails="unpaid",
        request_id="798b860e",
    ),
]
