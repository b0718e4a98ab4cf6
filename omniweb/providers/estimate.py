"""How many tokens a call will probably take; what was billed comes from the usage."""

from __future__ import annotations

import math
from dataclasses import replace

from omniweb.facts import MediaFacts
from omniweb.providers import tokens
from omniweb.providers.capabilities import Model
from omniweb.providers.plan import Sendable, Tokens, Wish
from omniweb.providers.request import question

# Low, expected and high guesses; templates add 8 to 40 tokens of text (protocol 1.3).
_OVERHEAD = (8, 20, 40)
_TEXT_FACTOR = (0.8, 1.0, 1.3)
_ANSWER = (60, 350, 1_500)
_REASONING = (150, 1_000, 6_000)


def spent(
    wish: Wish, model: Model, sendable: Sendable | None, *, speaks: bool
) -> tuple[Tokens, Tokens, Tokens]:
    """Tokens at least, as expected, and at most that is usual."""
    media = of_media(sendable.facts, model) if sendable else Tokens()
    words = _words(wish, model)
    low, expected, high = (
        _guess(media, words, wish, model, step, speaks=speaks) for step in range(3)
    )
    return low, expected, high


def of_media(facts: MediaFacts, model: Model) -> Tokens:
    """Input tokens of one file as it is sent (protocol 6.1 to 6.3)."""
    seconds, family = facts.duration_s or 0, model.family
    width, height = facts.width or 0, facts.height or 0
    if facts.kind == "audio":
        return Tokens(audio_in=tokens.audio_in(family, seconds))
    if facts.kind == "image":
        seen = tokens.image(family, width, height) if width and height else 0
        return Tokens(image_in=seen)
    heard = facts.has_audio and model.hears_video
    sound = tokens.audio_in(family, seconds) if heard else 0
    if not width or not height:
        return Tokens(audio_in=sound)
    clip = tokens.video(family, width, height, seconds, _rate(facts))
    return Tokens(video_in=clip.tokens, audio_in=sound)


def _rate(facts: MediaFacts) -> float:
    if facts.frames and facts.duration_s:
        return facts.frames / facts.duration_s
    return facts.fps or 30.0


def _words(wish: Wish, model: Model) -> int:
    if "text" not in model.inputs:
        return 0
    parts = [wish.system or "", question(wish, model)]
    parts += [turn.text for turn in wish.history]
    return sum(tokens.text(part) for part in parts)


def _guess(
    media: Tokens, words: int, wish: Wish, model: Model, step: int, *, speaks: bool
) -> Tokens:
    answer = min(_ANSWER[step], model.limits.max_out)
    reasoning = _REASONING[step] if wish.thinking else 0
    if model.limits.max_reasoning:
        reasoning = min(reasoning, model.limits.max_reasoning)
    return replace(
        media,
        text_in=math.ceil(words * _TEXT_FACTOR[step]) + _OVERHEAD[step],
        text_out=answer,
        audio_out=tokens.spoken(model.family, answer) if speaks else 0,
        reasoning_out=reasoning,
    )
