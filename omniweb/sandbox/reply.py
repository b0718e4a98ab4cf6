"""Decides what to answer: refusals first, then text made of measured facts."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from omniweb.providers import tokens
from omniweb.sandbox import answer, caption, faults, refusals, request, usage
from omniweb.sandbox.faults import Directives
from omniweb.sandbox.flow import Reply
from omniweb.sandbox.media import Seen, look
from omniweb.sandbox.request import Call


def understand(raw: bytes) -> tuple[Call, Directives]:
    """The call and its directives; raises Refused, asked for or deserved."""
    call = request.read(raw)
    asked = faults.due(faults.read(faults.take() + "\n" + call.questions[-1]))
    if refused := refusals.named(asked.fault):
        if asked.retry_after:
            refused.headers["Retry-After"] = str(asked.retry_after)
        raise refused
    return call, asked


async def make(call: Call, asked: Directives) -> Reply:
    """What will be said about the media of a call; raises Refused."""
    seen = await look(call.items, call.rules)
    return await asyncio.to_thread(_made, call, asked, seen)


def _made(call: Call, asked: Directives, seen: tuple[Seen, ...]) -> Reply:
    received = usage.received(call, seen)
    most = call.rules.max_in_thinking if call.thinking else call.rules.max_in
    if sum(received.values()) > most:
        raise refusals.too_many_tokens(most)
    schema = call.schema or caption.find(asked.question)
    text = _text(call, seen, asked, schema)
    reasoning = answer.reasoning(seen) if call.thinking else ""
    spoken = re.search(r"\bAnswer in ([A-Z]\w+)\.", call.questions[-1])
    # The sandbox's own sentences are English whatever was asked for.
    wanted = spoken[1] if spoken and asked.say is not None else ""
    made = Reply(text, reasoning, "stop", received, wanted)
    return _shortened(made, call, asked)


def _text(
    call: Call,
    seen: tuple[Seen, ...],
    asked: Directives,
    schema: Mapping[str, Any] | None,
) -> str:
    if schema is None or asked.say is not None or asked.length:
        return answer.compose(call, seen, asked)
    if asked.fault == "bad-json":
        return caption.wrong(schema)
    return caption.reply(schema, [part.measured for part in seen])


def _shortened(made: Reply, call: Call, asked: Directives) -> Reply:
    if asked.fault == "half-json":
        half = made.text[: len(made.text) // 2]
        return replace(made, text=half, finish="length")
    if tokens.text(made.text) > call.max_tokens:
        letters = max(1, call.max_tokens * len(made.text) // tokens.text(made.text))
        return replace(made, text=made.text[:letters], finish="length")
    return made
