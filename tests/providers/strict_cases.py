"""Wishes that the documents decide: what they take must be planned, the rest refused.

Each row says where the line is drawn. 3.1, 6.3 and the like are sections of the
protocol; the guide is Qwen-Omni's, the vision guide that of visual understanding.
"""

# ruff: noqa: E501 a row reads best on one line

from __future__ import annotations

from dataclasses import replace
from typing import Any

from omniweb.facts import MediaFacts
from omniweb.providers.plan import Turn, Wish
from omniweb.providers.recipes import Original

ASK = Wish("What happens?")
LOUD = replace(ASK, narrate=True)
THINK = replace(ASK, thinking=True)
FRAMES = replace(ASK, sampling="frames")
SOUND = replace(ASK, sampling="audio only")
JSON = replace(ASK, json_schema={"type": "object"})
TALK = replace(ASK, history=(Turn("user", "Who?"), Turn("assistant", "A cat.")))
SYSTEM = replace(ASK, system="Be brief.")
MB = 1024**2


def clip(seconds: float, width: int = 1280, height: int = 720, **told: Any) -> Original:
    """A clip as it was given; nothing is made of it yet."""
    usual = {"mime": "video/mp4", "bytes": int(seconds * 500_000), "fps": 30.0}
    usual |= {"has_audio": True} | told
    return Original(
        MediaFacts(
            kind="video", width=width, height=height, duration_s=seconds, **usual
        ),
        {},
    )


def sound(seconds: float) -> Original:
    count = int(seconds * 16_000)
    return Original(
        MediaFacts(
            kind="audio",
            mime="audio/mpeg",
            bytes=count,
            duration_s=seconds,
            has_audio=True,
        ),
        {},
    )


def picture(width: int = 1280, height: int = 720, size: int = 300_000) -> Original:
    """A picture of which model-image stands, of these measures."""
    facts = MediaFacts(
        kind="image", mime="image/jpeg", bytes=size, width=width, height=height
    )
    return Original(facts, {"model-image": facts})


TURBO, OPEN = "dashscope/qwen-omni-turbo", "dashscope/qwen2.5-omni-7b"
FLASH3 = "dashscope/qwen3-omni-flash"
SEP, DEC = f"{FLASH3}-2025-09-15", f"{FLASH3}-2025-12-01"
OMNI35, PLUS35 = "dashscope/qwen3.5-omni-flash", "dashscope/qwen3.5-omni-plus"
FLASH38 = "dashscope/qwen3.8-omni-flash"
CAPTIONER = "dashscope/qwen3-omni-30b-a3b-captioner"
VL, VL_FLASH = "dashscope/qwen3-vl-plus", "dashscope/qwen3-vl-flash"
QWEN36, QWEN35 = "dashscope/qwen3.6-plus", "dashscope/qwen3.5-plus"
FIREWORKS = "fireworks/qwen3-omni-30b-a3b-instruct"
AIML35, AIML38 = "aimlapi/qwen3.5-omni-flash", "aimlapi/qwen3.8-omni-flash"
AIML = "aimlapi/qwen3-omni-30b-a3b-captioner"
VLLM, PLAIN, SANDBOX = "vllm/omni", "vllm/text", "sandbox/omni"

