"""What the talking handler says, and its sums; knows no Django."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass

WORDS = ("a", "red", "kettle", "boils", "—", "café", "音乐", "🎵", "hums", "\n")


def pieces(seed: int, count: int) -> Iterator[tuple[str, str | bytes]]:
    """What the talking handler says, the same for the same seed."""
    chance = random.Random(seed)
    for _ in range(count):
        kind = chance.choice(["text", "text", "audio", "reasoning"])
        if kind == "audio":
            # Odd lengths: a delta may end within a sample.
            yield kind, chance.randbytes(chance.randrange(1, 4001))
        else:
            yield kind, chance.choice(WORDS) + " "
    yield "audio", chance.randbytes(4096)


@dataclass(frozen=True, slots=True)
class Said:
    """The sums of a whole talk."""

    text: str
    reasoning: str
    pcm: str

    @classmethod
    def of(cls, text: str, reasoning: str, pcm: bytes) -> Said:
        """From what arrived."""
        return cls(text, reasoning, hashlib.sha256(pcm).hexdigest())


def said(seed: int, count: int) -> Said:
    """What must arrive, to the byte; half a sample at the end is no sound."""
    talk = list(pieces(seed, count))
    pcm = b"".join(part for _, part in talk if isinstance(part, bytes))
    words = {
        kind: "".join(str(part) for told, part in talk if told == kind)
        for kind in ("text", "reasoning")
    }
    return Said.of(words["text"], words["reasoning"], pcm[: len(pcm) // 2 * 2])
