"""Reads a request as the real service does, refusing what it refuses (protocol 3)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from omniweb.sandbox import parts
from omniweb.sandbox.families import SERVED, Rules
from omniweb.sandbox.parts import Item
from omniweb.sandbox.refusals import STREAM_ONLY, invalid, unknown_model

DEFAULT_EFFORT = "xhigh"
NO_JSON = (
    "'messages' must contain the word 'json' in some form, "
    "to use 'response_format' of type 'json_object'."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One accepted request. texts are all texts, questions those of the user."""

    rules: Rules
    items: tuple[Item, ...]
    texts: tuple[str, ...]
    questions: tuple[str, ...]
    stream: bool
    include_usage: bool
    voice: str | None
    thinking: bool
    max_tokens: int
    schema: dict[str, Any] | None
    high_resolution: bool

    @property
    def speaks(self) -> bool:
        """Whether speech was asked for."""
        return self.voice is not None


def read(raw: bytes) -> Call:
    """The request in a body; raises Refused."""
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise invalid("The request body is not valid JSON.") from error
    if not isinstance(body, dict):
        raise invalid("The request body must be a JSON object.")
    rules = SERVED.get(str(body.get("model")))
    if rules is None:
        raise unknown_model(body.get("model"))
    stream = body.get("stream") is True
    if rules.must_stream and not stream:
        raise invalid(STREAM_ONLY, wrapped=False)
    said = parts.read(body.get("messages"), rules)
    thinking = _thinking(body, rules)
    options = body.get("stream_options")
    return Call(
        rules=rules,
        items=said.items,
        texts=said.texts,
        questions=said.questions,
        stream=stream,
        include_usage=isinstance(options, dict)
        and options.get("include_usage") is True,
        voice=_voice(body, rules, thinking),
        thinking=thinking,
        max_tokens=_sampling(body, rules),
        schema=_format(body, said.texts, thinking),
        high_resolution=body.get("vl_high_resolution_images") is True,
    )


def _thinking(body: dict[str, Any], rules: Rules) -> bool:
    if rules.thinking == "none":
        return False  # enable_thinking is taken and ignored
    if rules.thinking == "off":
        return body.get("enable_thinking") is True
    if "thinking_budget" in body and "reasoning_effort" in body:
        raise invalid("reasoning_effort and thinking_budget cannot be set together.")
    effort = body.get("reasoning_effort", DEFAULT_EFFORT)
    known = ("none", "minimal", "low", "medium", "high", "xhigh", "max")
    if effort not in known:
        raise invalid(f"reasoning_effort should be one of {', '.join(known)}")
    return effort != "none" and body.get("enable_thinking") is not False


def _voice(body: dict[str, Any], rules: Rules, thinking: bool) -> str | None:
    """The voice when speech is asked for; None for text alone, also by default."""
    wanted = body.get("modalities") or ["text"]
    if wanted not in (["text"], ["text", "audio"], ["audio", "text"]):
        raise invalid("modalities should be ['text'] or ['text', 'audio']")
    sound = body.get("audio")
    if thinking and (sound or "audio" in wanted):
        raise invalid("audio output is not supported when thinking is enabled")
    if "audio" not in wanted:
        return None
    if not rules.speaks:
        raise invalid(f"The model {rules.name} does not support audio output.")
    if not isinstance(sound, dict) or sound.get("format") not in ("wav", "pcm16"):
        raise invalid("Input should be 'wav': parameters.audio.format")
    voice = sound.get("voice")
    if voice not in rules.voices:
        *names, last = (f"'{name}'" for name in rules.voices)
        known = f"{', '.join(names)} or {last}"
        raise invalid(f"Input should be {known}: parameters.audio.voice")
    return str(voice)


def _sampling(body: dict[str, Any], rules: Rules) -> int:
    """Check the ranges that a slider can leave; answers max_tokens."""
    temperature = _number(body, "temperature", 0.7)
    if not 0 <= temperature < 2:
        raise invalid("Temperature should be in [0.0, 2.0)")
    if not 0 < _number(body, "top_p", 0.8) <= 1:
        raise invalid("Range of top_p should be (0.0, 1.0]")
    most = _number(body, "max_tokens", rules.max_out)
    if not 1 <= most <= rules.max_out:
        raise invalid(f"Range of max_tokens should be [1, {rules.max_out}]")
    return int(most)


def _number(body: dict[str, Any], key: str, usual: float) -> float:
    value = body.get(key)
    if value is None:
        return usual
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise invalid(f"{key} should be a number")
    return value


def _format(
    body: dict[str, Any], texts: tuple[str, ...], thinking: bool
) -> dict[str, Any] | None:
    """The schema of response_format, where there is one."""
    wanted = body.get("response_format")
    if not isinstance(wanted, dict) or wanted.get("type") in (None, "text"):
        return None
    if thinking:
        raise invalid(
            "Json mode response is not supported when enable_thinking is true"
        )
    if wanted["type"] == "json_object":
        if not any("json" in text.lower() for text in texts):
            raise invalid(NO_JSON)
        return None
    named = wanted.get("json_schema")
    schema = named.get("schema") if isinstance(named, dict) else None
    if not isinstance(schema, dict):
        raise invalid("response_format.json_schema.schema should be an object")
    return schema
