"""Wishes at random: files of every size, asked about in every way, right and wrong.

Every draw is made by the rng that is passed in, so a seed names a wish.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from omniweb.facts import MediaFacts
from omniweb.providers.catalog import Catalog, Profile, load
from omniweb.providers.fit import fit
from omniweb.providers.plan import Plan, Refusal, Turn, Wish
from omniweb.providers.presets import PRESETS, forms
from omniweb.providers.recipes import Original, foretold
from omniweb.providers.request import body, uri_prefix

from .strict import complaints
from .strict_parts import File
from .strict_rules import RULES

SIZES = [
    (1, 1), (10, 10), (11, 11), (64, 64), (320, 240), (640, 480), (1280, 720),
    (1920, 1080), (3000, 4000), (3840, 2160), (7680, 4320), (720, 1280), (1080, 1920),
    (2160, 3840), (481, 853), (854, 20), (20, 3000), (11, 2200), (4000, 19),
]  # fmt: skip
RATES = [
    0.5,
    1.0,
    5.0,
    12.0,
    15.0,
    23.976,
    24.0,
    25.0,
    29.97,
    30.0,
    59.94,
    119.88,
    240.0,
]
# Where the documents draw their lines.
EDGES = [0.5, 1, 2, 40, 60, 150, 180, 1200, 2400, 3600, 7200, 10800]
PICTURES = ["jpeg", "png", "webp", "heic", "tiff", "bmp", "gif"]
CLIPS = ["mp4", "quicktime", "x-matroska", "webm", "x-msvideo"]
SOUNDS = ["mpeg", "wav", "flac", "ogg", "mp4", "aac", "amr"]
VOICES = ["Cherry", "Tina", "Ethan", "Serena", "Vivian", "Nobody"]
CONTENTS = ["talking head", "mixed", "action", "slideshow"]
LANGUAGES = ["de", "en", "zh", "pt-BR", "ja", "sv", "Klingon", "EN-us"]
SCHEMA: dict[str, Any] = {"type": "object", "properties": {"mood": {"type": "string"}}}


def catalog() -> Catalog:
    """The shipped one, with its deployments named."""
    fireworks = RULES["fireworks/qwen3-omni-30b-a3b-instruct"].wire
    placed = load().configured("fireworks", wire_id=fireworks)
    return placed.configured("vllm", wire_id=RULES["vllm/omni"].wire)


@dataclass(frozen=True)
class Asked:
    """One wish about one file, put to one model."""

    original: Original | None
    wish: Wish
    profile: Profile
    signed: bool

    def found(self) -> Plan | Refusal:
        return fit(self.original, self.wish, self.profile, can_sign_urls=self.signed)


def asked(rng: Random, profile: Profile) -> Asked:
    """A wish of the most different kinds; a bit more than half can be granted."""
    facts = _facts(rng)
    original = Original(facts, {}) if facts else None
    wish = _wish(rng, facts, profile)
    if original and rng.random() < 0.5:
        original = Original(original.facts, _made(rng, original, wish, profile))
    return Asked(original, wish, profile, rng.random() < 0.5)


def verdict(plan: Plan) -> list[str]:
    """What the strict reader says of the plan's request."""
    request, files = sent(plan)
    return complaints(plan.profile.name, request, files)


def sent(plan: Plan) -> tuple[dict[str, Any], list[File]]:
    """The body, and its files at addresses that only stand for their length."""
    files = []
    for number, sendable in enumerate(plan.media):
        facts, listed = sendable.facts, sendable.recipe.kind == "frames"
        count = sendable.recipe.count if listed else 1
        start = f"https://files.example/{number}-"
        chars = 200
        if plan.delivery == "inline":
            start = uri_prefix(facts.mime, plan.profile)
            chars = len(start) + math.ceil(facts.bytes / count / 3) * 4
            start += f"{number}+"
        files.append(
            File(
                kind=facts.kind,
                mime=facts.mime,
                bytes=facts.bytes,
                width=facts.width or 0,
                height=facts.height or 0,
                seconds=facts.duration_s or 0,
                fps=facts.fps or 0,
                frames=facts.frames or 0,
                sound=facts.has_audio,
                uris=tuple(f"{start}{frame}" for frame in range(count)),
                chars=(chars,) * count,
                listed=listed,
            )
        )
    return body(plan, [file.uris for file in files]), files


def _between(rng: Random, least: float, most: float) -> float:
    """As many small as large: even in the logarithm."""
    return math.exp(rng.uniform(math.log(least), math.log(most)))


