"""A running sandbox, and media whose facts are known."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.sandbox.process import alone
from tests.sandbox.upstream import Sandbox


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """Daphne as a process of its own, with the sandbox mounted."""
    with alone(tmp_path_factory.mktemp("sandbox")) as running:
        running.refused({}, key="the first request wakes Django")
        yield running


@dataclass(frozen=True)
class Media:
    """Small files with known facts."""

    folder: Path

    def made(self, name: str, *arguments: str) -> Path:
        """The file, made by ffmpeg when it is first asked for."""
        path = self.folder / name
        if not path.exists():
            command = ["ffmpeg", "-v", "error", "-nostdin", *arguments, str(path)]
            subprocess.run(command, check=True)
        return path

    @property
    def cut(self) -> Path:
        """Four seconds at 10 fps: red, then blue from 0:02, with a tone."""
        red, blue = (f"color={c}:s=320x240:r=10:d=2" for c in ("red", "blue"))
        inputs = ["-f", "lavfi", "-i", red, "-f", "lavfi", "-i", blue]
        inputs += ["-f", "lavfi", "-i", "sine=440:d=4"]
        join = ["-filter_complex", "[0:v][1:v]concat=n=2[v]", "-map", "[v]"]
        return self.made("cut.mp4", *inputs, *join, "-map", "2:a", "-c:a", "aac")

    @property
    def silent(self) -> Path:
        """Two seconds of grey without a sound track."""
        grey = "color=gray:s=640x360:r=5:d=2"
        return self.made("silent.mp4", "-f", "lavfi", "-i", grey)

    def long(self, seconds: int) -> Path:
        """A tiny video of that length at one frame a second."""
        black = f"color=black:s=64x64:r=1:d={seconds}"
        return self.made(f"long{seconds}.mp4", "-f", "lavfi", "-i", black)

    def busy(self, name: str, seconds: int) -> Path:
        """A moving picture that takes its time to measure."""
        moving = f"testsrc2=s=640x360:r=25:d={seconds}"
        quick = ["-preset", "ultrafast", "-qp", "20"]
        return self.made(f"{name}.mp4", "-f", "lavfi", "-i", moving, *quick)

    def picture(self, width: int, height: int, colour: str = "green") -> Path:
        """A JPEG of one colour."""
        given = f"color={colour}:s={width}x{height}"
        name = f"{colour}{width}x{height}.jpg"
        return self.made(name, "-f", "lavfi", "-i", given, "-frames:v", "1")

    def sound(self, name: str, graph: str) -> Path:
        """A 16 kHz WAV of a lavfi graph."""
        return self.made(f"{name}.wav", "-f", "lavfi", "-i", graph, "-ar", "16000")

    @property
    def tone(self) -> Path:
        """Three seconds of a 440 Hz tone."""
        return self.sound("tone", "sine=440:d=3")

    @property
    def gap(self) -> Path:
        """A second of tone, two of silence, a second of tone."""
        levels = "if(between(t,1,3),0,0.2*sin(880*PI*t))"
        return self.sound("gap", f"aevalsrc='{levels}':d=4")


@pytest.fixture(scope="session")
def media(tmp_path_factory: pytest.TempPathFactory) -> Media:
    """Media made once a session."""
    return Media(tmp_path_factory.mktemp("media"))
