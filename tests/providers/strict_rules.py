"""What each endpoint and model takes, retyped from the documents as tables.

Every number stands in protocol 3.1 (with its sources) or in the reference documents;
none is read from the catalogue.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from .strict_tokens import FLASH3, FLASH38, OMNI35, OPEN, TURBO, VISION, Formula

MB, GB, MINUTE, HOUR = 1024**2, 1024**3, 60, 3600
# P5: "Exceeded limit on max bytes per data-uri item : 10485760".
ITEM = 10_485_760
Way = Literal["url", "inline"]

# The guide's voice lists.
TURBO_VOICES = {"Cherry", "Serena", "Ethan", "Chelsie"}
OPEN_VOICES = {"Ethan", "Chelsie"}
FLASH_VOICES = {
    "Cherry", "Ethan", "Nofish", "Jennifer", "Ryan", "Katerina", "Elias", "Jada",
    "Dylan", "Sunny", "Li", "Marcus", "Roy", "Peter", "Rocky", "Kiki", "Eric",
}  # fmt: skip
SNAPSHOT_VOICES = FLASH_VOICES | {
    "Serena", "Chelsie", "Momo", "Vivian", "Moon", "Maia", "Kai", "Bella", "Aiden",
    "Eldric Sage", "Mia", "Mochi", "Bellona", "Vincent", "Bunny", "Neil", "Arthur",
    "Nini", "Ebona", "Seren", "Pip", "Stella", "Bodega", "Sonrisa", "Alek", "Dolce",
    "Sohee", "Ono Anna", "Lenn", "Emilien", "Andre", "Radio Gol",
}  # fmt: skip
# No document lists the 55 of 3.5: these are known to be of older families alone.
NOT_35 = {
    "Cherry", "Chelsie", "Nofish", "Elias", "Jada", "Roy", "Vivian", "Moon", "Kai",
    "Bella", "Eldric Sage", "Mochi", "Bellona", "Vincent", "Bunny", "Neil", "Arthur",
    "Nini", "Ebona", "Seren", "Pip", "Stella",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of file: bytes by address, seconds, how many by address and inline."""

    bytes: int
    seconds: float = 0
    seconds_least: float = 0
    files: tuple[int, int] = (1, 1)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """All that a request to one model must keep to.

    frames are the least and most of a list (and the least of a clip). modalities are
    the values that may stand there, none where the field may not. thinking names the
    switch; stated says that it must be said, because thinking is on by default.
    part_keys are knobs that may stand beside a part; keys are those of the body.
    """

    wire: str
    dialect: Literal["dashscope", "fireworks", "aimlapi", "vllm"] = "dashscope"
    formula: Formula
    max_in: int
    max_in_thinking: int = 0
    max_out: int
    stream: Literal["must", "may", "never"] = "must"
    modalities: tuple[tuple[str, ...], ...] = ()
    voices: set[str] = field(default_factory=set)
    not_voices: set[str] = field(default_factory=set)
    kinds: dict[str, Kind] = field(default_factory=dict)
    words: bool = True
    mix: bool = False
    frames: tuple[int, int] = (0, 0)
    listed: bool = False
    thinking: Literal["", "enable_thinking", "reasoning_effort"] = ""
    stated: bool = False
    max_cot: int = 0
    part_keys: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    json: tuple[str, ...] = ()
    system: Literal["ok", "not spoken", "never"] = "ok"
    ways: tuple[Way, ...] = ("url", "inline")
    named_clips: bool = False
    item: int = ITEM
    payload: int = 0


