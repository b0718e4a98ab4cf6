"""Turns a plan into the JSON body of one call; the one place where dialects differ."""

from __future__ import annotations

import binascii
import json
from typing import Any

from omniweb.facts import MediaFacts
from omniweb.providers.capabilities import Model
from omniweb.providers.catalog import Dialect
from omniweb.providers.plan import LANGUAGES, Plan, Wish

JSON_RULE = "Answer with one JSON object and nothing else. It follows this JSON Schema:"
AGREED = "Understood."


def body(plan: Plan, media: str | None) -> dict[str, Any]:
    """The JSON body of the call (protocol 3.2).

    media is the data URI or signed URL of plan.sendable, and None exactly when there
    is none. Settings that OpenAI does not know stand at the top level.
    """
    if (media is None) != (plan.sendable is None):
        raise ValueError("The media's address belongs to a plan that sends a file.")
    model = plan.profile.model
    result: dict[str, Any] = {
        "model": model.sent_as,
        "messages": _messages(plan, media),
    }
    if model.can_stream:
        result |= {"stream": True, "stream_options": {"include_usage": True}}
    if model.send_modalities:
        result["modalities"] = list(plan.modalities)
    if plan.speaks:
        result["audio"] = _audio_out(plan)
    return result | _thinking(plan) | _json_mode(plan) | _dialect(plan)


def data_uri(mime: str, raw: bytes, *, dialect: Dialect = "dashscope") -> str:
    """raw as a data URI in the dialect's official form (protocol 3.2 and 4)."""
    encoded = binascii.b2a_base64(raw, newline=False).decode("ascii")
    return uri_prefix(mime, dialect=dialect) + encoded


def uri_prefix(mime: str, *, dialect: Dialect = "dashscope") -> str:
    """What stands before the base64 text: DashScope names the type of images only."""
    named = dialect != "dashscope" or mime.startswith("image/")
    return f"data:{mime if named else ''};base64,"


def question(wish: Wish, model: Model) -> str:
    """The last user message's text, with language and JSON rules where they apply."""
    if "text" not in model.inputs:
        return ""
    parts = [wish.prompt.strip()]
    if wish.language:
        code = wish.language.lower().split("-")[0]
        parts.append(f"Answer in {LANGUAGES.get(code, wish.language)}.")
    if wish.json_schema is not None and model.response_format != "json_schema":
        schema = json.dumps(wish.json_schema, ensure_ascii=False)
        parts.append(f"{JSON_RULE} {schema}")
    return "\n\n".join(part for part in parts if part)


def _messages(plan: Plan, media: str | None) -> list[dict[str, Any]]:
    model, wish = plan.profile.model, plan.wish
    turns: list[dict[str, Any]] = [
        {"role": turn.role, "content": turn.text} for turn in wish.history
    ]
    turns.append({"role": "user", "content": question(wish, model)})
    if media is not None and plan.sendable is not None:
        first = next(turn for turn in turns if turn["role"] == "user")
        first["content"] = _content(plan, plan.sendable.facts, media, first["content"])
    return _system(plan) + turns


def _content(
    plan: Plan, facts: MediaFacts, media: str, words: str
) -> list[dict[str, Any]]:
    part = _part(facts, media, plan.profile.endpoint.dialect)
    return [part, {"type": "text", "text": words}] if words else [part]


def _part(facts: MediaFacts, media: str, dialect: Dialect) -> dict[str, Any]:
    if facts.kind != "audio":
        name = f"{facts.kind}_url"
        return {"type": name, name: {"url": media}}
    if dialect in ("vllm", "fireworks"):
        return {"type": "audio_url", "audio_url": {"url": media}}
    sound = {"data": media}
    if dialect == "dashscope":
        sound["format"] = _audio_format(facts.mime)
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
    switch, wanted = plan.profile.model.thinking_switch, plan.wish.thinking
    if switch == "enable_thinking":
        return {"enable_thinking": wanted}
    if switch == "reasoning_effort":
        return {"reasoning_effort": "medium" if wanted else "none"}
    return {}


def _json_mode(plan: Plan) -> dict[str, Any]:
    schema, form = plan.wish.json_schema, plan.profile.model.response_format
    if schema is None or form == "none" or plan.wish.thinking or plan.speaks:
        return {}
    if form == "json_object":
        return {"response_format": {"type": "json_object"}}
    named = {"name": "answer", "schema": schema}
    return {"response_format": {"type": "json_schema", "json_schema": named}}


def _dialect(plan: Plan) -> dict[str, Any]:
    sent = plan.sendable
    if plan.profile.endpoint.dialect != "vllm" or sent is None:
        return {}
    if sent.facts.kind != "video" or not sent.facts.has_audio:
        return {}
    return {"mm_processor_kwargs": {"use_audio_in_video": True}}
