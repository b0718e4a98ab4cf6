"""Directories of work: gone at their end, after a kill as soon as somebody looks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from omniweb.work import clear, work_directory

KILLED = """
import os, sys
from pathlib import Path
from omniweb.work import work_directory
with work_directory(Path(sys.argv[1])) as path:
    (Path(path) / "half.mp4").write_bytes(b"half")
    os.kill(os.getpid(), 9)
"""


def test_what_a_kill_left_goes_and_what_is_at_work_stays(tmp_path: Path) -> None:
    work = tmp_path / "work"
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(work)],
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert killed.returncode == -9
    (left,) = work.iterdir()
    assert (left / "half.mp4").exists()
    with work_directory(work) as mine:
        Path(mine, "whole.mp4").write_bytes(b"whole")
        assert clear(work) == 1
        assert [path.name for path in Path(mine).iterdir()] == ["whole.mp4"]
    assert list(work.iterdir()) == []
    assert clear(tmp_path / "never made") == 0
