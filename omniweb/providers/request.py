"""Turns a plan into the JSON body of one call; the one place where dialects differ."""

from __future__ import annotations

import binascii
import json
from collections.abc import Sequence
from typing import Any

from omniweb.providers.capabilities import Model
from omniweb.providers.catalog import Dialect, Profile
from omniweb.providers.plan import EFFORTS, LANGUAGES, Plan, Wish
from omniweb.providers.presets import list_fps
from omniweb.providers.recipes import Sendable
from omniweb.providers.slides import told

JSON_RULE = "Answer with one JSON object and nothing else. It follows this JSON Schema:"
AGREED = "Understood."


def body(plan: Plan, addresses: Sequence[Sequence[str]]) -> dict[str, Any]:
    """The JSON body of the call (protocol 3.2).

    addresses are, for each file of plan.media in order, its data URIs or its signed
    URL: several for a list of frames, else one. Settings that OpenAI does not know
    stand at the top level.
    """
    if len(addresses) != len(plan.media) or not all(addresses):
        raise ValueError("Each file of the plan needs its address, and nothing else.")
    model = plan.profile.model
    result: dict[str, Any] = {
        "model": model.sent_as,
        "messages": _messages(plan, addresses),
    }
    if model.can_stream:
        result |= {"stream": True, "stream_options": {"include_usage": True}}
    if model.send_modalities:
        result["modalities"] = list(plan.modalities)
    if plan.speaks:
        result["audio"] = _audio_out(plan)
    return result | _thinking(plan) | _json_mode(plan) | _dialect(plan)


def data_uri(mime: str, raw: bytes, profile: Profile) -> str:
    """raw as a data URI in the official form of the endpoint (protocol 3.2 and 4)."""
    encoded = binascii.b2a_base64(raw, newline=False).decode("ascii")
    return uri_prefix(mime, profile) + encoded


def uri_prefix(mime: str, profile: Profile) -> str:
    """What stands before the base64 text: its type, which some must not be told.

    DashScope's Omni names that of images only (protocol 3.2), its vision models
    name every type (the visual understanding guide).
    """
    omni = profile.endpoint.dialect == "dashscope" and profile.model.family != "qwen-vl"
    named = not omni or mime.startswith("image/")
    return f"data:{mime if named else ''};base64,"


def question(wish: Wish, model: Model, *, json_mode: bool = True) -> str:
    """The last user message's text, with language and JSON rules where they apply."""
    if "text" not in model.inputs:
        return ""
    parts = [wish.prompt.strip()]
    if wish.language:
        code = wish.language.lower().split("-")[0]
        parts.append(f"Answer in {LANGUAGES.get(code, wish.language)}.")
    by_switch = json_mode and model.response_format == "json_schema"
    if wish.json_schema is not None and not by_switch:
        schema = json.dumps(wish.json_schema, ensure_ascii=False)
        parts.append(f"{JSON_RULE} {schema}")
    return "\n\n".join(part for part in parts if part)


def moments(media: Sequence[Sendable]) -> str:
    """What is said of when the pictures of a slideshow appear; else nothing."""
    return "".join(told(one.facts.changes) for one in media if one.recipe.distinct)


def _messages(plan: Plan, addresses: Sequence[Sequence[str]]) -> list[dict[str, Any]]:
    model, wish = plan.profile.model, plan.wish
    turns: list[dict[str, Any]] = [
        {"role": turn.role, "content": turn.text} for turn in wish.history
    ]
    words = question(wish, model, json_mode=plan.json_mode)
    turns.append({"role": "user", "content": words})
    if plan.media:
        # Once, in the first question: later turns of a conversation are text alone.
        first = next(turn for turn in turns if turn["role"] == "user")
        first["content"] = _content(plan, addresses, first["content"])
    return _system(plan) + turns


def _content(
    plan: Plan, addresses: Sequence[Sequence[str]], words: str
) -> list[dict[str, Any]]:
    parts = [
        part
        for sendable, found in zip(plan.media, addresses, strict=True)
        for part in _parts(plan, sendable, found)
    ]
    texts = filter(None, (moments(plan.media), words))
    return [*parts, *({"type": "text", "text": text} for text in texts)]


