"""Fireworks, a dedicated deployment of Qwen3-Omni: text alone (protocol 3.4).

Its chunks for this model are published nowhere; these follow its general shape.
"""

# ruff: noqa: E501 a recorded event is one line

from __future__ import annotations

from .recording import Recording, sse

RECORDINGS = [
    Recording(
        name="fireworks in one object, as its sample asks",
        raw=b'{"id":"fw-1","object":"chat.completion","created":1760000000,'
        b'"model":"accounts/a/models/qwen3-omni-30b-a3b-instruct#accounts/a/deployments/d",'
        b'"choices":[{"index":0,"message":{"role":"assistant","content":"A street."},'
        b'"finish_reason":"stop"}],'
        b'"usage":{"prompt_tokens":812,"total_tokens":816,"completion_tokens":4}}',
        content_type="application/json",
        text="A street.",
        usage={"prompt": 812, "completion": 4, "text_in": 812, "text_out": 4},
        request_id="fw-1",
    ),
    Recording(
        name="fireworks streaming: the usage rides on the chunk that ends it",
        raw=sse("""
{"id":"fw-2","object":"chat.completion.chunk","created":1760000000,"choices":[{"index":0,"delta":{"role":"assistant"},"finish_reason":null}],"usage":null}
{"id":"fw-2","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"A "},"finish_reason":null}]}
{"id":"fw-2","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"street."},"finish_reason":null}]}
{"id":"fw-2","object":"chat.completion.chunk","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":812,"total_tokens":816,"completion_tokens":4,"prompt_tokens_details":{"cached_tokens":0}}}
[DONE]
"""),
        text="A street.",
        usage={"prompt": 812, "completion": 4},
        request_id="fw-2",
    ),
    Recording(
        name="fireworks streaming, refused in the stream",
        raw=sse("""
{"error":{"object":"error","type":"invalid_request_error","code":"invalid_request_error","message":"JSON Schema not supported: could not understand the instance `{'required': ['criteria']}`."}}
[DONE]
"""),
        headers={"x-request-id": "fw-header"},
        fails="json_mode",
        request_id="fw-header",
    ),
]
