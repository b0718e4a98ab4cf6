"""The set-up of bin/run and bin/test on machines that lack something."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ("bash", "cat", "cksum", "env", "grep", "mktemp", "rm", "sed", "touch", "true")


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder that is the whole PATH: the plain tools, and a person without rights."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in TOOLS:
        (folder / name).symlink_to(str(shutil.which(name)))
    program(folder, "id", "echo 1000")
    return folder


def program(folder: Path, name: str, *lines: str) -> None:
    """Put a program on the machine that does these lines."""
    path = folder / name
    path.unlink(missing_ok=True)
    path.write_text("\n".join(["#!/bin/bash", *lines]) + "\n")
    path.chmod(0o755)


def setup(machine: Path, line: str) -> subprocess.CompletedProcess[str]:
    """Run one line of shell with bin/setup.sh read in, on that machine."""
    return subprocess.run(
        [str(machine / "bash"), "-euo", "pipefail", "-c", f". bin/setup.sh; {line}"],
        cwd=ROOT,
        env={"PATH": str(machine), "TMPDIR": str(machine.parent)},
        capture_output=True,
        text=True,
        timeout=30,
    )


def test_what_is_there_is_not_installed(machine: Path) -> None:
    program(machine, "ffmpeg", "true")
    program(machine, "apt-get", "echo called >&2; false")
    told = setup(machine, "need ffmpeg ffmpeg ffmpeg espeak-ng")
    assert (told.returncode, told.stdout, told.stderr) == (0, "", "")


def test_without_apt_the_one_command_is_named(machine: Path) -> None:
    told = setup(machine, "need ffmpeg ffmpeg ffmpeg espeak-ng")
    assert told.returncode == 1
    assert "Type: sudo apt-get install -y ffmpeg espeak-ng" in told.stderr
    assert told.stdout == ""


def test_without_rights_nothing_is_tried(machine: Path) -> None:
    program(machine, "apt-get", f"touch {machine}/tried")
    program(machine, "sudo", "exit 1")
    told = setup(machine, "need ffmpeg ffmpeg ffmpeg")
    assert told.returncode == 1
    assert "Type: sudo apt-get install -y ffmpeg" in told.stderr
    assert not (machine / "tried").exists()


@pytest.mark.parametrize("root", [True, False])
def test_with_rights_apt_brings_it(machine: Path, root: bool) -> None:
    brought = (
        f'[ "$1" = install ] && touch {machine}/ffmpeg && chmod +x {machine}/ffmpeg'
    )
    if root:
        program(machine, "id", "echo 0")
    else:
        program(machine, "sudo", 'shift; exec "$@"')
    (machine / "chmod").symlink_to(str(shutil.which("chmod")))
    program(machine, "apt-get", f"{brought}; true")
    told = setup(machine, "need ffmpeg ffmpeg ffmpeg")
    assert told.returncode == 0, told.stderr
    assert told.stdout == ""


def test_without_python_the_command_is_named(machine: Path) -> None:
    told = setup(machine, "find_python")
    assert told.returncode == 1
    assert "Python 3.11 or later is missing" in told.stderr


def test_an_old_python_is_passed_over(machine: Path) -> None:
    program(machine, "python3.11", "exit 1")
    program(machine, "python3.12", "exit 0")
    assert setup(machine, "find_python").stdout.strip().endswith("/python3.12")


@pytest.mark.parametrize("script", ["bin/run", "bin/test", ".ci/run", "bin/setup.sh"])
def test_the_scripts_parse(script: str) -> None:
    subprocess.run(["bash", "-n", script], cwd=ROOT, check=True)