def _parts(
    plan: Plan, sendable: Sendable, found: Sequence[str]
) -> list[dict[str, Any]]:
    """One file as content: a list of frames may be one part or a part for each."""
    model, recipe = plan.profile.model, sendable.recipe
    if recipe.kind == "frames" and model.frames == "images":
        return [{"type": "image_url", "image_url": {"url": url}} for url in found]
    if recipe.kind == "frames":
        listed: dict[str, Any] = {"type": "video", "video": list(found)}
        if model.fps_knob != "none":
            listed["fps"] = list_fps(recipe, sendable.facts)
        return [listed]
    if sendable.facts.kind == "audio":
        return [_sound(sendable, found[0], plan.profile.endpoint.dialect)]
    name = f"{sendable.facts.kind}_url"
    part: dict[str, Any] = {"type": name, name: {"url": found[0]}}
    if sendable.facts.kind == "video" and model.fps_knob == "rate":
        part["fps"] = recipe.fps
    return [part]


def _sound(sendable: Sendable, url: str, dialect: Dialect) -> dict[str, Any]:
    if dialect in ("vllm", "fireworks"):
        return {"type": "audio_url", "audio_url": {"url": url}}
    sound = {"data": url}
    if dialect == "dashscope":
        sound["format"] = _audio_format(sendable.facts.mime)
    return {"type": "input_audio", "input_audio": sound}


def _audio_format(mime: str) -> str:
    name = mime.partition("/")[2].removeprefix("x-")
    return {"mpeg": "mp3", "wave": "wav", "vnd.wave": "wav"}.get(name, name)


def _system(plan: Plan) -> list[dict[str, Any]]:
    model, words = plan.profile.model, plan.wish.system
    if not words or model.system == "none":
        return []
    # Turbo ignores the system message of a spoken answer without a word (7.18).
    if model.system == "pair_with_audio" and plan.speaks:
        return [
            {"role": "user", "content": words},
            {"role": "assistant", "content": AGREED},
        ]
    return [{"role": "system", "content": words}]


def _audio_out(plan: Plan) -> dict[str, Any]:
    # vLLM-Omni sends whole small WAV files for wav; raw samples are its pcm16.
    form = "pcm16" if plan.profile.endpoint.dialect == "vllm" else "wav"
    return {"format": form} | ({"voice": plan.voice} if plan.voice else {})


def _thinking(plan: Plan) -> dict[str, Any]:
    """The switch of the family; no effort named leaves it to the service (3.2)."""
    model, wish = plan.profile.model, plan.wish
    level = EFFORTS.index(wish.effort) if wish.effort != "auto" else None
    if model.thinking_switch == "enable_thinking":
        switched: dict[str, Any] = {"enable_thinking": wish.thinking}
        if wish.thinking and level is not None and model.budgets:
            switched["thinking_budget"] = model.budgets[level]
        return switched
    if model.thinking_switch == "reasoning_effort":
        # Unsaid it would think hardest, so medium is said.
        words = model.efforts[1 if level is None else level]
        return {"reasoning_effort": words if wish.thinking else "none"}
    return {}


def _json_mode(plan: Plan) -> dict[str, Any]:
    schema, form = plan.wish.json_schema, plan.profile.model.response_format
    if schema is None or not plan.asks_json:
        return {}
    if form == "json_object":
        return {"response_format": {"type": "json_object"}}
    named = {"name": "answer", "schema": schema}
    return {"response_format": {"type": "json_schema", "json_schema": named}}


def _dialect(plan: Plan) -> dict[str, Any]:
    heard = any(s.facts.kind == "video" and s.facts.has_audio for s in plan.media)
    if plan.profile.endpoint.dialect == "vllm" and heard:
        return {"mm_processor_kwargs": {"use_audio_in_video": True}}
    if any(sendable.recipe.detail for sendable in plan.media):
        # Else the service makes of it what it makes of any picture (protocol 3.2).
        return {"vl_high_resolution_images": True}
    return {}
