"""vLLM, which only writes, and vLLM-Omni, which also speaks (protocol 4)."""

# ruff: noqa: E501 a recorded event is one line

from __future__ import annotations

from .recording import Recording, sse

# Whole WAV files of three, two and one samples.
WAV_3 = "UklGRioAAABXQVZFZm10IBAAAAABAAEAwF0AAIC7AAACABAAZGF0YQYAAAD+/wAAAAA="
WAV_2 = "UklGRigAAABXQVZFZm10IBAAAAABAAEAwF0AAIC7AAACABAAZGF0YQQAAAABAAIA"
WAV_1 = "UklGRiYAAABXQVZFZm10IBAAAAABAAEAwF0AAIC7AAACABAAZGF0YQIAAAADAA=="
SAMPLES = bytes.fromhex("feff00000000 01000200 0300")
USAGE = '{"id":"chatcmpl-o","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":3,"total_tokens":12},"modality":"text","metrics":{"num_tokens_in":9}}'

PLAIN = Recording(
    name="plain vllm, asked for speech: the fields are ignored, none comes",
    raw=sse("""
{"id":"chatcmpl-w","object":"chat.completion.chunk","created":1,"model":"Qwen/Qwen3-Omni","choices":[{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}]}
{"id":"chatcmpl-w","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"Hi"},"logprobs":null,"finish_reason":null}]}
{"id":"chatcmpl-w","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"."},"logprobs":null,"finish_reason":"stop","stop_reason":null}]}
{"id":"chatcmpl-w","object":"chat.completion.chunk","choices":[],"usage":{"prompt_tokens":9,"total_tokens":11,"completion_tokens":2}}
[DONE]
"""),
    text="Hi.",
    usage={"prompt": 9, "completion": 2, "text_out": 2, "audio_out": 0},
    request_id="chatcmpl-w",
)
PLAIN_THINKING = Recording(
    name="plain vllm with a reasoning parser, counting in every chunk",
    raw=sse("""
{"id":"chatcmpl-r","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}],"usage":{"prompt_tokens":9,"total_tokens":9,"completion_tokens":0}}
{"id":"chatcmpl-r","choices":[{"index":0,"delta":{"reasoning":"Hm."},"finish_reason":null}],"usage":{"prompt_tokens":9,"total_tokens":11,"completion_tokens":2}}
{"id":"chatcmpl-r","choices":[{"index":0,"delta":{"content":"Yes"},"finish_reason":"length","stop_reason":null}],"usage":{"prompt_tokens":9,"total_tokens":12,"completion_tokens":3}}
[DONE]
"""),
    text="Yes",
    reasoning="Hm.",
    usage={"prompt": 9, "completion": 3},
    finish="length",
    request_id="chatcmpl-r",
)
PLAIN_BROKEN = Recording(
    name="plain vllm, whose engine dies while it writes",
    raw=sse("""
{"id":"chatcmpl-e","choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":null}]}
{"error":{"message":"Internal server error","type":"InternalServerError","param":null,"code":500}}
[DONE]
"""),
    text="Hi",
    fails="internal_error",
    request_id="chatcmpl-e",
)
PLAIN_TOO_LONG = Recording(
    name="plain vllm, refusing in the stream with a number for a code",
    raw=sse("""
{"error":{"message":"The decoder prompt (length 168834) is longer than the maximum model length of 65536.","type":"BadRequestError","param":"input_tokens","code":400}}
[DONE]
"""),
    fails="input_too_long",
)
OMNI_WAV = Recording(
    name="vllm-omni, whole WAV files, stop on each, long after the text's stop",
    raw=sse(f"""
{{"id":"chatcmpl-o","object":"chat.completion.chunk","model":"m","choices":[{{"index":0,"delta":{{"role":"assistant","content":"Hi"}},"finish_reason":null}}],"modality":"text"}}
{{"id":"chatcmpl-o","choices":[{{"index":0,"delta":{{"content":""}},"finish_reason":"stop"}}],"modality":"text"}}
{{"id":"chatcmpl-o","choices":[{{"index":0,"delta":{{"role":"assistant","content":"{WAV_3}"}},"finish_reason":"stop"}}],"modality":"audio"}}
{{"id":"chatcmpl-o","choices":[{{"index":0,"delta":{{"content":"{WAV_2}"}},"finish_reason":"stop"}}],"modality":"audio","sample_rate_hz":24000}}
{{"id":"chatcmpl-o","choices":[{{"index":0,"delta":{{"content":"{WAV_1}"}},"finish_reason":"stop"}}],"modality":"audio"}}
{USAGE}
[DONE]
"""),
    text="Hi",
    pcm=SAMPLES,
    usage={"prompt": 9, "completion": 3, "audio_out": 0, "text_out": 3},
    request_id="chatcmpl-o",
)
OMNI_PCM = Recording(
    name="vllm-omni, bare samples, one end for both, the text cut off by its limit",
    raw=sse("""
{"id":"chatcmpl-o","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}],"modality":"text","prompt_token_ids":null}
{"id":"chatcmpl-o","choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":"length"}],"modality":"text","metrics":{}}
{"id":"chatcmpl-o","choices":[{"index":0,"delta":{"content":"/v8AAAAA"},"finish_reason":null}],"modality":"audio"}
{"id":"chatcmpl-o","choices":[{"index":0,"delta":{"content":"AQACAA=="},"finish_reason":null}],"modality":"audio"}
{"id":"chatcmpl-o","choices":[{"index":0,"delta":{"content":"AwA="},"finish_reason":"stop"}],"modality":"audio"}
[DONE]
"""),
    text="Hi",
    pcm=SAMPLES,
    finish="length",
    request_id="chatcmpl-o",
)
OMNI_LAST_STOP = Recording(
    name="vllm-omni, newer: only what ends last says stop, and no [DONE] is missed",
    raw=sse(f"""
{{"id":"chatcmpl-o","choices":[{{"index":0,"delta":{{"content":"Hi"}},"finish_reason":null}}],"modality":"text"}}
{{"id":"chatcmpl-o","choices":[{{"index":0,"delta":{{"content":"{WAV_3}"}},"finish_reason":null}}],"modality":"audio"}}
{{"id":"chatcmpl-o","choices":[{{"index":0,"delta":{{"content":""}},"finish_reason":"stop"}}],"modality":"audio"}}
{USAGE}
"""),
    text="Hi",
    pcm=SAMPLES[:6],
    usage={"prompt": 9},
    request_id="chatcmpl-o",
)
OMNI_SILENCED = Recording(
    name="vllm-omni, closed while it still spoke",
    raw=sse(f"""
{{"id":"chatcmpl-o","choices":[{{"index":0,"delta":{{"content":"Hi"}},"finish_reason":"stop"}}],"modality":"text"}}
{{"id":"chatcmpl-o","choices":[{{"index":0,"delta":{{"content":"{WAV_3}"}},"finish_reason":null}}],"modality":"audio"}}
"""),
    text="Hi",
    pcm=SAMPLES[:6],
    fails="interrupted",
    request_id="chatcmpl-o",
)
OMNI_RATE = Recording(
    name="vllm-omni, speaking at another rate than is played",
    raw=sse("""
{"id":"chatcmpl-o","choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":"stop"}],"modality":"text"}
{"id":"chatcmpl-o","choices":[{"index":0,"delta":{"content":"AQACAA=="},"finish_reason":null}],"modality":"audio","sample_rate_hz":16000}
"""),
    text="Hi",
    fails="bad_audio",
    request_id="chatcmpl-o",
)
OMNI_WHOLE = Recording(
    name="vllm-omni in one object: two choices, both of index 0",
    raw=f"""{{"id":"chatcmpl-o","choices":[
{{"index":0,"message":{{"role":"assistant","content":"Hi"}},"finish_reason":"stop"}},
{{"index":0,"message":{{"role":"assistant","content":null,"audio":{{"id":"audio-0123456789abcdef","data":"{WAV_3}","expires_at":1790000000,"transcript":""}}}},"finish_reason":"stop"}}
],"usage":{{"prompt_tokens":9,"completion_tokens":3,"total_tokens":12}}}}""".encode(),
    content_type="application/json",
    text="Hi",
    pcm=SAMPLES[:6],
    usage={"prompt": 9, "completion": 3},
    request_id="chatcmpl-o",
)
RECORDINGS = [
    PLAIN,
    PLAIN_THINKING,
    PLAIN_BROKEN,
    PLAIN_TOO_LONG,
    OMNI_WAV,
    OMNI_PCM,
    OMNI_LAST_STOP,
    OMNI_SILENCED,
    OMNI_RATE,
    OMNI_WHOLE,
]
