"""Chooses from which file a further form is made; it opens none."""

from __future__ import annotations

from omniweb.facts import MediaFacts
from omniweb.providers.recipes import SOUND, Original, Recipe, foretold


def base(recipe: Recipe, original: Original) -> str:
    """The name of the rendition that a form is made from; none for the original.

    It is the smallest whole clip that holds what the recipe needs.
    """
    if recipe.kind == "audio":
        return SOUND.spec
    if recipe.kind == "image" or recipe.distinct:
        return ""
    wanted = foretold(recipe, original.facts)
    good = [
        (held.bytes, spec)
        for spec, held in original.made.items()
        if _whole(held, original.facts) and _holds(held, wanted)
    ]
    return min(good, default=(0, ""))[1]


def _whole(held: MediaFacts, facts: MediaFacts) -> bool:
    clip = held.mime == "video/mp4"
    return clip and (held.duration_s or 0) >= (facts.duration_s or 0)


def _holds(held: MediaFacts, wanted: MediaFacts) -> bool:
    """Whether a clip has the pixels, the frames and the sound of a form."""
    wide = (held.width or 0) >= (wanted.width or 0)
    high = (held.height or 0) >= (wanted.height or 0)
    heard = held.has_audio or not wanted.has_audio
    return wide and high and heard and (held.fps or 0) >= _rate(wanted)


def _rate(wanted: MediaFacts) -> float:
    """Frames a second; the first of a list stands at its start, before any time."""
    if wanted.mime == "video/mp4":
        return wanted.fps or 0
    return ((wanted.frames or 1) - 1) / (wanted.duration_s or 1)
