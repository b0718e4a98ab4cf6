"""What a file can become for a model, and what that will measure; it makes nothing."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from omniweb.facts import MediaFacts
from omniweb.providers.slides import appearing

SIDE, FPS = 480, 2.0  # of model-video, which nearly every clip has from the start
IMAGE_AREA = 1280 * 720  # the most pixels of a picture for a model (media notes)
DETAIL_AREA = 2560 * 1440  # the same where every detail is asked for
WAV_SECONDS = 30  # a shorter sound goes as WAV, a longer one as MP3 (media notes)
SOUND_KBPS, LOW_KBPS, OGG_KBPS = 64, 32, 24
# With its sound still under the 7 MB that go inline (protocol 3.2).
INLINE_BYTES = 6_300_000
MOST_BPS = 2_500_000
# The least that leaves a picture worth looking at, in bits for each of its pixels.
LEAST_BITS = 0.135
AMPLE = 10  # times that nothing more is seen
# Two seconds' worth may stand in the encoder's buffer; then the file's own frame.
BUFFER_S, FRAME_BYTES = 2, 40_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """One form of a file: its kind, its short side in pixels, its frames, its sound.

    fps is of a clip, count of a list of frames. kbps is the sound's rate, inside a clip
    or alone; 0 in a clip is silence. form is of a sound alone. span is the part that is
    taken, start and end in seconds, None for the whole. distinct is of a list: each
    picture of a slideshow once. page is of an image, from 1; detail asks for more of
    its pixels.
    """

    kind: Literal["image", "audio", "video", "frames"]
    side: int = 0
    fps: float = 0
    count: int = 0
    kbps: int = 0
    form: Literal["", "mp3", "ogg"] = ""
    span: tuple[float, float] | None = None
    distinct: bool = False
    page: int = 1
    detail: bool = False

    @property
    def area(self) -> int:
        """The most pixels that it has as an image."""
        return DETAIL_AREA if self.detail else IMAGE_AREA

    @property
    def said(self) -> str:
        """The form in words, as in 360p, one frame a second."""
        if self.kind == "image":
            whole = "the picture" if self.page == 1 else f"page {self.page}"
            return f"{whole} in every detail" if self.detail else whole
        if self.distinct:
            return f"each of its {self.count} pictures once at {self.side}p"
        if self.kind == "frames":
            return f"{self.count} pictures of it at {self.side}p"
        if self.kind == "audio":
            low = self.kbps < SOUND_KBPS and self.form == "mp3"
            return f"the sound{' at a lower rate' if low else ''}"
        return f"{self.side}p, {self.often}"

    @property
    def often(self) -> str:
        """The rate of a clip in words."""
        every = {2: "two frames", 1: "one frame", 0.5: "half a frame"}
        return f"{every.get(self.fps, f'{self.fps:g} frames')} a second"

    @property
    def spec(self) -> str:
        """The rendition's name, as in model-video or video-360p-1fps-32k_50-350.

        The part stands in tenths of a second; the name is fit for an address.
        """
        if self in STANDARD:
            return STANDARD[self]
        ends = [round(10 * second) for second in self.span or ()]
        part = f"_{ends[0]}-{ends[1]}" if ends else ""
        if self.kind == "image":
            page = f"-{self.page}" if self.page > 1 else ""
            return f"model-image{'-detail' if self.detail else ''}{page}"
        if self.kind == "audio":
            return f"audio-{self.form}-{self.kbps}k{part}"
        if self.distinct:
            return f"slides-{self.side}p{part}"
        if self.kind == "frames":
            return f"frames-{self.side}p-{self.count}{part}"
        sound = f"{self.kbps}k" if self.kbps else "silent"
        rate = f"{self.fps:g}".replace(".", "_")
        return f"video-{self.side}p-{rate}fps-{sound}{part}"

    def seconds(self, facts: MediaFacts) -> float:
        """How much of the file it takes."""
        if self.span:
            return self.span[1] - self.span[0]
        return facts.duration_s or 0


IMAGE = Recipe(kind="image")
SOUND = Recipe(kind="audio", kbps=SOUND_KBPS, form="mp3")
CLIP = Recipe(kind="video", side=SIDE, fps=FPS, kbps=SOUND_KBPS)
STANDARD = {IMAGE: "model-image", SOUND: "model-audio", CLIP: "model-video"}


@dataclass(frozen=True, slots=True)
class Sendable:
    """A form of a file that can be sent: measured where it stands, else foretold."""

    recipe: Recipe
    facts: MediaFacts

    @property
    def spec(self) -> str:
        """The rendition's name."""
        return self.recipe.spec


