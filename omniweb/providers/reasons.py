"""Says in one sentence what auto saw in a clip, what it sends and what that saves."""

from __future__ import annotations

from dataclasses import replace

from omniweb.providers import estimate
from omniweb.providers.plan import Plan
from omniweb.providers.presets import AUTO
from omniweb.providers.recipes import SOUND, SOUND_KBPS, Original, Recipe, said

SEEN = {
    "talking head": "Somebody speaks and little moves",
    "mixed": "It shows some of everything",
    "action": "Much moves",
    "slideshow": "Pictures stand still",
}
# What a clip becomes where nobody looks at its content.
USUAL_SIDE, USUAL_FPS = 720, 2.0


def reason(plan: Plan, original: Original) -> str:
    """The sentence; nothing where nobody looked, or the content decided nothing."""
    seen = SEEN.get(plan.resolved, "")
    recipes, model = [one.recipe for one in plan.media], plan.profile.model
    if plan.wish.sampling != AUTO or not seen or recipes[0].kind == "audio":
        return ""
    usual = _usual(plan, original)
    media = [original.sendable(recipe) for recipe in usual]
    most = estimate.of_media(media, model).total_in
    saved = 100 - round(100 * estimate.of_media(plan.media, model).total_in / most)
    if saved < 1:
        return f"{seen}: {said(recipes)}."
    many = len(recipes) > 1 or recipes[0].kind == "frames"
    return (
        f"{seen}: {said(recipes)} {'take' if many else 'takes'} {saved} % fewer tokens "
        f"than {usual[0].often} at {usual[0].side}p."
    )


def _usual(plan: Plan, original: Original) -> tuple[Recipe, ...]:
    model, span = plan.profile.model, plan.wish.span
    clip = Recipe(
        kind="video",
        side=min(USUAL_SIDE, model.sends.side),
        fps=min(USUAL_FPS, model.sends.fps),
        kbps=SOUND_KBPS if model.hears_video else 0,
        span=span,
    )
    if original.facts.has_audio and model.sound_beside:
        return clip, replace(SOUND, span=span)
    return (clip,)
