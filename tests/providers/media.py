"""Files as the tests imagine them, and the shipped profiles by short name."""

from __future__ import annotations

from dataclasses import replace

from omniweb.facts import MediaFacts
from omniweb.providers.catalog import Profile, load
from omniweb.providers.recipes import CLIP, Original, box, fitted

CATALOG = load().configured("fireworks", wire_id="accounts/a#d")
CATALOG = CATALOG.configured("vllm", wire_id="Qwen/Qwen3-Omni")

NAMES = {
    "turbo": "dashscope/qwen-omni-turbo",
    "3-flash": "dashscope/qwen3-omni-flash",
    "3.5-flash": "dashscope/qwen3.5-omni-flash",
    "3.5-plus": "dashscope/qwen3.5-omni-plus",
    "3.8-flash": "dashscope/qwen3.8-omni-flash",
    "vl-plus": "dashscope/qwen3-vl-plus",
    "3.6": "dashscope/qwen3.6-plus",
    "2.5": "dashscope/qwen2.5-omni-7b",
    "captioner": "dashscope/qwen3-omni-30b-a3b-captioner",
    "aiml": "aimlapi/qwen3-omni-30b-a3b-captioner",
    "fireworks": "fireworks/qwen3-omni-30b-a3b-instruct",
    "vllm": "vllm/omni",
    "sandbox": "sandbox/omni",
}


def profile(short: str) -> Profile:
    return CATALOG.profile(NAMES[short])


def clip(seconds: float = 30, size: int = 2_000_000, **facts) -> Original:
    """A prepared clip: bytes and rate are those of its model-video, which is 480p."""
    told = {
        "width": 1280,
        "height": 720,
        "fps": 2.0,
        "has_audio": True,
        "mime": "video/mp4",
    } | facts
    held = MediaFacts(kind="video", bytes=size, duration_s=seconds, **told)
    width, height = fitted((told["width"], told["height"]), box(CLIP.side))
    made = {"model-video": replace(held, width=width, height=height)}
    if held.has_audio:
        made["model-audio"] = sound(seconds, int(seconds * 8000) + 1).facts
    return Original(replace(held, fps=max(30.0, held.fps or 0), bytes=10**8), made)


def sound(seconds: float = 30, size: int = 240_000, mime="audio/mpeg") -> Original:
    facts = MediaFacts(
        kind="audio", mime=mime, bytes=size, duration_s=seconds, has_audio=True
    )
    return Original(facts, {"model-audio": facts})


def picture(width: int = 1280, height: int = 720, size: int = 200_000) -> Original:
    facts = MediaFacts(
        kind="image", mime="image/jpeg", bytes=size, width=width, height=height
    )
    return Original(facts, {"model-image": facts})
