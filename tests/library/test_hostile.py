"""Whatever a file is made to do, it reads no secret, calls nobody and costs little."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from omniweb.library import jail, probe
from tests.library import hostile
from tests.library.hostile import HARMLESS, Canary, Hostile
from tests.library.hostile_broken import broken
from tests.library.hostile_films import bombs
from tests.library.hostile_pictures import pictures
from tests.library.hostile_references import references
from tests.library.hostile_texts import texts
from tests.library.kernel import confined

ROOT = Path(__file__).resolve().parents[2]
DRIVER = "tests.library.hostile_driver"
UNCONFINED = Path(__file__).with_name("unconfined.py")
MOST_S, MOST_MB = 10, 1024
# --seccomp-bpf: only the calls that count stop a process, which is much faster.
TRACE = (
    "strace",
    "-f",
    "--seccomp-bpf",
    "-qq",
    "-s",
    "300",
    "-e",
    "trace=%file,%network",
    "-o",
)
CONNECTED = re.compile(r"(connect|sendto|sendmsg)\(.*sa_family=AF_INET")


@dataclass(frozen=True)
class Came:
    """What came of a file."""

    number: int
    came: str
    wall: float
    megabytes: int


@dataclass(frozen=True)
class Passed:
    """What came of all files, and the calls of the system that they made."""

    files: Sequence[Hostile]
    results: Sequence[Came]
    trace: str

    def named(self, name: str) -> Came:
        """What came of the file of that name."""
        numbers = {file.name: n for n, file in enumerate(self.files)}
        return self.results[numbers[name]]


def driven(files: Sequence[Hostile], directory: Path, *more: str | Path) -> Passed:
    """All files through the product in one traced process and its children."""
    homes, log = directory / "files", directory / "trace"
    for number, file in enumerate(files):
        home = homes / str(number)
        home.mkdir(parents=True)
        (home / file.file).write_bytes(file.content)
    command = [*TRACE, log, sys.executable, "-m", DRIVER, homes, *more]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    results = [Came(**json.loads(line)) for line in done.stdout.splitlines()]
    assert len(results) == len(files), done.stderr
    return Passed(files, results, log.read_text(errors="replace"))


pytestmark = pytest.mark.skipif(
    not shutil.which("strace"), reason="strace is not installed"
)


@pytest.fixture(scope="module")
def canary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Canary]:
    """The secret and the server of this module."""
    with hostile.canary(tmp_path_factory.mktemp("kept")) as kept:
        yield kept


@pytest.fixture(scope="module")
def pointing(canary: Canary, tmp_path_factory: pytest.TempPathFactory) -> list[Hostile]:
    """The files that point at the secret or at the server."""
    films = hostile.films(tmp_path_factory.mktemp("films"))
    return [*texts(canary), *references(canary, films)]


@pytest.fixture(scope="module")
def passed(pointing: list[Hostile], tmp_path_factory: pytest.TempPathFactory) -> Passed:
    """The whole set, taken once."""
    place = tmp_path_factory.mktemp("made")
    films, stills = hostile.films(place), hostile.stills()
    files = [*pointing, *bombs(films, place), *pictures(stills)]
    files += broken(films, stills, place)
    return driven(files, tmp_path_factory.mktemp("hostile"))


def touched(trace: str, canary: Canary) -> list[str]:
    """Lines of a trace that name the secret, or reach for a network."""
    lines = trace.splitlines()
    named = [line for line in lines if canary.secret.name in line]
    return named + [line for line in lines if CONNECTED.search(line)]


def test_each_comes_to_what_it_should(passed: Passed) -> None:
    wrong = []
    for file, came in zip(passed.files, passed.results, strict=True):
        said = "harmless" if came.came == HARMLESS else "refused"
        code = "" if came.came == HARMLESS else came.came
        spent = f"{came.wall:5.2f} s {came.megabytes:4} MB"
        line = f"{file.name:40} {said:8} {code:17} {spent}"
        good = came.wall <= MOST_S and came.megabytes <= MOST_MB
        if came.came not in file.expected or not good:
            line += f"  EXPECTED {file.expected}"
            wrong.append(line)
        print(line)
    assert not wrong
    assert len({file.name for file in passed.files}) == len(passed.files) >= 80


def test_no_secret_is_opened_and_nobody_is_called(
    passed: Passed, canary: Canary
) -> None:
    assert "ffprobe" in passed.trace
    assert touched(passed.trace, canary) == []
    assert canary.calls == 0


def test_the_options_hold_alone(
    pointing: list[Hostile], canary: Canary, tmp_path: Path
) -> None:
    """Without the jail's confinement, which some systems do not have."""
    unconfined = driven(pointing, tmp_path, UNCONFINED)
    for file, came in zip(unconfined.files, unconfined.results, strict=True):
        assert came.came in file.expected, file.name
    assert touched(unconfined.trace, canary) == []
    assert canary.calls == 0


def playlist(directory: Path, goal: str) -> Path:
    """A list that points there."""
    path = directory / "list"
    path.write_text(f"ffconcat version 1.0\nfile {goal}\n")
    return path


@pytest.mark.parametrize("far", [False, True])
def test_the_trap_would_close(tmp_path: Path, canary: Canary, far: bool) -> None:
    """An ffmpeg that nobody holds does touch what the others did not."""
    log, calls = tmp_path / "trace", canary.calls
    path = playlist(tmp_path, canary.url if far else str(canary.secret))
    free = ["-f", "concat", "-safe", "0", "-protocol_whitelist", "file,http,tcp"]
    command = [*TRACE, log, "ffprobe", "-v", "quiet", *free, path]
    subprocess.run(command, check=False)
    assert touched(log.read_text(), canary)
    assert (canary.calls > calls) == far
    canary.calls = calls


def test_the_confinement_holds_alone(tmp_path: Path, canary: Canary) -> None:
    """The same ffprobe, held by the jail and by nothing else."""
    path = playlist(tmp_path, str(canary.secret))
    free = ["-v", "error", "-f", "concat", "-safe", "0"]
    command = [probe.FFPROBE, *free, "-show_streams", f"file:{path}"]
    seen = jail.run(command, jail.Limits(wall_s=20), reads=[path, canary.secret])
    assert b"codec_name=pcm" in seen.stdout
    held = jail.run(command, jail.Limits(wall_s=20), reads=[path])
    assert (b"codec_name" not in held.stdout) == confined()
