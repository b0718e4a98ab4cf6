"""How many tokens a call will probably take; what was billed comes from the usage."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from omniweb.facts import MediaFacts
from omniweb.providers import tokens
from omniweb.providers.capabilities import Model
from omniweb.providers.plan import EFFORTS, Tokens, Wish
from omniweb.providers.recipes import Sendable
from omniweb.providers.request import moments, question

# Low, expected and high guesses; templates add 8 to 40 tokens of text (protocol 1.3).
_OVERHEAD = (8, 20, 40)
_TEXT_FACTOR = (0.8, 1.0, 1.3)
_ANSWER = (60, 350, 1_500)
# Of thinking, at low, medium and high effort. Where the effort is a budget of tokens,
# that is the most.
_REASONING = ((50, 300, 2_000), (150, 1_000, 6_000), (400, 4_000, 24_000))


def spent(
    wish: Wish, model: Model, media: Sequence[Sendable], *, speaks: bool
) -> tuple[Tokens, Tokens, Tokens]:
    """Tokens at least, as expected, and at most that is usual."""
    seen = of_media(media, model)
    words = _words(wish, model) + tokens.text(moments(media))
    low, expected, high = (
        _guess(seen, words, wish, model, step, speaks=speaks) for step in range(3)
    )
    return low, expected, high


def of_media(media: Sequence[Sendable], model: Model) -> Tokens:
    """Input tokens of files as they are sent (protocol 6.1 to 6.3)."""
    parts = [_part(sendable, model) for sendable in media]
    return Tokens(
        image_in=sum(part.image_in for part in parts),
        video_in=sum(part.video_in for part in parts),
        audio_in=sum(part.audio_in for part in parts),
    )


def _part(sendable: Sendable, model: Model) -> Tokens:
    facts, family = sendable.facts, model.family
    seconds, width, height = facts.duration_s or 0, facts.width or 0, facts.height or 0
    if facts.kind == "audio":
        return Tokens(audio_in=tokens.audio_in(family, seconds))
    if facts.kind == "image":
        if not width or not height:
            return Tokens()
        detail = sendable.recipe.detail
        seen = tokens.image(family, width, height, high_resolution=detail)
        return Tokens(image_in=seen)
    if sendable.recipe.kind == "frames":
        count = sendable.recipe.count
        if model.frames == "images":
            return Tokens(image_in=count * tokens.image(family, width, height))
        return Tokens(video_in=tokens.listed(family, width, height, count).tokens)
    return _clip(sendable, model, seconds)


def _clip(sendable: Sendable, model: Model, seconds: float) -> Tokens:
    facts, family = sendable.facts, model.family
    heard = facts.has_audio and model.hears_video
    sound = tokens.audio_in(family, seconds) if heard else 0
    if not facts.width or not facts.height:
        return Tokens(audio_in=sound)
    # Where the request sets the rate, it is that of the recipe (request.py).
    rate = sendable.recipe.fps if model.fps_knob == "rate" else tokens.FPS
    size = facts.width, facts.height
    clip = tokens.video(family, *size, seconds, _rate(facts), rate)
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
    reasoning = _reasoning(wish, model, step) if wish.thinking else 0
    return replace(
        media,
        text_in=math.ceil(words * _TEXT_FACTOR[step]) + _OVERHEAD[step],
        text_out=answer,
        audio_out=tokens.spoken(model.family, answer) if speaks else 0,
        reasoning_out=reasoning,
    )


def _reasoning(wish: Wish, model: Model, step: int) -> int:
    level = 1 if wish.effort == "auto" else EFFORTS.index(wish.effort)
    guess = _REASONING[level][step]
    if wish.effort != "auto" and model.budgets:
        return min(guess, model.budgets[level])
    return min(guess, model.limits.max_reasoning or guess)
