"""Whether memory stays flat over many clips: python -m benchmarks.flat [CLIPS].

Clips are uploaded, prepared and asked about by the sandbox, ten at once. With
OMNIWEB_TEST_STACK=scaled the workers are measured too. What counts is the resident set
of each process with its children when nothing runs, at the end against after a fifth
of the clips, when all code was used once.
"""

from __future__ import annotations

import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil

from tests.api import Api
from tests.library import clips
from tests.server import OmniwebServer, prepared

MOST = 1.10
AT_ONCE = 10


def numbered(piece: Path, number: int) -> Path:
    """The same clip with another content."""
    path = piece.with_name(f"clip-{number}.mp4")
    clips.ffmpeg("-i", piece, "-c", "copy", "-metadata", f"comment={number}", path)
    return path


def held_mb(server: OmniwebServer) -> dict[str, float]:
    """What each process of the installation holds with its children."""
    found = {}
    for process in [server.process, *server.helpers]:
        assert process is not None
        top = psutil.Process(process.pid)
        words = top.cmdline()
        name = " ".join(words[words.index("manage.py") + 1 :])
        held = [one.memory_info().rss for one in [top, *top.children(recursive=True)]]
        found[name] = sum(held) / 2**20
    return found


def work(api: Api, path: Path) -> None:
    """One clip from upload to answer."""
    asset = api.upload(path)
    body = {"asset": asset["id"], "model": "sandbox/omni", "prompt": "What is it?"}
    asked = api.post("analyses", {**body, "narrate": True})
    assert api.answered(asked["id"], 600)["state"] == "done"
    path.unlink()


def measured(directory: Path, count: int) -> list[tuple[int, dict[str, float]]]:
    """Clips done, and what was held then."""
    piece = directory / "piece.mp4"
    clips.video(piece, size="160x120", seconds=2, extra=("-c:a", "aac"))
    server = OmniwebServer(prepared(directory / "data"))
    server.start()
    try:
        api = Api(server.url, server.manage("api_token", "alice").split()[-1])
        rows = []
        for done in range(AT_ONCE, count + 1, AT_ONCE):
            group = [numbered(piece, done - n) for n in range(AT_ONCE)]
            with ThreadPoolExecutor(AT_ONCE) as people:
                list(people.map(lambda path: work(api, path), group))
            rows.append((done, held_mb(server)))
            told = (f"{name}: {mb:.0f} MB" for name, mb in rows[-1][1].items())
            print(f"{done:6} clips", *told, flush=True)
        return rows
    finally:
        server.stop()


def main(count: int) -> None:
    """Print the table and fail when a process grew by more than a tenth."""
    with tempfile.TemporaryDirectory() as name:
        rows = measured(Path(name), count)
    first, last = rows[len(rows) // 5][1], rows[-1][1]
    grown = {name: last[name] / first[name] for name in last}
    print("grown by", *(f"{n}: {100 * (by - 1):+.1f} %" for n, by in grown.items()))
    if max(grown.values()) > MOST:
        raise SystemExit("More than a tenth.")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
