"""Parts of a length: all of it, none too long, none more than needed, no word cut."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omniweb.providers.spans import parts

TIMES = st.floats(0, 20_000)


@pytest.mark.parametrize(
    ("seconds", "pauses", "cuts", "ends"),
    [
        (100, [], [], [100]),
        (250, [], [], [150, 250]),
        # The middle of the last pause in the last third.
        (250, [(99, 100), (110, 112), (140, 141)], [149.0], [140.5, 250]),
        (250, [(20, 21), (150, 152)], [90.0, 120.0], [120, 250]),
        # An earlier end would need one part more.
        (290, [(110, 112)], [], [150, 290]),
        (300, [(110, 112)], [140.0], [150, 300]),
    ],
)
def test_a_part_ends_where_nobody_is_interrupted(seconds, pauses, cuts, ends) -> None:
    assert [end for _, end in parts(seconds, 150, pauses, cuts)] == ends


@given(
    seconds=st.floats(0.1, 20_000),
    most=st.floats(60, 4000),
    pauses=st.lists(st.tuples(TIMES, st.floats(0.4, 30)), max_size=40),
    cuts=st.lists(TIMES, max_size=40),
)
def test_parts_cover_all_and_are_few(seconds, most, pauses, cuts) -> None:
    quiet = [(begin, begin + length) for begin, length in pauses]
    found = parts(seconds, most, quiet, cuts)
    assert (found[0][0], found[-1][1]) == (0, seconds)
    assert all(one[1] == other[0] for one, other in pairwise(found))
    assert all(0 < end - start <= most * (1 + 1e-9) for start, end in found)
    assert len(found) <= math.ceil(seconds / most * (1 + 1e-9))
    ends = {(begin + end) / 2 for begin, end in quiet} | set(cuts)
    limits = {start + most for start, _ in found}
    assert all(end in ends | limits for _, end in found[:-1])