@dataclass(frozen=True, slots=True)
class Original:
    """A file as it was given, and the renditions that stand, by their names."""

    facts: MediaFacts
    made: Mapping[str, MediaFacts]

    def sendable(self, recipe: Recipe) -> Sendable:
        """The form that a recipe gives, with the facts of what stands if it does."""
        found = self.made.get(recipe.spec)
        return Sendable(recipe, found or foretold(recipe, self.facts))


def said(recipes: Sequence[Recipe]) -> str:
    """All that is sent, in words."""
    pages = [recipe for recipe in recipes if recipe.kind == "image"]
    if len(pages) > 1:
        detail = " in every detail" if pages[0].detail else ""
        return f"{len(pages)} pages{detail}"
    return " and ".join(recipe.said for recipe in recipes)


def fitted(
    size: tuple[int, int], box: tuple[int, int], even: int = 2
) -> tuple[int, int]:
    """The size within the box turned its way, never larger, sides divisible."""
    if size[0] < size[1]:
        box = box[1], box[0]
    scale = min(1.0, box[0] / size[0], box[1] / size[1])
    width, height = (max(even, int(side * scale) // even * even) for side in size)
    return width, height


def box(side: int) -> tuple[int, int]:
    """The frame that a short side stands for: 480 is 854 by 480."""
    return math.ceil(side * 16 / 9), side


def bps(recipe: Recipe, size: tuple[int, int], seconds: float) -> int:
    """Bits a second that a clip's pictures get: as many as go inline, but enough."""
    least = size[0] * size[1] * max(recipe.fps, 0.5) * LEAST_BITS
    room = INLINE_BYTES * 8 / max(1.0, seconds) - recipe.kbps * 1000
    return int(max(least, min(MOST_BPS, least * AMPLE, room)))


def frame_bytes(recipe: Recipe, size: tuple[int, int]) -> int:
    """Bytes that one listed frame may take, so that all of them go inline.

    A page takes less than a view of the world, and often a long speech goes beside it.
    """
    usual = size[0] * size[1] // (8 if recipe.distinct else 5)
    return max(8_000, min(usual, INLINE_BYTES // recipe.count))


def foretold(recipe: Recipe, facts: MediaFacts) -> MediaFacts:
    """What a rendition will measure; its bytes are the most that it will take."""
    seconds = recipe.seconds(facts)
    if recipe.kind == "audio":
        return _sound(recipe, seconds)
    if recipe.kind == "image":
        return _picture(recipe, facts)
    size = fitted((facts.width or 2, facts.height or 2), box(recipe.side))
    if recipe.kind == "frames":
        return MediaFacts(
            kind="video",
            mime="image/jpeg",
            bytes=recipe.count * frame_bytes(recipe, size),
            width=size[0],
            height=size[1],
            duration_s=seconds,
            fps=round(recipe.count / seconds, 3) if seconds else None,
            frames=recipe.count,
            changes=appearing(facts, recipe.span) if recipe.distinct else (),
        )
    return _clip(recipe, facts, size, seconds)


def _picture(recipe: Recipe, facts: MediaFacts) -> MediaFacts:
    """By its area, as library/opener makes it; half a byte for each pixel.

    Of a further page no more is known than that it may be like the first.
    """
    width, height = facts.width or 1, facts.height or 1
    scale = min(1.0, math.sqrt(recipe.area / (width * height)))
    width, height = (max(1, int(side * scale)) for side in (width, height))
    most = width * height // 2 + FRAME_BYTES
    return replace(
        facts, mime="image/jpeg", bytes=most, width=width, height=height, pages=1
    )


def _clip(
    recipe: Recipe, facts: MediaFacts, size: tuple[int, int], seconds: float
) -> MediaFacts:
    rate = bps(recipe, size, seconds) + recipe.kbps * 1000
    fps = min(recipe.fps, facts.fps or recipe.fps)
    return MediaFacts(
        kind="video",
        mime="video/mp4",
        bytes=int(rate * (seconds + BUFFER_S) / 8) + FRAME_BYTES,
        width=size[0],
        height=size[1],
        duration_s=seconds,
        fps=fps,
        frames=max(1, math.ceil(seconds * fps)),
        has_audio=bool(recipe.kbps) and facts.has_audio,
        video_codec="h264",
    )


def _sound(recipe: Recipe, seconds: float) -> MediaFacts:
    wav = recipe.form == "mp3" and seconds < WAV_SECONDS
    rate = 32_000 if wav else recipe.kbps * 125
    mime = "audio/wav" if wav else f"audio/{recipe.form.replace('mp3', 'mpeg')}"
    return MediaFacts(
        kind="audio",
        mime=mime,
        bytes=int(rate * 1.05 * (seconds + 1)) + 8_000,
        duration_s=seconds,
        has_audio=True,
        sample_rate=16_000,
        channels=1,
    )