# why, model, file, wish, by signed URL
ACCEPTED = [
    ("3.1 text alone", TURBO, None, ASK, False),
    ("guide: four voices", TURBO, None, replace(LOUD, voice="Chelsie"), False),
    ("guide: two voices", OPEN, None, replace(LOUD, voice="Ethan"), False),
    ("guide: it speaks English", TURBO, picture(), replace(LOUD, language="en-GB"), True),
    ("7.18 the system as a pair", TURBO, picture(), replace(SYSTEM, narrate=True), True),
    ("guide: 3 minutes of sound", TURBO, sound(180), ASK, True),
    ("guide: 40 s of video", TURBO, clip(40), ASK, True),
    ("guide: a list of 4 to 80", TURBO, clip(100), FRAMES, False),
    ("guide: 150 s of video", FLASH3, clip(150), ASK, True),
    ("guide: 20 minutes of sound", FLASH3, sound(1200), ASK, True),
    ("guide: base64, as 32 kbit/s", FLASH3, sound(1200), ASK, False),
    ("guide: a list has no length", FLASH3, clip(3600), FRAMES, False),
    ("guide: think about text", FLASH3, None, THINK, False),
    ("3.1 a budget within CoT", FLASH3, picture(), replace(THINK, effort="high"), False),
    ("6.4 30 s while thinking", FLASH3, clip(30), THINK, True),
    ("guide: ten languages", FLASH3, clip(20), replace(LOUD, language="de"), True),
    ("guide: 17 voices", SEP, sound(20), replace(LOUD, voice="Kiki"), True),
    ("guide: 49 voices", DEC, sound(20), replace(LOUD, voice="Eldric Sage"), True),
    ("guide: several turns", FLASH3, sound(40), TALK, True),
    ("a part within 150 s", FLASH3, clip(900), replace(ASK, span=(100, 250)), True),
    ("3.1 an hour of video", OMNI35, clip(3600), ASK, True),
    ("3.1 three hours of sound", PLUS35, sound(10_800), ASK, True),
    ("3.1 system with audio out", OMNI35, clip(30), replace(SYSTEM, narrate=True), True),
    ("3.1 it mixes: frames, sound", OMNI35, clip(15), replace(ASK, sampling="action"), False),
    ("3.1 20 MB by URL", OMNI35, picture(size=20 * MB), ASK, True),
    ("3.1 over 10 px a side", OMNI35, picture(11, 11), ASK, False),
    ("3.1 sides up to 200 to 1", OMNI35, picture(11, 2200), ASK, False),
    ("6.1 under a second", OMNI35, sound(0.4), ASK, False),
    ("a portrait clip inline", OMNI35, clip(60, 1080, 1920), ASK, False),
    ("ten minutes inline", OMNI35, clip(600), replace(ASK, sampling="talking head"), False),
    ("3.1 two hours of video", FLASH38, clip(7200), ASK, True),
    ("3.2 effort by a word", FLASH38, clip(60), replace(THINK, effort="high"), True),
    ("3.2 JSON by the prompt", FLASH38, picture(), JSON, True),
    ("3.1 40 minutes", CAPTIONER, sound(2400), replace(ASK, prompt=""), True),
    ("3.1 base64 too", CAPTIONER, sound(30), replace(ASK, prompt=""), False),
    ("the sound of a clip", CAPTIONER, clip(60), replace(ASK, prompt=""), True),
    ("vision guide: a silent clip", VL, clip(600, has_audio=False), ASK, True),
    ("vision guide: thinking", VL, picture(), THINK, False),
    ("vision guide: JSON", VL_FLASH, picture(), JSON, True),
    ("2.2 from 2 s on", QWEN36, clip(2), ASK, True),
    ("vision guide: 20 MB by URL", QWEN35, picture(size=20 * MB), ASK, True),
    ("fireworks: a minute", FIREWORKS, clip(60), ASK, False),
    ("fireworks: sound alone", FIREWORKS, sound(60), ASK, False),
    ("fireworks: text alone", FIREWORKS, None, ASK, False),
    ("3.4 the captioner by URL", AIML, sound(60), replace(ASK, prompt=""), True),
    ("3.4 thinking there", AIML38, clip(60), THINK, True),
    ("4 a clip with its sound", VLLM, clip(60), LOUD, False),
    ("4 pictures one by one", VLLM, clip(60), FRAMES, False),
    ("4 plain vLLM writes", PLAIN, picture(), ASK, False),
    ("as 3.5", SANDBOX, clip(60), replace(LOUD, voice="Tina"), False),
]  # fmt: skip

