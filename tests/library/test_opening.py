"""How much of a clip is decoded: key frames alone only where they come all along."""

from __future__ import annotations

from pathlib import Path

import pytest

from omniweb.library import opening, probe
from omniweb.library.streams import KeyClock
from tests.library import clips


def keyed(path: Path, seconds: int, gop: int) -> Path:
    """A clip with a key frame each so many frames, ten of them a second."""
    form = ("-g", str(gop), "-bf", "0", "-x264-params", "scenecut=0", "-f", "mpegts")
    return clips.video(
        path, size="160x90", rate="10", seconds=seconds, sound="", extra=form
    )


@pytest.mark.parametrize(
    ("gops", "fps"), [((10, 10), 1), ((10, 250), 2), ((250, 10), 2), ((5, 5), 2)]
)
def test_key_frames_alone_are_decoded_where_all_are_close(
    tmp_path: Path, gops: tuple[int, int], fps: int
) -> None:
    parts = [keyed(tmp_path / f"{n}.ts", 20, gop) for n, gop in enumerate(gops)]
    whole = tmp_path / "whole.mp4"
    joined = "concat:" + "|".join(map(str, parts))
    clips.ffmpeg("-i", joined, "-c", "copy", whole)
    assert opening.base(probe.inspect(whole)).fps == fps


def test_the_time_after_the_last_key_counts() -> None:
    clock = KeyClock()
    for second in range(6):
        clock.take(f"{second}.0,K_\n{second}.5,__\n".encode())
    assert clock.seconds == 1
    clock.take(b"9.0,_")
    clock.take(b"_\nN/A,K_\n")
    assert clock.seconds == 4


def test_few_keys_tell_nothing() -> None:
    clock = KeyClock()
    clock.take(b"0.0,K_\n1.0,K_\n")
    assert clock.seconds is None