def _facts(rng: Random) -> MediaFacts | None:
    kind = rng.choice(["image", "audio", "video", "video", "video", ""])
    if not kind:
        return None
    size = rng.choice(SIZES) if rng.random() < 0.4 else _usual(rng)
    seconds = _seconds(rng)
    if kind == "image":
        mime = f"image/{rng.choice(PICTURES)}"
        count = int(_between(rng, 300, 60e6 if rng.random() < 0.2 else 8e6))
        return MediaFacts(
            kind="image", mime=mime, bytes=count, width=size[0], height=size[1]
        )
    count = int(seconds * _between(rng, 2_000, 2_000_000)) + 100
    if kind == "audio":
        mime = f"audio/{rng.choice(SOUNDS)}"
        return MediaFacts(
            kind="audio", mime=mime, bytes=count, duration_s=seconds, has_audio=True
        )
    fps = rng.choice(RATES) if rng.random() < 0.4 else 30.0
    content = rng.choice(["", *CONTENTS])
    return MediaFacts(
        kind="video",
        mime=f"video/{rng.choice(CLIPS)}",
        bytes=count,
        width=size[0],
        height=size[1],
        duration_s=seconds,
        fps=fps,
        frames=max(1, round(seconds * fps)) if rng.random() < 0.6 else None,
        has_audio=rng.random() < 0.7,
        content=content,
        changes=_changes(rng, seconds) if content == "slideshow" else (),
    )


def _changes(rng: Random, seconds: float) -> tuple[float, ...]:
    """When a slideshow shows another picture; a clip prepared earlier names none."""
    count = int(_between(rng, 1, 300)) if rng.random() < 0.8 else 0
    later = {round(rng.uniform(0, seconds) * 2) / 2 for _ in range(count - 1)}
    return (0.0, *sorted(later - {0.0})) if count else ()


def _seconds(rng: Random) -> float:
    draw = rng.random()
    if draw < 0.15:
        return rng.choice(EDGES) + rng.choice([0, 0, 0, 0.01])
    if draw < 0.35:
        return round(_between(rng, 0.1, 3 * 3600 + 60), 2)
    return round(_between(rng, 2, 900), rng.choice([0, 1, 3]))


def _usual(rng: Random) -> tuple[int, int]:
    return rng.choice([(1280, 720), (1920, 1080), (1080, 1920), (640, 480)])


def _wish(rng: Random, facts: MediaFacts | None, profile: Profile) -> Wish:
    rare, speaks = rng.random, "audio" in profile.model.outputs
    long = facts is not None and facts.duration_s
    return Wish(
        prompt=_prompt(rng),
        narrate=rare() < (0.35 if speaks else 0.06),
        voice=_voice(rng, profile) if rare() < 0.4 else None,
        language=rng.choice(LANGUAGES) if rare() < 0.3 else None,
        thinking=rare() < 0.25,
        effort=rng.choice(["auto", "low", "medium", "high"]),
        sampling="fisheye" if rare() < 0.03 else rng.choice([*PRESETS, "auto"]),
        span=_span(rng, facts) if rare() < (0.3 if long else 0.04) else None,
        system=_words(rng, 40) if rare() < 0.25 else None,
        history=_history(rng) if rare() < 0.3 else (),
        json_schema=SCHEMA if rare() < 0.2 else None,
    )


def _prompt(rng: Random) -> str:
    draw = rng.random()
    if draw < 0.04:
        return rng.choice(["", "  \n"])
    if draw < 0.1:
        return _words(rng, int(_between(rng, 2_000, 60_000)))
    return rng.choice(["What happens?", "描述视频里发生了什么。", _words(rng, 200)])


def _words(rng: Random, count: int) -> str:
    return " ".join(
        rng.choice(["see", "hear", "größer", "moment"]) for _ in range(count)
    )


def _voice(rng: Random, profile: Profile) -> str:
    own = profile.model.voices
    return rng.choice(own) if own and rng.random() < 0.6 else rng.choice(VOICES)


def _span(rng: Random, facts: MediaFacts | None) -> tuple[float, float]:
    whole = facts.duration_s if facts and facts.duration_s else 10.0
    start = rng.uniform(0, whole)
    return rng.choice(
        [
            (start, start + 0.2 + whole * rng.random()),
            (start / 2, start / 2 + whole / 2),
            (start / 2, start / 2 + whole / 2),
            (0.0, whole),
            (start, math.inf),
            (-1.0, whole),
            (start, start / 2),
        ]
    )


def _history(rng: Random) -> tuple[Turn, ...]:
    count, long = rng.choice([2, 4, 6, 60]), rng.choice([10, 10, 1500])
    start = rng.random() < 0.1
    return tuple(
        Turn(("user", "assistant")[(i + start) % 2], _words(rng, rng.randint(1, long)))
        for i in range(count)
    )


def _made(
    rng: Random, original: Original, wish: Wish, profile: Profile
) -> dict[str, MediaFacts]:
    """Forms that stand already, of other sizes than would be foretold of them."""
    if wish.sampling not in PRESETS or (wish.span and not original.facts.duration_s):
        return {}
    if wish.span and not 0 <= wish.span[0] < wish.span[1] < math.inf:
        return {}
    standing = {}
    ways = forms(original, wish, profile.model)
    for recipe in dict.fromkeys(recipe for way in ways for recipe in way):
        if rng.random() < 0.3:
            continue
        facts = foretold(recipe, original.facts)
        count = max(100, int(facts.bytes * _between(rng, 0.02, 3)))
        if rng.random() < 0.1:
            count = rng.randint(7_200_000, 7_900_000)  # about as much as goes inline
        standing[recipe.spec] = replace(facts, bytes=count)
    return standing