USUAL = ("max_tokens", "temperature", "top_p")
TEXT, BOTH = ("text",), ("text", "audio")
TURBO_RULE = Rule(
    wire="qwen-omni-turbo",
    formula=TURBO,
    max_in=30_720,
    max_out=2_048,
    modalities=(TEXT, BOTH),
    voices=TURBO_VOICES,
    kinds={
        "image": Kind(bytes=10 * MB, files=(2048, 250)),
        "audio": Kind(bytes=10 * MB, seconds=3 * MINUTE),
        "video": Kind(bytes=150 * MB, seconds=40),
    },
    frames=(4, 80),
    listed=True,
    keys=USUAL,
    system="not spoken",
)
FLASH3_RULE = Rule(
    wire="qwen3-omni-flash",
    formula=FLASH3,
    max_in=49_152,
    max_in_thinking=16_384,
    max_out=16_384,
    modalities=(TEXT, BOTH),
    voices=FLASH_VOICES,
    kinds={
        "image": Kind(bytes=10 * MB, files=(2048, 250)),
        "audio": Kind(bytes=100 * MB, seconds=20 * MINUTE),
        "video": Kind(bytes=256 * MB, seconds=150),
    },
    frames=(2, 128),
    listed=True,
    thinking="enable_thinking",
    max_cot=32_768,
    keys=USUAL,
)
OMNI35_RULE = Rule(
    wire="qwen3.5-omni-flash",
    formula=OMNI35,
    # Nobody states it: the context less the answer, the safest of what is told.
    max_in=262_144 - 65_536,
    max_out=65_536,
    modalities=(TEXT, BOTH),
    not_voices=NOT_35,
    kinds={
        "image": Kind(bytes=20 * MB, files=(2048, 250)),
        "audio": Kind(bytes=2 * GB, seconds=3 * HOUR, files=(2048, 250)),
        "video": Kind(bytes=2 * GB, seconds=HOUR, files=(512, 250)),
    },
    mix=True,
    frames=(2, 2048),
    listed=True,
    part_keys=("fps", "min_pixels", "max_pixels", "total_pixels"),
    keys=(*USUAL, "vl_high_resolution_images"),
)
FLASH38_RULE = replace(
    OMNI35_RULE,
    wire="qwen3.8-omni-flash",
    formula=FLASH38,
    max_in=991_808,
    max_in_thinking=983_616,
    max_out=131_072,
    stream="may",
    modalities=(TEXT,),
    kinds=OMNI35_RULE.kinds
    | {"video": Kind(bytes=2 * GB, seconds=2 * HOUR, files=(64, 64))},
    thinking="reasoning_effort",
    stated=True,
)
CAPTIONER = Rule(
    wire="qwen3-omni-30b-a3b-captioner",
    formula=FLASH3,
    max_in=32_768,
    max_out=32_768,
    stream="may",
    kinds={"audio": Kind(bytes=GB, seconds=40 * MINUTE)},
    words=False,
    keys=USUAL,
    system="never",
)
VISION_RULE = Rule(
    wire="qwen3-vl-plus",
    formula=VISION,
    max_in=260_096,
    max_in_thinking=258_048,
    max_out=32_768,
    stream="may",
    kinds={
        "image": Kind(bytes=10 * MB, files=(256, 250)),
        "video": Kind(bytes=2 * GB, seconds=HOUR, seconds_least=2),
    },
    frames=(4, 512),
    listed=True,
    thinking="enable_thinking",
    max_cot=81_920,
    part_keys=("fps", "min_pixels", "max_pixels"),
    keys=(*USUAL, "vl_high_resolution_images"),
    json=("json_object",),
    named_clips=True,
)
QWEN36 = replace(VISION_RULE, wire="qwen3.6-plus", stated=True)
QWEN35 = replace(
    QWEN36,
    wire="qwen3.5-plus",
    kinds=VISION_RULE.kinds | {"image": Kind(bytes=20 * MB, files=(256, 250))},
)
FIREWORKS = Rule(
    wire="accounts/a/models/qwen3-omni-30b-a3b-instruct#accounts/a/deployments/d",
    dialect="fireworks",
    formula=OPEN,
    max_in=49_152,
    max_out=16_384,
    stream="may",
    kinds={
        "audio": Kind(bytes=10**7, seconds=60),
        "video": Kind(bytes=10**7, seconds=60),
    },
    mix=True,
    keys=("max_tokens", "temperature"),
    ways=("inline",),
    named_clips=True,
    payload=10**7,
)
AIMLAPI = replace(
    OMNI35_RULE,
    wire="alibaba/qwen3.5-omni-flash",
    dialect="aimlapi",
    stream="may",
    modalities=(),
    mix=False,
    listed=False,
    part_keys=(),
    keys=("max_tokens",),
    ways=("url",),
)
VLLM = Rule(
    wire="Qwen/Qwen3-Omni-30B-A3B-Instruct",
    dialect="vllm",
    formula=OPEN,
    # The context of the open weights less the answer.
    max_in=65_536 - 16_384,
    max_out=16_384,
    stream="may",
    modalities=(TEXT, BOTH, ("audio",)),
    # The server sets these by --limit-mm-per-prompt; nothing else is documented.
    kinds={
        kind: Kind(bytes=2 * GB, files=(64, 64)) for kind in ("image", "audio", "video")
    },
    mix=True,
    keys=(*USUAL, "mm_processor_kwargs", "sampling_params_list"),
    named_clips=True,
    item=100 * MB,
)
RULES: dict[str, Rule] = {
    # The sandbox stands for 3.5 and speaks DashScope's wire format.
    "sandbox/omni": replace(
        OMNI35_RULE,
        wire="omni",
        voices={"Tina", "Cindy", "Raymond", "Ethan", "Serena"},
    ),
    "dashscope/qwen-omni-turbo": TURBO_RULE,
    "dashscope/qwen2.5-omni-7b": replace(
        TURBO_RULE, wire="qwen2.5-omni-7b", voices=OPEN_VOICES
    ),
    "dashscope/qwen3-omni-flash": FLASH3_RULE,
    "dashscope/qwen3-omni-flash-2025-09-15": replace(
        FLASH3_RULE, wire="qwen3-omni-flash-2025-09-15"
    ),
    "dashscope/qwen3-omni-flash-2025-12-01": replace(
        FLASH3_RULE, wire="qwen3-omni-flash-2025-12-01", voices=SNAPSHOT_VOICES
    ),
    "dashscope/qwen3.5-omni-flash": OMNI35_RULE,
    "dashscope/qwen3.5-omni-plus": replace(OMNI35_RULE, wire="qwen3.5-omni-plus"),
    "dashscope/qwen3.8-omni-flash": FLASH38_RULE,
    "dashscope/qwen3-omni-30b-a3b-captioner": CAPTIONER,
    "dashscope/qwen3-vl-plus": VISION_RULE,
    "dashscope/qwen3-vl-flash": replace(VISION_RULE, wire="qwen3-vl-flash"),
    "dashscope/qwen3.6-plus": QWEN36,
    "dashscope/qwen3.5-plus": QWEN35,
    "dashscope/qwen3.5-flash": replace(QWEN35, wire="qwen3.5-flash"),
    "fireworks/qwen3-omni-30b-a3b-instruct": FIREWORKS,
    "aimlapi/qwen3.5-omni-flash": AIMLAPI,
    "aimlapi/qwen3.5-omni-plus": replace(AIMLAPI, wire="alibaba/qwen3.5-omni-plus"),
    "aimlapi/qwen3.8-omni-flash": replace(
        AIMLAPI,
        wire="alibaba/qwen3.8-omni-flash",
        formula=FLASH38,
        max_in=991_808,
        max_in_thinking=983_616,
        max_out=131_072,
        kinds=FLASH38_RULE.kinds,
        thinking="reasoning_effort",
    ),
    "aimlapi/qwen3-omni-30b-a3b-captioner": replace(
        CAPTIONER,
        wire="alibaba/qwen3-omni-30b-a3b-captioner",
        dialect="aimlapi",
        keys=("max_tokens",),
        ways=("url",),
    ),
    "vllm/omni": VLLM,
    # Plain vLLM ignores modalities and audio with a warning (protocol 4).
    "vllm/text": replace(VLLM, modalities=()),
}
