"""Sample bodies of Fireworks, AI/ML API, vLLM and the visual understanding guide."""

from __future__ import annotations

from typing import Any

from omniweb.providers.plan import Wish

from .samples import (
    ABSENT,
    B64,
    RAW,
    SAID_OFF,
    STREAMS,
    Difference,
    Sample,
    a_clip,
    a_picture,
    a_sound,
    image,
    user,
    video,
    words,
)
from .samples_omni import CLIP, DOG, FOOTBALL

DEPLOYMENT = (
    "accounts/<YOUR_ACCOUNT_ID>/models/qwen3-omni-30b-a3b-instruct"
    "#accounts/<YOUR_ACCOUNT_ID>/deployments/<DEPLOYMENT_ID>"
)
VLLM_MODEL = "Qwen/Qwen3-Omni-30B-A3B-Instruct"
ELEPHANT = (
    "https://cdn.aimlapi.com/eagle/files/elephant/"
    "cJUTeeCmpoqIV1Q3WWDAL_vibevoice-output-7b98283fd3974f48ba90e91d2ee1f971.mp3"
)
HAPPENS = "Describe what happens in this video."
MP4, OGG = f"data:video/mp4;base64,{B64}", f"data:audio/ogg;base64,{B64}"


def sounds(url: str) -> dict[str, Any]:
    return {"type": "audio_url", "audio_url": {"url": url}}


OTHERS = [
    Sample(
        "the pair",
        "Fireworks, Chat Completions API",
        "fireworks/qwen3-omni-30b-a3b-instruct",
        a_clip(30),
        Wish(HAPPENS),
        ((RAW,), (RAW,)),
        {
            "model": DEPLOYMENT,
            "max_tokens": 1000,
            "temperature": 0.3,
            "messages": [user(video(MP4), sounds(OGG), words(HAPPENS))],
        },
        (
            *STREAMS,
            Difference(
                ("max_tokens",), ABSENT, "An answer is as long as it has to be."
            ),
            Difference(
                ("temperature",), ABSENT, "Each model's own is the one it is tuned for."
            ),
        ),
    ),
    Sample(
        "the captioner",
        "AI/ML API, Code Example",
        "aimlapi/qwen3-omni-30b-a3b-captioner",
        a_sound(40),
        Wish(""),
        ((ELEPHANT,),),
        {
            "model": "alibaba/qwen3-omni-30b-a3b-captioner",
            "messages": [
                user({"type": "input_audio", "input_audio": {"data": ELEPHANT}})
            ],
        },
    ),
    Sample(
        "a clip with its sound",
        "protocol 4: vllm-omni's client passes use_audio_in_video",
        "vllm/omni",
        a_clip(30),
        Wish(HAPPENS),
        ((RAW,),),
        {
            "model": VLLM_MODEL,
            "messages": [user(video(MP4), words(HAPPENS))],
            "modalities": ["text"],
            "mm_processor_kwargs": {"use_audio_in_video": True},
        },
        STREAMS,
    ),
    Sample(
        "a spoken answer",
        "protocol 4: pcm16, or each chunk is a whole small WAV",
        "vllm/omni",
        a_sound(40),
        Wish("What is said?", narrate=True),
        ((RAW,),),
        {
            "model": VLLM_MODEL,
            "messages": [
                user(sounds(f"data:audio/mpeg;base64,{B64}"), words("What is said?"))
            ],
            "modalities": ["text", "audio"],
            "audio": {"format": "pcm16"},
        },
        STREAMS,
    ),
    Sample(
        "plain vLLM",
        "protocol 4: it ignores modalities with a warning",
        "vllm/text",
        a_picture(),
        Wish("What is it?"),
        ((RAW,),),
        {
            "model": VLLM_MODEL,
            "messages": [
                user(image(f"data:image/jpeg;base64,{B64}"), words("What is it?"))
            ],
        },
        STREAMS,
    ),
]

VISION = "visual understanding guide, "
QWEN36 = "dashscope/qwen3.6-plus"
USUAL = (*STREAMS, SAID_OFF)
SEE, DEPICTS = (
    "Describe what you see in this image",
    "What scene does this video depict?",
)
SUMMARY = "Summarize what happens in this video"
SPECIFIC = "Describe the specific process of this video"
JPEG = f"data:image/jpeg;base64,{B64}"


def seen(
    name: str,
    original: Any,
    wish: Wish,
    addresses: Any,
    part: dict[str, Any],
    **more: Any,
) -> Sample:
    said = {"model": "qwen3.6-plus", "messages": [user(part, words(wish.prompt))]}
    more = {"differences": USUAL} | more
    return Sample(
        name, VISION + name, QWEN36, original, wish, (addresses,), said, **more
    )


GAP = Difference(
    ("messages", 0, "content", 0, "fps"),
    1.0,
    "These frames stand a second apart; unsaid, half a second would be taken for it.",
)
SEEN = [
    seen("Make your first vision call", a_picture(), Wish(SEE), (DOG,), image(DOG)),
    seen(
        "Steps to pass a Base64-encoded string",
        a_picture("image/png"),
        Wish(SEE),
        (RAW,),
        image(f"data:image/png;base64,{B64}"),
    ),
    seen(
        "Analyze video content, video file",
        a_clip(30),
        Wish(SUMMARY),
        (CLIP,),
        video(CLIP, fps=2),
    ),
    seen(
        "Use local files, video",
        a_clip(30),
        Wish(DEPICTS),
        (RAW,),
        video(MP4, fps=2),
    ),
    seen(
        "Use local files, image list",
        a_clip(4),
        Wish(SPECIFIC, sampling="frames"),
        (RAW,) * 4,
        {"type": "video", "video": [JPEG] * 4},
        differences=(*USUAL, GAP),
    ),
    seen(
        "an image list by address",
        a_clip(4),
        Wish(SPECIFIC, sampling="frames"),
        FOOTBALL,
        {"type": "video", "video": list(FOOTBALL)},
        differences=(*USUAL, GAP),
    ),
]
