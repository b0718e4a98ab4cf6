"""Decides whether and how a wish can be sent to a model; it opens no connection."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from omniweb.providers import budget, presets, prices
from omniweb.providers.asking import adjusted, refused
from omniweb.providers.capabilities import Delivery, Model
from omniweb.providers.catalog import Profile
from omniweb.providers.correction import NONE, Correction
from omniweb.providers.limits import delivery, out_of_bounds, takers, unfit
from omniweb.providers.plan import Plan, Refusal, Tokens, Wish
from omniweb.providers.presets import ACTION, AUDIO_ONLY, DETAIL, FRAMES, forms
from omniweb.providers.recipes import CLIP, Original, Sendable

SHORTEST_S = 0.5  # of a part that is asked about
_TAKES = {"image": "images", "audio": "sound", "video": "video", "text": "text"}


@dataclass(frozen=True, slots=True)
class _Form:
    """One way to send a file; steps counts the better ones before it."""

    media: tuple[Sendable, ...] = ()
    way: Delivery = "inline"
    steps: int = 0


def fit(
    original: Original | None,
    wish: Wish,
    profile: Profile,
    *,
    can_sign_urls: bool,
    correction: Correction = NONE,
) -> Plan | Refusal:
    """A plan for the wish, or the reason and the fix (protocol 3 and 6).

    original None asks about text alone. Of the forms that the file may take, the best
    that is within the limits is chosen, and each step down is named in the notes.
    correction is what earlier calls of the model taught of its formulas.
    """
    model = profile.model
    wish = _bounded(original, wish)
    refusal = refused(wish, profile) or _part(original, wish)
    if refusal:
        return refusal
    wish, notes = adjusted(wish, model)
    chosen = _chosen(original, wish, profile, can_sign_urls)
    if isinstance(chosen, Refusal):
        return chosen
    wish, left_out = budget.trimmed(chosen.media, wish, model)
    spent = budget.spent(chosen.media, wish, model)
    if spent[1].total_in > budget.room(wish, model):
        return budget.too_much(spent[1], wish, model)
    notes += left_out + _about(original, chosen, wish, model)
    facts = original.facts if original else None
    meant = presets.resolved(wish.sampling, facts)
    return _plan(chosen, wish, profile, spent, correction, notes=notes, resolved=meant)


def _bounded(original: Original | None, wish: Wish) -> Wish:
    """The wish with the end of its part where the file ends, if it named none."""
    whole = original.facts.duration_s if original else None
    if wish.span is None or not whole or not math.isinf(wish.span[1]):
        return wish
    return replace(wish, span=(wish.span[0], whole))


def _part(original: Original | None, wish: Wish) -> Refusal | None:
    """Whether the part that is asked about lies in the file."""
    if wish.span is None:
        return None
    start, end = wish.span
    whole = original.facts.duration_s if original else None
    if not whole:
        return Refusal("no_part", "This has no length. Ask about the whole of it.")
    least = min(SHORTEST_S, whole)
    if 0 <= start < end <= whole + 0.05 and end - start >= least:
        return None
    return Refusal(
        "no_such_part",
        f"Choose a part of at least {least:g} s between 0 and {whole:.1f} s.",
    )


def _chosen(
    original: Original | None, wish: Wish, profile: Profile, can_sign_urls: bool
) -> _Form | Refusal:
    """The first form within all limits; else the reason why the first one is not."""
    if original is None:
        if "text" in profile.model.inputs:
            return _Form()
        return _wrong_kind(profile, "Add a file with sound, or choose another model.")
    first = _unsuited(original, wish, profile)
    if first:
        return first
    small_enough: _Form | None = None
    for steps, recipes in enumerate(forms(original, wish, profile.model)):
        media = tuple(original.sendable(recipe) for recipe in recipes)
        way = _way(media, profile, can_sign_urls)
        if isinstance(way, Refusal):
            first = first or way
            continue
        form = _Form(media, way, steps)
        if budget.has_room(media, wish, profile.model):
            return form
        small_enough = small_enough or form
    return small_enough or first or _wrong_kind(profile, _other(original, profile))


def _unsuited(original: Original, wish: Wish, profile: Profile) -> Refusal | None:
    """What no smaller form would mend."""
    facts, model = original.facts, profile.model
    if wish.sampling == AUDIO_ONLY and not facts.has_audio:
        return Refusal(
            "no_sound", "This file has no sound. Ask about the picture instead."
        )
    if wish.sampling == FRAMES and facts.kind == "video" and model.frames == "none":
        return Refusal(
            "no_frames",
            f"{model.name} takes no single frames. Choose the preset Auto, or another "
            "model.",
        )
    if wish.sampling == DETAIL and facts.kind == "image" and not model.high_resolution:
        return Refusal(
            "no_detail",
            f"{model.name} takes no more of a picture than Auto sends. Choose Auto, or "
            "another model.",
        )
    first = next(iter(forms(original, wish, model)), None)
    if first is None:
        return _wrong_kind(profile, _other(original, profile))
    refusals = (
        unfit(original.sendable(recipe), profile, facts.kind) for recipe in first
    )
    return next(filter(None, refusals), None)


def _way(
    media: tuple[Sendable, ...], profile: Profile, can_sign_urls: bool
) -> Delivery | Refusal:
    for sendable in media:
        found = out_of_bounds(sendable, profile)
        if found:
            return found
    return delivery(media, profile, can_sign_urls=can_sign_urls)


def _other(original: Original, profile: Profile) -> str:
    other = takers(profile, original.facts.kind)
    return f"Choose {other}." if other else "Choose another model, or another file."


def _wrong_kind(profile: Profile, fix: str) -> Refusal:
    model = profile.model
    takes = " and ".join(_TAKES[kind] for kind in model.inputs)
    return Refusal("kind_not_accepted", f"{model.name} takes {takes} only. {fix}")


def _plan(
    form: _Form,
    wish: Wish,
    profile: Profile,
    spent: tuple[Tokens, Tokens, Tokens],
    correction: Correction,
    *,
    notes: tuple[str, ...],
    resolved: str,
) -> Plan:
    low, formula, high = spent
    expected = correction.applied(formula)
    speaks = wish.narrate
    return Plan(
        profile=profile,
        wish=wish,
        media=form.media,
        delivery=form.way,
        modalities=("text", "audio") if speaks else ("text",),
        voice=(wish.voice or profile.model.voice or None) if speaks else None,
        formula=formula,
        tokens=expected,
        tokens_low=low,
        tokens_high=high,
        cost=prices.spread(profile, low, expected, high),
        price_source=prices.source(profile),
        resolved=resolved,
        notes=notes,
        learned_from=correction.runs,
    )


def _about(
    original: Original | None, form: _Form, wish: Wish, model: Model
) -> tuple[str, ...]:
    """What people should know of the form before they pay for it."""
    if original is None:
        return ()
    first, facts = form.media[0], original.facts
    sound = any(s.facts.has_audio or s.facts.kind == "audio" for s in form.media)
    notes = []
    if facts.kind == "image":
        return _unsent(facts.pages, len(form.media))
    if form.steps:
        only = "nothing but " if first.facts.kind != facts.kind else ""
        notes.append(
            f"Sent as {only}{first.recipe.said}: better than that does not fit "
            f"{_scarce(form, wish, model)}."
        )
    elif facts.kind == "video" and first.facts.kind == "audio":
        notes.append("Only the sound of the clip is sent.")
    if facts.has_audio and not sound:
        heard = "frames carry no sound" if model.hears_video else "it only sees"
        notes.append(f"{model.name} does not hear the clip: {heard}.")
    fixed = model.fps_knob != "rate" and first.recipe.fps == CLIP.fps
    if presets.resolved(wish.sampling, facts) == ACTION and fixed:
        notes.append(f"{model.name} looks at two frames a second, whatever is sent.")
    return tuple(notes)


def _unsent(pages: int, sent: int) -> tuple[str, ...]:
    """What is left of a file of several pages."""
    if sent >= pages:
        return ()
    if sent == 1:
        return (f"Only the first of {pages} pages is sent.",)
    return (f"Only the first {sent} of {pages} pages are sent.",)


def _scarce(form: _Form, wish: Wish, model: Model) -> str:
    """What there is too little room in for a better form."""
    if wish.thinking and model.limits.max_in_thinking:
        return f"what {model.name} takes while thinking"
    return "the request" if form.way == "inline" else model.name
