"""sglang-omni and other servers with OpenAI's shapes and habits of their own."""

# ruff: noqa: E501 a recorded event is one line

from __future__ import annotations

from .recording import Recording, sse

RECORDINGS = [
    Recording(
        name="sglang: the speech's stop comes after the text's length",
        raw=sse("""
{"id":"s1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"role":"assistant","content":"Long"},"finish_reason":null,"matched_stop":null}]}
{"id":"s1","choices":[{"index":0,"delta":{"content":" text"},"finish_reason":"length"}]}
{"id":"s1","choices":[{"index":0,"delta":{"audio":{"data":"AQACAA=="}},"finish_reason":null}]}
{"id":"s1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}
{"id":"s1","choices":[],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7,"prompt_tokens_details":null}}
[DONE]
"""),
        text="Long text",
        pcm=bytes.fromhex("01000200"),
        usage={"prompt": 5, "completion": 2},
        finish="length",
        request_id="s1",
    ),
    Recording(
        name="sglang: the scheduler gives up",
        raw=sse("""
{"error":{"object":"error","message":"Generation aborted.","type":"SERVICE_UNAVAILABLE","param":null,"code":503}}
[DONE]
"""),
        fails="unavailable",
    ),
    Recording(
        name="a server that ends an answer with error",
        raw=sse("""
{"id":"s2","choices":[{"index":0,"delta":{"content":"{"},"finish_reason":null}]}
{"id":"s2","choices":[{"index":0,"delta":{},"finish_reason":"error"}]}
[DONE]
"""),
        text="{",
        fails="upstream_error",
        request_id="s2",
    ),
    Recording(
        name="a text in parts, and letters that no database takes",
        raw=sse(r"""
{"id":"s3","choices":[{"index":0,"delta":{"content":[{"type":"text","text":"a\u0000"},{"type":"text","text":"b\ud83d"}]},"finish_reason":null}]}
{"id":"s3","choices":[{"index":0,"delta":{"content":""},"finish_reason":"stop"}],"error":null}
[DONE]
"""),
        text="ab\ufffd",
        request_id="s3",
    ),
]
