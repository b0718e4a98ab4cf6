"""DashScope, answers that go wrong once they have begun, or under HTTP 200."""

# ruff: noqa: E501 a recorded event is one line

from __future__ import annotations

from .recording import Recording, sse

A = '{"choices":[{"delta":{"content":"A"},"index":0,"finish_reason":null}],"usage":null,"id":"chatcmpl-a"}'
SPOKEN = '{"choices":[{"delta":{"audio":{"data":"/v8AAAAA","expires_at":1,"id":"audio_a"}},"index":0}],"id":"chatcmpl-a"}'
NATIVE = b"""id:1
event:error
:HTTP_STATUS/400
data:{"code":"InvalidParameter","message":"<400> InternalError.Algo.InvalidParameter: Range of max_tokens should be [1, 32768]","request_id":"11"}

"""

RECORDINGS = [
    Recording(
        name="E10: moderation after some words and some speech",
        raw=sse(f"""
{A}
{SPOKEN}
{{"error":{{"code":"data_inspection_failed","param":null,"message":"Output data may contain inappropriate content.","type":"data_inspection_failed"}},"id":"chatcmpl-10","request_id":"10"}}
"""),
        text="A",
        pcm=bytes.fromhex("feff00000000"),
        fails="output_blocked",
        request_id="10",
    ),
    Recording(
        name="moderation as a finish reason",
        raw=sse(f"""
{A}
{{"choices":[{{"delta":{{}},"index":0,"finish_reason":"content_filter"}}],"id":"chatcmpl-a"}}
[DONE]
"""),
        text="A",
        fails="output_blocked",
        request_id="chatcmpl-a",
    ),
    Recording(
        name="E11: native framing under HTTP 200",
        raw=NATIVE,
        content_type="application/json",
        fails="bad_setting",
        request_id="11",
    ),
    Recording(
        name="E11 after some words",
        raw=sse(A) + NATIVE,
        text="A",
        fails="bad_setting",
        request_id="11",
    ),
    Recording(
        name="the only event is an error, which is no empty answer",
        raw=sse("""
{"error":{"code":"invalid_parameter_error","param":null,"message":"<400> InternalError.Algo.InvalidParameter: Range of input length should be [1, 16384]","type":"invalid_request_error"}}
[DONE]
"""),
        headers={"x-request-id": "header-2"},
        fails="input_too_long",
        request_id="header-2",
    ),
    Recording(
        name="E12: the stream just ends",
        raw=sse(A),
        text="A",
        fails="interrupted",
        request_id="chatcmpl-a",
    ),
    Recording(
        name="E12 in the middle of an event",
        raw=sse(A) + b'data: {"choices":[{"delta":{"content":"B',
        text="A",
        fails="interrupted",
        request_id="chatcmpl-a",
    ),
    Recording(
        name="nothing at all",
        raw=b"",
        headers={"x-request-id": "header-3"},
        fails="interrupted",
        request_id="header-3",
    ),
    Recording(
        name="a captioner that ran out of time: what it had is kept and no success",
        raw=b'{"id":"chatcmpl-l","choices":[{"index":0,"finish_reason":"stop",'
        b'"message":{"role":"assistant","content":"Rain on"}}],'
        b'"usage":{"prompt_tokens":160,"completion_tokens":3,"total_tokens":163}}',
        content_type="application/json",
        headers={"x-dashscope-partialresponse": "true"},
        text="Rain on",
        usage={"prompt": 160, "completion": 3},
        fails="upstream_timeout",
        request_id="chatcmpl-l",
    ),
    Recording(
        name="speech that is no base64",
        raw=sse(f"""
{A}
{{"choices":[{{"delta":{{"audio":{{"data":"a=b"}}}},"index":0}}],"id":"chatcmpl-a"}}
"""),
        text="A",
        fails="bad_audio",
        request_id="chatcmpl-a",
    ),
    Recording(
        name="E13: a gateway's page under HTTP 200",
        raw=b"<html><head><title>502 Bad Gateway</title></head>\n<body>nginx</body></html>",
        content_type="text/html",
        fails="garbled",
    ),
]