# why, model, file, wish, by signed URL, code
REFUSED = [
    ("guide: 40 s", TURBO, clip(41), ASK, True, "too_long"),
    ("guide: 3 minutes", TURBO, sound(181), ASK, True, "too_long"),
    ("guide: 10 MB", TURBO, picture(size=10 * MB + 1), ASK, True, "too_large"),
    ("guide: 4 frames at least", TURBO, clip(0.1), ASK, True, "too_few_frames"),
    ("7.17 of another family", TURBO, None, replace(LOUD, voice="Tina"), False, "unknown_voice"),
    ("guide: two voices", OPEN, None, replace(LOUD, voice="Cherry"), False, "unknown_voice"),
    ("guide: two languages", TURBO, None, replace(LOUD, language="de"), False, "language_not_spoken"),
    ("3.1 30,720 tokens", TURBO, None, Wish("word " * 40_000), False, "input_too_long"),
    ("guide: 150 s", FLASH3, clip(151), ASK, True, "too_long"),
    ("guide: 20 minutes", FLASH3, sound(1201), ASK, True, "too_long"),
    ("guide: thinks or speaks", FLASH3, clip(20), replace(LOUD, thinking=True), True, "thinking_and_speech"),
    ("guide: of the snapshot", FLASH3, None, replace(LOUD, voice="Serena"), False, "unknown_voice"),
    ("guide: 17 voices", SEP, None, replace(LOUD, voice="Vivian"), False, "unknown_voice"),
    ("7.17 of 3.5", DEC, None, replace(LOUD, voice="Tina"), False, "unknown_voice"),
    ("3.1 16,384 thinking", FLASH3, None, replace(THINK, prompt="word " * 16_000), False, "input_too_long"),
    ("6.4 the thinking trap", FLASH3, sound(1190), replace(THINK, prompt="word " * 2_000), True, "input_too_long"),
    ("3.1 an hour", OMNI35, clip(3601), ASK, True, "too_long"),
    ("3.1 three hours", PLUS35, sound(10_801), ASK, True, "too_long"),
    ("7.17 Cherry is older", OMNI35, None, replace(LOUD, voice="Cherry"), False, "unknown_voice"),
    ("3.1 20 MB", OMNI35, picture(size=20 * MB + 1), ASK, True, "too_large"),
    ("2.2 10,485,760 encoded", OMNI35, picture(size=8_000_000), ASK, False, "too_large_inline"),
    ("3.1 10 px", OMNI35, picture(10, 500), ASK, True, "image_too_small"),
    ("3.1 200 to 1", OMNI35, picture(4000, 19), ASK, True, "image_too_narrow"),
    ("3.1 two hours", FLASH38, clip(7201), ASK, True, "too_long"),
    ("3.1 text out only", FLASH38, clip(20), LOUD, True, "no_speech"),
    ("3.1 one sound", CAPTIONER, None, ASK, True, "kind_not_accepted"),
    ("3.1 no picture", CAPTIONER, picture(), ASK, True, "kind_not_accepted"),
    ("3.1 it writes", CAPTIONER, sound(20), LOUD, True, "no_speech"),
    ("3.1 40 minutes", CAPTIONER, sound(2401), ASK, True, "too_long"),
    ("vision guide: no sound", VL, sound(20), ASK, True, "kind_not_accepted"),
    ("vision guide: text out", VL, picture(), LOUD, True, "no_speech"),
    ("vision guide: it is deaf", VL, clip(20), SOUND, True, "kind_not_accepted"),
    ("2.2 two seconds", VL, clip(1.9), ASK, True, "too_short"),
    ("vision guide: 10 MB", QWEN36, picture(size=10 * MB + 1), ASK, True, "too_large"),
    ("fireworks: no pictures", FIREWORKS, picture(), ASK, False, "kind_not_accepted"),
    ("fireworks: 60 s", FIREWORKS, clip(61), ASK, False, "too_long"),
    ("fireworks: it writes", FIREWORKS, clip(20), LOUD, False, "no_speech"),
    ("4 lists are DashScope's", FIREWORKS, clip(20), FRAMES, False, "no_frames"),
    ("3.4 by URL alone", AIML, sound(20), ASK, False, "needs_url"),
    ("3.4 by URL alone", AIML35, picture(), ASK, False, "needs_url"),
    ("4 plain vLLM writes", PLAIN, None, LOUD, False, "no_speech"),
    ("a silent clip", OMNI35, clip(20, has_audio=False), SOUND, True, "no_sound"),
    ("a part beyond the end", OMNI35, clip(20), replace(ASK, span=(10, 30)), True, "no_such_part"),
    ("a part of a picture", OMNI35, picture(), replace(ASK, span=(0, 1)), True, "no_part"),
    ("no such preset", OMNI35, clip(20), replace(ASK, sampling="fisheye"), True, "unknown_sampling"),
    ("2.2 [] is too short", OMNI35, clip(20), Wish(" "), True, "no_question"),
]  # fmt: skip
