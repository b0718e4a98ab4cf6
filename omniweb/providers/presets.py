"""How closely a clip is looked at: presets by name, and the forms each may take.

A service that samples at a rate of its own looks at what it is sent, so a preset works
by what is sent (protocol 3.2 and 6.3). Nothing here knows a limit or makes a file.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from omniweb.facts import Kind, MediaFacts
from omniweb.providers.capabilities import Model
from omniweb.providers.plan import Wish
from omniweb.providers.recipes import (
    CLIP,
    IMAGE,
    LOW_KBPS,
    OGG_KBPS,
    SOUND,
    SOUND_KBPS,
    Original,
    Recipe,
)
from omniweb.providers.slides import appearing

AUTO, AUDIO_ONLY, FRAMES, ACTION = "auto", "audio only", "frames", "action"
SLIDES, DETAIL = "slideshow", "detail"
SIDES, RATES = (720, 480, 360), (2.0, 1.0, 0.5)
# Below that height a voice needs no more than this, and pictures need the room.
LOW_SIDE = 360
DENSE_FPS, DENSE_SIDE = 8, 480
MOST_FRAMES = 64
MOST_PAGES = 20


@dataclass(frozen=True, slots=True)
class Preset:
    """One way to look: side in pixels and frames a second, and what it is good for.

    kinds are those of the files that it is offered for.
    """

    name: str
    label: str
    hint: str
    side: int = 720
    fps: float = 2
    kinds: tuple[Kind, ...] = ("video",)


PRESETS: dict[str, Preset] = {
    preset.name: preset
    for preset in (
        Preset(
            AUTO,
            "Auto",
            "Picture and sound as the model takes them best",
            480,
            kinds=("video", "image"),
        ),
        Preset("talking head", "Talking head", "Somebody speaks; little moves", 360, 1),
        Preset("mixed", "Mixed", "Some of everything", 480, 2),
        Preset(ACTION, "Action", "Sport, fast cuts: as many frames as go"),
        Preset(SLIDES, "Slideshow", "Pages that stand still: each once", 720, 0.5),
        Preset(AUDIO_ONLY, "Audio only", "The sound alone, no picture"),
        Preset(FRAMES, "Frames", "Single pictures, no sound"),
        Preset(DETAIL, "Every detail", "Small print, plans and maps", kinds=("image",)),
    )
}


def resolved(sampling: str, facts: MediaFacts | None) -> str:
    """The preset that is meant: auto means what fits the content of a clip."""
    if sampling == AUTO and facts and facts.kind == "video" and facts.content:
        return facts.content
    return sampling


def forms(original: Original, wish: Wish, model: Model) -> Iterator[tuple[Recipe, ...]]:
    """What could be sent for the wish, the best first, each step smaller than before.

    The order is that of the inline ladder: 720p, 480p, 360p, a lower rate, the sound
    alone. Nothing comes where the model takes no such kind of file.
    """
    facts = original.facts
    # As many frames as go cost several times as much, so only who asks gets them.
    dense = wish.sampling == ACTION
    wish = replace(wish, sampling=resolved(wish.sampling, facts))
    if facts.kind == "image":
        if "image" in model.inputs:
            yield from _pages(facts, wish, model)
        return
    seen = facts.kind == "video" and "video" in model.inputs
    if seen and wish.sampling != AUDIO_ONLY:
        yield from _pictures(original, wish, model, dense=dense)
        if wish.sampling == FRAMES:
            return
    if "audio" in model.inputs and facts.has_audio:
        for kbps in (SOUND_KBPS, LOW_KBPS):
            yield (_alone(wish, model, kbps),)


def _pages(facts: MediaFacts, wish: Wish, model: Model) -> Iterator[tuple[Recipe, ...]]:
    """All pages where the model takes so many, then one fewer each time."""
    first = replace(IMAGE, detail=wish.sampling == DETAIL and model.high_resolution)
    most = max(1, min(facts.pages, MOST_PAGES, model.limits.image.files_inline))
    for count in range(most, 0, -1):
        yield tuple(replace(first, page=number + 1) for number in range(count))


def _pictures(
    original: Original, wish: Wish, model: Model, *, dense: bool
) -> Iterator[tuple[Recipe, ...]]:
    facts = original.facts
    seconds = Recipe(kind="video", span=wish.span).seconds(facts)
    beside = _beside(facts, wish, model)
    if wish.sampling == FRAMES and model.frames != "none":
        yield from ((recipe,) for recipe in _lists(seconds, wish, model))
        return
    if dense:
        for recipe in _dense(seconds, facts, wish, model):
            yield (recipe, *_with_list(facts, wish, model, SOUND_KBPS))
    if wish.sampling == SLIDES:
        yield from _slides(facts, wish, model)
    before = (0, 0)
    for side, fps in _steps(seconds, wish, model, dense=dense):
        recipe = _clip(side, fps, facts, wish, model)
        size = original.sendable(recipe).facts
        shape = (size.width or 0) * (size.height or 0), size.frames or 0
        if shape != before:
            yield (recipe, *beside)
        before = shape


def _steps(
    seconds: float, wish: Wish, model: Model, *, dense: bool
) -> list[tuple[int, float]]:
    preset = PRESETS[wish.sampling]
    most, fps = min(preset.side, model.sends.side), min(preset.fps, model.sends.fps)
    # A short clip at a slow rate would have fewer frames than the model asks for.
    least = model.limits.video.frames_min / seconds if seconds else 0
    fps = max(fps, min(CLIP.fps, math.ceil(least * 100) / 100))
    if dense and model.fps_knob == "rate":
        fps = DENSE_FPS
    rates = [rate for rate in RATES if least <= rate < fps]
    sides = [side for side in SIDES if side <= most]
    return [(side, fps) for side in sides] + [(sides[-1], rate) for rate in rates]


def _clip(side: int, fps: float, facts: MediaFacts, wish: Wish, model: Model) -> Recipe:
    kbps = SOUND_KBPS if side > LOW_SIDE else LOW_KBPS
    if facts.has_audio and not model.hears_video:
        kbps = 0
    return Recipe(kind="video", side=side, fps=fps, kbps=kbps, span=wish.span)


def _beside(facts: MediaFacts, wish: Wish, model: Model) -> tuple[Recipe, ...]:
    """The sound as a file of its own, where clips are not heard."""
    if facts.has_audio and model.sound_beside:
        return (_alone(wish, model, SOUND_KBPS),)
    return ()


def _with_list(
    facts: MediaFacts, wish: Wish, model: Model, kbps: int
) -> tuple[Recipe, ...]:
    """The sound beside a list of frames, which has none."""
    if facts.has_audio and model.mix and "audio" in model.inputs:
        return (_alone(wish, model, kbps),)
    return ()


def _alone(wish: Wish, model: Model, kbps: int) -> Recipe:
    ogg = model.sends.sound == "ogg"
    sound = replace(SOUND, kbps=kbps, span=wish.span)
    return replace(sound, form="ogg", kbps=OGG_KBPS) if ogg else sound


def _room(model: Model) -> int:
    """How many frames one request takes inside it."""
    pictures = model.limits.image.files_inline
    return min(model.limits.video.frames_max, pictures, 2048)


def _dense(seconds: float, facts: MediaFacts, wish: Wish, model: Model) -> list[Recipe]:
    """Frames closer together than a service looks at a clip, where it takes them."""
    loses_sound = facts.has_audio and not model.mix
    if model.frames != "list" or model.fps_knob == "rate" or loses_sound:
        return []
    rate = min(DENSE_FPS, facts.fps or DENSE_FPS)
    count = _even(min(seconds * rate, _room(model)))
    if count <= seconds * CLIP.fps or count < model.limits.video.frames_min:
        return []
    return [Recipe(kind="frames", side=DENSE_SIDE, count=count, span=wish.span)]


def _slides(
    facts: MediaFacts, wish: Wish, model: Model
) -> Iterator[tuple[Recipe, ...]]:
    """Each picture of a slideshow once, where that loses no sound a clip would have."""
    count = len(appearing(facts, wish.span))
    least, most = max(2, model.limits.video.frames_min), _room(model)
    loses_sound = facts.has_audio and model.hears_video and not model.mix
    if model.frames == "none" or loses_sound or not least <= count <= most:
        return
    first = Recipe(kind="frames", count=count, distinct=True, span=wish.span)
    # A page is to be read, so the sound is the first to be made smaller.
    steps = [(SIDES[0], SOUND_KBPS), *((side, LOW_KBPS) for side in SIDES)]
    for side, kbps in steps:
        yield (replace(first, side=side), *_with_list(facts, wish, model, kbps))


def _lists(seconds: float, wish: Wish, model: Model) -> list[Recipe]:
    """One frame a second, at most MOST_FRAMES, then smaller, then fewer."""
    least = max(2, model.limits.video.frames_min)
    count = _even(max(least, min(seconds, _room(model), MOST_FRAMES)))
    sizes = [(side, count) for side in SIDES]
    sizes += [(SIDES[-1], _even(count / by)) for by in (2, 4) if count / by >= least]
    return [
        Recipe(kind="frames", side=side, count=number, span=wish.span)
        for side, number in sizes
    ]


def _even(count: float) -> int:
    """Frames are merged in pairs, so an odd one costs as much as two."""
    return max(2, math.floor(count) // 2 * 2)


def list_fps(recipe: Recipe, facts: MediaFacts) -> float:
    """Frames a second of a list, within what a request may say (protocol 3.2)."""
    seconds = recipe.seconds(facts)
    return round(min(10.0, max(0.1, recipe.count / seconds)), 2) if seconds else 2.0
