"""Parts of a length: all of it, none too long or too short, no word cut."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omniweb.providers.spans import parts

TIMES = st.floats(0, 20_000)


@pytest.mark.parametrize(
    ("seconds", "pauses", "cuts", "ends"),
    [
        (120, [], [], [120]),
        (250, [], [], [90, 180, 250]),
        # In a pause, as near to the target as it reaches, off its edges.
        (180, [(70, 80), (99, 101), (140, 141)], [91.0], [99.2, 180]),
        (180, [(70, 200)], [91.0], [90, 180]),
        # At a cut, where there is no pause nearby.
        (180, [(20, 21), (150, 152)], [62.0, 95.5, 120.0], [95.5, 180]),
        # What would be left is no part of its own.
        (125, [], [], [90, 125]),
    ],
)
def test_a_part_ends_where_nobody_is_interrupted(seconds, pauses, cuts, ends) -> None:
    assert [end for _, end in parts(seconds, 90, pauses, cuts)] == ends


@given(
    seconds=st.floats(0.1, 20_000),
    target=st.floats(10, 4000),
    most=st.floats(10, 4000),
    pauses=st.lists(st.tuples(TIMES, st.floats(0.4, 30)), max_size=40),
    cuts=st.lists(TIMES, max_size=40),
)
def test_parts_cover_all_and_are_within_the_limits(
    seconds, target, most, pauses, cuts
) -> None:
    quiet = [(begin, begin + length) for begin, length in pauses]
    found = parts(seconds, target, quiet, cuts, most)
    assert (found[0][0], found[-1][1]) == (0, seconds)
    assert all(one[1] == other[0] for one, other in pairwise(found))
    assert all(0 < end - start <= most + 0.11 for start, end in found)
    if len(found) > 1:
        assert min(end - start for start, end in found) >= min(target, most) / 3 - 0.11
    meant = min(target, most)
    for start, end in found[:-1]:
        near = (
            any(begin - 0.1 <= end <= over for begin, over in quiet)
            or any(abs(end - cut) <= 0.11 for cut in cuts)
            or end >= start + min(meant, meant * 2 / 3) - 0.11
        )
        assert near
