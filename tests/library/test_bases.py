"""From what a form is made: the smallest clip that holds it, else the original."""

from __future__ import annotations

from dataclasses import replace

import pytest

from omniweb.facts import MediaFacts
from omniweb.library.bases import base
from omniweb.providers.recipes import CLIP, IMAGE, SOUND, Original, Recipe, foretold

SPARSE = replace(CLIP, fps=1)
LARGE = Recipe(kind="video", side=720, fps=2, kbps=64)
DENSE = Recipe(kind="video", side=720, fps=8)
SMALL = Recipe(kind="video", side=360, fps=1, kbps=32)
PART = (10.0, 20.0)


def listed(side: int, count: int) -> Recipe:
    return Recipe(kind="frames", side=side, count=count)


def film(*made: Recipe, width: int = 1920, height: int = 1080) -> Original:
    """A minute of film of which these forms stand, and its sound."""
    facts = MediaFacts(
        kind="video",
        mime="video/mp4",
        bytes=10**8,
        width=width,
        height=height,
        duration_s=60,
        fps=30,
        has_audio=True,
    )
    standing = {one.spec: foretold(one, facts) for one in (*made, SOUND)}
    return Original(facts, standing)


BASES = [
    (SMALL, [CLIP], CLIP),
    (replace(SMALL, span=PART), [CLIP], CLIP),
    (SMALL, [SPARSE], SPARSE),
    (SMALL, [CLIP, LARGE], CLIP),
    # More frames, or more pixels, than stand.
    (CLIP, [SPARSE], None),
    (replace(SMALL, fps=2), [SPARSE], None),
    (LARGE, [CLIP], None),
    (DENSE, [CLIP, LARGE], None),
    # What was made from the original for one call serves the next.
    (replace(LARGE, fps=0.5), [CLIP, LARGE], LARGE),
    (replace(LARGE, span=PART), [CLIP, DENSE, LARGE], LARGE),
    # A form with sound needs one, a silent one does not; a part is not the whole.
    (LARGE, [CLIP, DENSE], None),
    (replace(LARGE, kbps=0), [CLIP, DENSE], DENSE),
    (SMALL, [replace(SMALL, fps=2, span=PART)], None),
    # Lists: the first frame stands at the start.
    (listed(480, 121), [CLIP], CLIP),
    (listed(480, 122), [CLIP], None),
    (listed(480, 60), [SPARSE], SPARSE),
    (listed(720, 60), [CLIP], None),
    (listed(360, 10), [CLIP, listed(480, 60)], CLIP),
    (replace(listed(360, 10), distinct=True), [CLIP], None),
    (replace(SOUND, kbps=32), [CLIP], SOUND),
    (replace(IMAGE, page=2), [], None),
]


@pytest.mark.parametrize(("recipe", "made", "wanted"), BASES)
def test_the_smallest_that_holds_it(recipe, made, wanted) -> None:
    assert base(recipe, film(*made)) == (wanted.spec if wanted else "")


def test_a_small_film_is_held_by_its_clip() -> None:
    assert base(LARGE, film(CLIP, width=640, height=360)) == CLIP.spec
    assert base(LARGE, film(CLIP, width=480, height=854)) == CLIP.spec
