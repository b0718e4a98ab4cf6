"""DashScope, compatible mode: one recording a family and shape (protocol 1 and 8)."""

# ruff: noqa: E501 a recorded event is one line

from __future__ import annotations

from .recording import Recording, sse

TURBO = Recording(
    name="qwen-omni-turbo spoken: the text is the transcript of the speech",
    raw=sse("""
{"choices":[{"delta":{"role":"assistant","content":null,"audio":{"transcript":"He"}},"index":0,"finish_reason":null}],"object":"chat.completion.chunk","usage":null,"created":1,"model":"qwen-omni-turbo","id":"chatcmpl-b"}
{"choices":[{"delta":{"content":null,"audio":{"data":"AAAA","expires_at":1,"id":"audio_b"}},"index":0,"finish_reason":null}],"object":"chat.completion.chunk","usage":null,"id":"chatcmpl-b"}
{"choices":[{"delta":{"content":null,"audio":{"transcript":" sings."}},"index":0,"finish_reason":null}],"usage":null,"id":"chatcmpl-b"}
{"choices":[{"delta":{"content":null,"audio":{"data":"AQAB","expires_at":1,"id":"audio_b"}},"index":0,"finish_reason":null}],"usage":null,"id":"chatcmpl-b"}
{"choices":[{"finish_reason":"stop","delta":{"content":""},"index":0}],"usage":null,"id":"chatcmpl-b"}
{"choices":[],"usage":{"prompt_tokens":1040,"completion_tokens":60,"total_tokens":1100,"completion_tokens_details":{"audio_tokens":50,"text_tokens":10},"prompt_tokens_details":{"text_tokens":40,"audio_tokens":1000}},"id":"chatcmpl-b"}
[DONE]
"""),
    text="He sings.",
    pcm=bytes.fromhex("000000010001"),
    usage={"prompt": 1040, "audio_in": 1000, "audio_out": 50, "text_out": 10},
    request_id="chatcmpl-b",
)
FLASH_SPOKEN = Recording(
    name="qwen3-omni-flash spoken: text in content, speech in chunks of its own",
    raw=sse("""
{"choices":[{"delta":{"content":"A"},"finish_reason":null,"index":0,"logprobs":null}],"object":"chat.completion.chunk","usage":null,"created":1757647879,"system_fingerprint":null,"model":"qwen3-omni-flash","id":"chatcmpl-a"}
{"choices":[{"delta":{"audio":{"data":"/v8","expires_at":1757647879,"id":"audio_a"}},"finish_reason":null,"index":0,"logprobs":null}],"object":"chat.completion.chunk","usage":null,"id":"chatcmpl-a"}
{"choices":[{"delta":{"content":"B"},"finish_reason":null,"index":0,"logprobs":null}],"object":"chat.completion.chunk","usage":null,"id":"chatcmpl-a"}
{"choices":[{"delta":{"audio":{"data":"AAAAA","expires_at":1757647879,"id":"audio_a"}},"finish_reason":null,"index":0,"logprobs":null}],"object":"chat.completion.chunk","usage":null,"id":"chatcmpl-a"}
{"choices":[{"delta":{"audio":{"data":"AQ==","expires_at":1757647879,"id":"audio_a"}},"finish_reason":null,"index":0}],"usage":null,"id":"chatcmpl-a"}
{"choices":[{"delta":{"audio":{"data":"AAIA","expires_at":1757647879,"id":"audio_a"}},"finish_reason":null,"index":0}],"usage":null,"id":"chatcmpl-a"}
{"choices":[{"finish_reason":"stop","delta":{"content":""},"index":0,"logprobs":null}],"object":"chat.completion.chunk","usage":null,"id":"chatcmpl-a"}
{"choices":[],"object":"chat.completion.chunk","usage":{"prompt_tokens":207,"completion_tokens":103,"total_tokens":310,"completion_tokens_details":{"audio_tokens":83,"text_tokens":20},"prompt_tokens_details":{"text_tokens":207}},"id":"chatcmpl-a"}
[DONE]
"""),
    text="AB",
    pcm=bytes.fromhex("feff0000000001000200"),
    usage={"prompt": 207, "completion": 103, "text_out": 20, "audio_out": 83},
    request_id="chatcmpl-a",
)
FLASH_THINKING = Recording(
    name="qwen3-omni-flash thinking: reasoning first, content null meanwhile",
    raw=sse("""
{"choices":[{"delta":{"content":null,"role":"assistant","reasoning_content":""},"index":0,"finish_reason":null}],"usage":null,"id":"chatcmpl-t"}
{"choices":[{"delta":{"content":null,"reasoning_content":"Hm, "},"index":0,"finish_reason":null}],"usage":null,"id":"chatcmpl-t"}
{"choices":[{"delta":{"content":null,"reasoning_content":"größer."},"index":0,"finish_reason":null}],"usage":null,"id":"chatcmpl-t"}
{"choices":[{"delta":{"content":"Y","reasoning_content":null},"index":0,"finish_reason":null}],"usage":null,"id":"chatcmpl-t"}
{"choices":[{"finish_reason":"stop","delta":{"content":"","reasoning_content":null},"index":0}],"usage":null,"id":"chatcmpl-t"}
{"choices":[],"usage":{"prompt_tokens":11,"completion_tokens":363,"total_tokens":374,"completion_tokens_details":{"reasoning_tokens":195,"text_tokens":168},"prompt_tokens_details":{"text_tokens":11}},"id":"chatcmpl-t"}
[DONE]
"""),
    text="Y",
    reasoning="Hm, größer.",
    usage={"text_out": 168, "reasoning_out": 195, "total": 374},
    request_id="chatcmpl-t",
)
PLUS_MIXED = Recording(
    name="qwen3.5-omni spoken about a clip: the snapshot's name, sound and picture apart",
    raw=sse("""
{"choices":[{"delta":{"content":"","role":"assistant"},"index":0,"finish_reason":null}],"usage":null,"created":1773500000,"model":"qwen3.5-omni-plus-2026-03-15","id":"chatcmpl-p1"}
{"choices":[{"delta":{"content":"城市 🎬"},"index":0,"finish_reason":null}],"usage":null,"model":"qwen3.5-omni-plus-2026-03-15","id":"chatcmpl-p2"}
{"choices":[{"delta":{"audio":{"data":"/v8AAAAA","expires_at":1773500000,"id":"audio_p"}},"index":0,"finish_reason":null}],"usage":null,"id":"chatcmpl-p2"}
{"choices":[{"delta":{"content":"","audio":null,"tool_calls":null,"refusal":null},"finish_reason":"stop","index":0}],"usage":null,"id":"chatcmpl-p2"}
{"choices":[],"usage":{"prompt_tokens":9062,"completion_tokens":45,"total_tokens":9107,"completion_tokens_details":{"audio_tokens":25,"text_tokens":20},"prompt_tokens_details":{"audio_tokens":105,"video_tokens":8912,"text_tokens":45,"image_tokens":null,"cached_tokens":8192}},"id":"chatcmpl-p2"}
[DONE]
"""),
    text="城市 🎬",
    pcm=bytes.fromhex("feff00000000"),
    usage={
        "video_in": 8912,
        "audio_in": 105,
        "text_in": 45,
        "image_in": 0,
        "cached_in": 8192,
        "audio_out": 25,
        "text_out": 20,
    },
    request_id="chatcmpl-p1",
)
NEW_FLASH = Recording(
    name="qwen3.8-omni-flash with reasoning_effort none: text alone, details null",
    raw=sse("""
{"choices":[{"delta":{"content":"","role":"assistant"},"index":0,"finish_reason":null}],"usage":null,"model":"qwen3.8-omni-flash","id":"chatcmpl-n"}
{"choices":[{"delta":{"content":"ok"},"index":0,"finish_reason":null}],"usage":null,"id":"chatcmpl-n"}
{"choices":[{"delta":{"content":""},"index":0,"finish_reason":"stop"}],"usage":null,"id":"chatcmpl-n"}
{"choices":[],"usage":{"completion_tokens":17,"prompt_tokens":22,"total_tokens":39,"completion_tokens_details":null,"prompt_tokens_details":{"audio_tokens":null,"cached_tokens":0}},"id":"chatcmpl-n"}
[DONE]
"""),
    text="ok",
    usage={"text_in": 22, "audio_in": 0, "text_out": 17, "reasoning_out": 0},
    request_id="chatcmpl-n",
)
NEW_FLASH_THINKING = Recording(
    name="qwen3.8-omni-flash thinking: text tokens that count the reasoning too",
    raw=sse("""
{"choices":[{"delta":{"content":null,"role":"assistant","reasoning_content":"Count the cars."},"index":0,"finish_reason":null}],"usage":null,"id":"chatcmpl-m"}
{"choices":[{"delta":{"content":"Three.","reasoning_content":null},"index":0,"finish_reason":null}],"usage":null,"id":"chatcmpl-m"}
{"choices":[{"delta":{"content":""},"index":0,"finish_reason":"stop"}],"usage":null,"id":"chatcmpl-m"}
{"choices":[],"usage":{"prompt_tokens":90,"completion_tokens":363,"total_tokens":453,"completion_tokens_details":{"reasoning_tokens":195,"text_tokens":363},"prompt_tokens_details":{"text_tokens":24,"image_tokens":66}},"id":"chatcmpl-m"}
[DONE]
"""),
    text="Three.",
    reasoning="Count the cars.",
    usage={"text_out": 168, "reasoning_out": 195, "image_in": 66, "text_in": 24},
    request_id="chatcmpl-m",
)
VISION = Recording(
    name="a qwen-vl model thinking about a video, cut off by the token limit",
    raw=sse("""
{"choices":[{"delta":{"content":null,"role":"assistant","reasoning_content":"Frames"},"index":0,"finish_reason":null}],"usage":null,"model":"qwen3-vl-plus","id":"chatcmpl-v"}
{"choices":[{"delta":{"content":"A street","reasoning_content":null},"index":0,"finish_reason":null}],"usage":null,"id":"chatcmpl-v"}
{"choices":[{"delta":{"content":" at nig"},"index":0,"finish_reason":"length"}],"usage":null,"id":"chatcmpl-v"}
{"choices":[],"usage":{"prompt_tokens":2200,"completion_tokens":777,"total_tokens":2977,"completion_tokens_details":{"reasoning_tokens":539,"text_tokens":238},"prompt_tokens_details":{"text_tokens":20,"video_tokens":2180}},"id":"chatcmpl-v"}
[DONE]
"""),
    text="A street at nig",
    reasoning="Frames",
    usage={"text_out": 238, "reasoning_out": 539, "video_in": 2180},
    finish="length",
    request_id="chatcmpl-v",
)
CAPTIONER = Recording(
    name="the captioner, which answers in one object",
    raw=b"""{
  "id": "chatcmpl-c", "object": "chat.completion", "system_fingerprint": null,
  "choices": [{"index": 0, "finish_reason": "stop", "logprobs": null,
    "message": {"role": "assistant", "content": "Rain on a roof."}}],
  "usage": {"prompt_tokens": 160, "completion_tokens": 387, "total_tokens": 547,
    "prompt_tokens_details": {"audio_tokens": 152, "text_tokens": 8},
    "completion_tokens_details": {"text_tokens": 387}}
}""",
    content_type="application/json",
    text="Rain on a roof.",
    usage={"prompt": 160, "audio_in": 152, "text_in": 8, "text_out": 387},
    request_id="chatcmpl-c",
)
UNNAMED = Recording(
    name="no id in the body, keys misspelt as in the samples: the header names it",
    raw=sse("""
{"reated":1,"tem_fingerprint":null,"choices":[{"delta":{"content":"A"},"index":0}]}
{"choices":null}
{"choices":[null,{"delta":null},{"delta":{"audio":null}}]}
{"choices":[{"finish_reason":"stop","delta":{}}]}
"""),
    headers={"x-request-id": "header-1", "x-dashscope-finished": "true"},
    text="A",
    request_id="header-1",
)
FRAMED = Recording(
    name="comments, Windows line ends, no blank after the colon, no last line end",
    raw=b": keep-alive\r\n\r\nid:1\r\nevent:result\r\n:HTTP_STATUS/200\r\n"
    b'data:{"choices":[{"delta":{"content":"A"},"index":0}],"id":"chatcmpl-f"}\r\n\r\n'
    b"retry: 3000\r\n\r\n: keep-alive\r\n\r\n"
    b'data:{"choices":[{"delta":{},"finish_reason":"stop"}],"id":"chatcmpl-f"}\r\n\r\n'
    b'data:{"choices":[],"usage":{"prompt_tokens":2,"completion_tokens":1}}',
    text="A",
    usage={"prompt": 2, "completion": 1, "total": 3},
    request_id="chatcmpl-f",
)
RECORDINGS = [
    TURBO,
    FLASH_SPOKEN,
    FLASH_THINKING,
    PLUS_MIXED,
    NEW_FLASH,
    NEW_FLASH_THINKING,
    VISION,
    CAPTIONER,
    UNNAMED,
    FRAMED,
]
