"""Good requests with one flaw each, which the strict reader must see.

A row names a wish that is planned, where in its body (or in its first file) something
is put wrong, and what the reader must say of it.
"""

# ruff: noqa: E501 a row reads best on one line

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import Any

from omniweb.providers.plan import Plan

from .strict import complaints
from .strict_cases import (
    AIML,
    ASK,
    CAPTIONER,
    DEC,
    FIREWORKS,
    FLASH3,
    FLASH38,
    FRAMES,
    JSON,
    LOUD,
    OMNI35,
    OPEN,
    PLAIN,
    THINK,
    TURBO,
    VL,
    VLLM,
    clip,
    picture,
    sound,
)
from .strict_wishes import sent

GONE, FILE = object(), "file"
PART = ("messages", 0, "content", 0)
AUDIO = {"voice": "Tina", "format": "wav"}
TEXT = {"type": "text", "text": "And?"}
SEEN = {"type": "video_url", "video_url": {"url": "https://files.example/0-0"}}
HEARD = {"url": "https://files.example/0-0"}

# model, file, wish, by signed URL, where, what stands there instead, what is said
FLAWS: list[tuple[Any, ...]] = [
    (OMNI35, clip(20), ASK, True, ("model",), "qwen-omni", "model qwen-omni"),
    (OMNI35, clip(20), ASK, True, ("stream",), False, "only support stream mode"),
    (OMNI35, clip(20), ASK, True, ("stream_options",), GONE, "no usage comes"),
    (OMNI35, clip(20), ASK, True, ("modalities",), GONE, "left to the service"),
    (OMNI35, clip(20), ASK, True, ("modalities",), ["audio"], "modalities ['audio']"),
    (OMNI35, clip(20), ASK, True, ("audio",), AUDIO, "audio goes with speech"),
    (OMNI35, clip(20), LOUD, True, ("audio",), GONE, "audio goes with speech"),
    (OMNI35, clip(20), LOUD, True, ("audio", "voice"), "Cherry", "another family's voice"),
    (OMNI35, clip(20), LOUD, True, ("audio", "voice"), "", "no voice"),
    (OMNI35, clip(20), LOUD, True, ("audio", "format"), "pcm16", "audio.format"),
    (OMNI35, clip(20), ASK, True, ("enable_thinking",), False, "unknown setting"),
    (OMNI35, clip(20), ASK, True, ("response_format",), {"type": "json_object"}, "response_format"),
    (OMNI35, clip(20), ASK, True, ("temperature",), 2, "Temperature"),
    (OMNI35, clip(20), ASK, True, ("top_p",), 0, "top_p"),
    (OMNI35, clip(20), ASK, True, ("max_tokens",), 65_537, "max_tokens"),
    (OMNI35, clip(20), ASK, True, ("messages",), [], "too short"),
    (OMNI35, clip(20), ASK, True, ("messages", 0, "role"), "assistant", "not the user's"),
    (OMNI35, clip(20), ASK, True, ("messages", 0, "content"), "", "empty"),
    (OMNI35, clip(20), ASK, True, (*PART, "fps"), 11, "not within"),
    (OMNI35, clip(20), ASK, True, (*PART, "video_url", "fps"), 2, "video_url with"),
    (OMNI35, clip(20), ASK, True, (*PART, "video_url", "url"), "x", "address of no file"),
    (OMNI35, clip(20), ASK, True, (FILE, "seconds"), 3601, "3601 s"),
    (OMNI35, clip(20), ASK, True, (FILE, "bytes"), 2**31 + 1, "bytes"),
    (OMNI35, clip(20), ASK, False, (FILE, "chars"), (10_485_760,), "10485760 characters"),
    (OMNI35, picture(), ASK, True, (FILE, "width"), 10, "a picture of 10"),
    (OMNI35, picture(), ASK, True, (FILE, "width"), 144_001, "200 to 1"),
    (OMNI35, picture(), ASK, True, (FILE, "mime"), "image/gif", "image/gif as image"),
    (OMNI35, sound(40), ASK, True, (*PART, "input_audio", "format"), "wav", "format wav"),
    (OMNI35, sound(40), ASK, True, (*PART, "input_audio", "format"), GONE, "input_audio with"),
    (OMNI35, sound(40), ASK, True, (FILE, "mime"), "audio/ogg", "not official"),
    (TURBO, clip(20), ASK, True, (*PART, "fps"), 2, "has no effect"),
    (TURBO, clip(20), ASK, True, (FILE, "seconds"), 40.5, "40.5 s"),
    (TURBO, clip(20), ASK, True, (FILE, "frames"), 3, "3 frames"),
    (TURBO, None, ASK, True, ("messages", 0, "content"), "word " * 30_000, "Range of input"),
    (OPEN, None, LOUD, True, ("audio", "voice"), "Cherry", "no voice 'Cherry'"),
    (DEC, None, LOUD, True, ("audio", "voice"), "Tina", "no voice 'Tina'"),
    (FLASH3, clip(20), LOUD, True, ("enable_thinking",), True, "thinking and speech"),
    (FLASH3, clip(20), ASK, True, ("thinking_budget",), 9, "without thinking"),
    (FLASH3, clip(20), THINK, True, ("thinking_budget",), 32_769, "budget 32769"),
    (FLASH3, clip(60), ASK, True, ("enable_thinking",), True, "[1, 16384]"),
    (FLASH3, clip(20), ASK, True, ("reasoning_effort",), "low", "unknown setting"),
    (FLASH3, clip(40), FRAMES, False, (*PART, "video"), ["data:image/jpeg;base64,0+0"], "1 frames"),
    (FLASH38, clip(20), ASK, True, ("reasoning_effort",), GONE, "unless it is told"),
    (FLASH38, clip(20), ASK, True, ("reasoning_effort",), "much", "reasoning_effort"),
    (FLASH38, clip(20), THINK, True, ("thinking_budget",), 9, "thinking_budget and"),
    (FLASH38, clip(20), ASK, True, ("modalities",), ["text", "audio"], "modalities"),
    (CAPTIONER, sound(40), ASK, True, ("messages", 0, "content", 1), TEXT, "no words"),
    (CAPTIONER, sound(40), ASK, True, ("modalities",), ["text"], "unknown setting"),
    (VL, picture(), JSON, True, ("enable_thinking",), True, "Json mode"),
    (VL, picture(), ASK, True, ("response_format",), {"type": "json_object"}, "the word 'json'"),
    (VL, picture(), THINK, True, ("stream",), False, "enable_thinking must be false"),
    (FIREWORKS, sound(40), ASK, False, (*PART, "type"), "input_audio", "knows no part"),
    (FIREWORKS, sound(40), ASK, False, (FILE, "mime"), "audio/mpeg", "mp4 and ogg"),
    (FIREWORKS, clip(40), ASK, False, (FILE, "sound"), True, "sound inside"),
    (FIREWORKS, clip(40), ASK, False, (FILE, "chars"), (9_999_999,), "a payload of"),
    (AIML, sound(40), ASK, True, (*PART, "input_audio", "format"), "mp3", "input_audio with"),
    (AIML, sound(40), ASK, True, ("enable_thinking",), False, "unknown setting"),
    (VLLM, clip(20), ASK, False, ("mm_processor_kwargs",), GONE, "mm_processor_kwargs"),
    (VLLM, clip(20), LOUD, False, ("audio", "format"), "wav", "audio.format"),
    (PLAIN, clip(20), ASK, False, ("modalities",), ["text"], "unknown setting"),
    (FLASH3, sound(40), ASK, True, ("messages", 0, "content", 1), SEEN, "mixes"),
    (VLLM, sound(40), ASK, True, (*PART, "audio_url"), HEARD, "address of no file"),
]  # fmt: skip


def said_of(plan: Plan, where: tuple[Any, ...], what: Any) -> str:
    """What the reader says of the plan's request with that one flaw."""
    request, files = sent(plan)
    request = deepcopy(request)
    if where[0] == FILE:
        files[0] = replace(files[0], **{where[1]: what})
        return "; ".join(complaints(plan.profile.name, request, files))
    *path, last = where
    place: Any = request
    for key in path:
        place = place[key]
    if what is GONE:
        del place[last]
    elif isinstance(place, list) and last == len(place):
        place.append(what)
    else:
        place[last] = what
    return "; ".join(complaints(plan.profile.name, request, files))
