"""What each imitated model takes and gives (protocol 3.1); the catalog is not asked.

The sandbox is the other side of the wire, so a wrong limit in the catalog shows as
a refusal here. Only the lists of voices are read from it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from omniweb.providers import catalog
from omniweb.providers.capabilities import Family


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """One served model. Times in seconds, lengths in tokens.

    thinking: none, off or on by default. frames and files are the most per request,
    frames with the least first.
    """

    name: str
    snapshot: str
    family: Family
    max_in: int
    max_out: int
    max_in_thinking: int = 0
    must_stream: bool = True
    speaks: bool = True
    mixes: bool = False
    thinking: Literal["none", "off", "on"] = "none"
    audio_s: float
    video_s: float
    frames: tuple[int, int]
    files: int = 1
    captioner: bool = False
    hears: bool = True

    @property
    def voices(self) -> tuple[str, ...]:
        """The voices it speaks with."""
        return _voices().get(self.name, ()) if self.speaks else ()


_TURBO = Rules(
    name="qwen-omni-turbo",
    snapshot="qwen-omni-turbo-2025-03-26",
    family="qwen-omni-turbo",
    max_in=30_720,
    max_out=2_048,
    audio_s=180,
    video_s=40,
    frames=(4, 80),
)
_FLASH3 = Rules(
    name="qwen3-omni-flash",
    snapshot="qwen3-omni-flash-2025-09-15",
    family="qwen3-omni-flash",
    max_in=49_152,
    max_in_thinking=16_384,
    max_out=16_384,
    thinking="off",
    audio_s=1_200,
    video_s=150,
    frames=(2, 128),
)
_FLASH35 = Rules(
    name="qwen3.5-omni-flash",
    snapshot="qwen3.5-omni-flash-2026-03-15",
    family="qwen3.5-omni",
    max_in=196_608,
    max_out=65_536,
    mixes=True,
    audio_s=10_800,
    video_s=3_600,
    frames=(2, 2_048),
    files=250,
)
_FLASH38 = replace(
    _FLASH35,
    name="qwen3.8-omni-flash",
    snapshot="qwen3.8-omni-flash-2026-09-21",
    family="qwen3.8-omni-flash",
    max_in=991_808,
    max_in_thinking=983_616,
    max_out=131_072,
    must_stream=False,
    speaks=False,
    thinking="on",
    video_s=7_200,
)
_CAPTIONER = replace(
    _FLASH3,
    name="qwen3-omni-30b-a3b-captioner",
    snapshot="qwen3-omni-30b-a3b-captioner",
    max_in=32_768,
    max_in_thinking=0,
    max_out=32_768,
    must_stream=False,
    speaks=False,
    thinking="none",
    audio_s=2_400,
    captioner=True,
)
_VISION = Rules(
    name="qwen3-vl-plus",
    snapshot="qwen3-vl-plus-2025-12-19",
    family="qwen-vl",
    max_in=260_096,
    max_in_thinking=258_048,
    max_out=32_768,
    must_stream=False,
    speaks=False,
    mixes=True,
    thinking="off",
    audio_s=0,
    video_s=3_600,
    frames=(4, 512),
    files=250,
    hears=False,
)
_PLUS35 = "qwen3.5-omni-plus"
_DATED = ("qwen3-omni-flash-2025-12-01", "qwen3-omni-flash-2025-09-15")
# The dated names are snapshots themselves; these think unless they are told not to.
_THINKS = ("qwen3.6-plus", "qwen3.5-plus", "qwen3.5-flash")
_ALL = (
    replace(_FLASH35, name="omni", snapshot="sandbox-omni-2026-11-20"),
    _TURBO,
    _FLASH3,
    *(replace(_FLASH3, name=name, snapshot=name) for name in _DATED),
    replace(_TURBO, name="qwen2.5-omni-7b", snapshot="qwen2.5-omni-7b"),
    _VISION,
    replace(_VISION, name="qwen3-vl-flash", snapshot="qwen3-vl-flash-2026-01-22"),
    *(replace(_VISION, name=n, snapshot=n, thinking="on") for n in _THINKS),
    _FLASH35,
    replace(_FLASH35, name=_PLUS35, snapshot=f"{_PLUS35}-2026-03-15"),
    _FLASH38,
    _CAPTIONER,
)
SERVED: dict[str, Rules] = {rules.name: rules for rules in _ALL}


@cache
def _voices() -> dict[str, tuple[str, ...]]:
    endpoints = catalog.load().endpoints
    kept = {**endpoints["dashscope"].models, **endpoints["sandbox"].models}
    return {name: model.voices for name, model in kept.items()}
