"""Whether Auto tells what films show, and what that saves.

    .venv/bin/python -m benchmarks.content [SHARE]

Prints a table for each of three sets of labelled films: the measure was made on
composed and painted ones; the third set was made by somebody who had not seen it.
tokens are what Auto sends of a film to one model, usual what two frames a second at
720p would take. SHARE, such as 3, takes every third film.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.library import films, films_other, films_third, labelled

SETS = {
    "composed": (films.LABELLED, films.make),
    "painted": (films_other.LABELLED, films_other.make),
    "third, unseen": (films_third.LABELLED, films_third.make),
}


def main(share: int) -> None:
    """Each set, then all together."""
    every = []
    for name, (films_of, make) in SETS.items():
        print(f"\n{name}", end="")
        with tempfile.TemporaryDirectory() as folder:
            told = labelled.told(Path(folder), films_of[::share], make)
        labelled.judged(told)
        every += told
    right = sum(film.right for film in every)
    lighter = sum(film.lighter for film in every)
    print(
        f"\nall: {right} of {len(every)} right; {lighter} are sent less than they need"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
