"""Decides whether and how a wish can be sent to a model; it opens no connection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from omniweb.providers import estimate, prices
from omniweb.providers.capabilities import Delivery, Model
from omniweb.providers.catalog import Profile
from omniweb.providers.limits import delivery, takers, within
from omniweb.providers.plan import (
    AUDIO_ONLY,
    LANGUAGES,
    Plan,
    Refusal,
    Sendable,
    Tokens,
    Turn,
    Wish,
)

_TAKES = {"image": "images", "audio": "sound", "video": "video", "text": "text"}


def fit(
    media: Sequence[Sendable],
    wish: Wish,
    profile: Profile,
    *,
    can_sign_urls: bool,
) -> Plan | Refusal:
    """A plan for the wish, or the reason and the fix (protocol 3 and 6).

    media are the files that could be sent, in order of preference; empty means that
    the question is about text alone. The first one of an accepted kind that is within
    the limits is taken.
    """
    refused = _question(wish, profile) or _voice(wish, profile)
    if refused:
        return refused
    wish, notes = _adjusted(wish, profile.model)
    chosen = _choose(media, wish, profile, can_sign_urls=can_sign_urls)
    if isinstance(chosen, Refusal):
        return chosen
    sendable, way = chosen
    notes += _about_sound(media, sendable, profile.model)
    return _budgeted(sendable, way, wish, profile, notes)


def _question(wish: Wish, profile: Profile) -> Refusal | None:
    model = profile.model
    if not model.sent_as:
        return Refusal(
            "no_deployment",
            f"{profile.endpoint.label} needs the name of your deployment. "
            f"Set {profile.endpoint.model_env}.",
        )
    if "text" in model.inputs and not wish.prompt.strip():
        return Refusal("no_question", "There is no question. Write what to ask.")
    return None


def _voice(wish: Wish, profile: Profile) -> Refusal | None:
    model = profile.model
    if not wish.narrate:
        return None
    if "audio" not in model.outputs:
        speakers = (m.name for m in profile.endpoint.models.values() if m.voices)
        other = next(speakers, "")
        fix = f"Choose {other}, or turn narration off." if other else ""
        return Refusal(
            "no_speech",
            f"{model.name} answers in text only. {fix or 'Turn narration off.'}",
        )
    if wish.thinking and model.thinking != "none":
        return Refusal(
            "thinking_and_speech",
            f"{model.name} cannot think and speak in one answer. "
            "Turn off thinking, or turn off narration.",
        )
    if wish.voice and model.voices and wish.voice not in model.voices:
        names = ", ".join(model.voices)
        return Refusal(
            "unknown_voice",
            f"{model.name} has no voice {wish.voice!r}. Choose one of: {names}.",
        )
    return _language(wish, model)


def _language(wish: Wish, model: Model) -> Refusal | None:
    code = (wish.language or "").lower().split("-")[0]
    if code not in LANGUAGES or not model.speaks or code in model.speaks:
        return None
    spoken = ", ".join(LANGUAGES.get(c, c) for c in model.speaks)
    return Refusal(
        "language_not_spoken",
        f"{model.name} does not speak {LANGUAGES[code]}. It speaks {spoken}. "
        "Choose one of these, or turn narration off.",
    )


def _adjusted(wish: Wish, model: Model) -> tuple[Wish, tuple[str, ...]]:
    notes: list[str] = []
    if wish.thinking and model.thinking == "none":
        wish = replace(wish, thinking=False)
        notes.append(f"{model.name} has no thinking mode; it answers straight away.")
    if "text" not in model.inputs:
        if wish.prompt.strip() or wish.system or wish.history:
            notes.append(
                f"{model.name} takes no question: it describes the sound it hears."
            )
        wish = replace(wish, prompt="", system=None, history=(), json_schema=None)
    if model.writes and wish.language and wish.language[:2] not in model.writes:
        written = ", ".join(LANGUAGES.get(c, c) for c in model.writes)
        notes.append(f"{model.name} answers in {written} only.")
    return wish, tuple(notes)


def _choose(
    media: Sequence[Sendable], wish: Wish, profile: Profile, *, can_sign_urls: bool
) -> tuple[Sendable | None, Delivery] | Refusal:
    model = profile.model
    if wish.sampling == AUDIO_ONLY and media:
        media = [m for m in media if m.facts.kind == "audio"]
        if not media:
            return Refusal(
                "no_sound", "This file has no sound. Ask about the picture instead."
            )
    accepted = [m for m in media if m.facts.kind in model.inputs]
    if not accepted:
        if media or "text" not in model.inputs:
            return _wrong_kind(media, profile)
        return None, "inline"
    first_refusal: Refusal | None = None
    for candidate in accepted:
        if candidate.facts.kind != accepted[0].facts.kind:
            break
        found = within(candidate, profile) or delivery(
            candidate, profile, can_sign_urls=can_sign_urls
        )
        if not isinstance(found, Refusal):
            return candidate, found
        first_refusal = first_refusal or found
    return first_refusal or _wrong_kind(media, profile)


def _wrong_kind(media: Sequence[Sendable], profile: Profile) -> Refusal:
    model = profile.model
    takes = " and ".join(_TAKES[kind] for kind in model.inputs)
    other = takers(profile, media[0].facts.kind) if media else ""
    fix = f"Choose {other}." if other else "Choose another model, or another file."
    if not media:
        fix = "Add a file with sound, or choose another model."
    return Refusal("kind_not_accepted", f"{model.name} takes {takes} only. {fix}")


def _about_sound(
    media: Sequence[Sendable], sent: Sendable | None, model: Model
) -> tuple[str, ...]:
    if sent is None:
        return ()
    if sent.facts.kind == "video" and sent.facts.has_audio and not model.hears_video:
        return (f"{model.name} does not hear the sound of a clip, only sees it.",)
    if sent.facts.kind == "audio" and media[0].facts.kind == "video":
        return ("Only the sound of the clip is sent.",)
    return ()


def _budgeted(
    sendable: Sendable | None,
    way: Delivery,
    wish: Wish,
    profile: Profile,
    notes: tuple[str, ...],
) -> Plan | Refusal:
    model, asked = profile.model, len(wish.history)
    spent = _spent(sendable, wish, model)
    room = _room(wish, model)
    while spent[1].total_in > room and wish.history:
        wish = replace(wish, history=_without_oldest(wish))
        spent = _spent(sendable, wish, model)
    if spent[1].total_in > room:
        return _too_much(spent[1], room, sendable, wish, profile)
    if len(wish.history) < asked:
        left_out = asked - len(wish.history)
        notes += (f"The {left_out} oldest messages are left out to make room.",)
    low, expected, high = spent
    return Plan(
        profile=profile,
        wish=wish,
        sendable=sendable,
        delivery=way,
        modalities=("text", "audio") if wish.narrate else ("text",),
        voice=(wish.voice or model.voice or None) if wish.narrate else None,
        tokens=expected,
        tokens_low=low,
        tokens_high=high,
        cost=prices.spread(profile, low, expected, high),
        price_source=prices.source(profile),
        notes=notes,
    )


def _spent(
    sendable: Sendable | None, wish: Wish, model: Model
) -> tuple[Tokens, Tokens, Tokens]:
    return estimate.spent(wish, model, sendable, speaks=wish.narrate)


def _room(wish: Wish, model: Model) -> int:
    if wish.thinking and model.limits.max_in_thinking:
        return model.limits.max_in_thinking
    return model.limits.max_in


def _without_oldest(wish: Wish) -> tuple[Turn, ...]:
    rest = wish.history[1:]
    while rest and rest[0].role == "assistant":
        rest = rest[1:]
    return rest


def _too_much(
    spent: Tokens, room: int, sendable: Sendable | None, wish: Wish, profile: Profile
) -> Refusal:
    model = profile.model
    fixes = []
    if wish.thinking and room < model.limits.max_in:
        fixes.append("turn off thinking")
    if sendable is not None and spent.text_in <= room:
        fixes.append("send a shorter or smaller file")
    else:
        fixes.append("shorten the text")
    words = ", or ".join(fixes)
    return Refusal(
        "input_too_long",
        f"This takes about {spent.total_in:,} tokens; {model.name} takes {room:,} "
        f"at most{' while thinking' if wish.thinking else ''}. "
        f"{words[0].upper()}{words[1:]}.",
    )
