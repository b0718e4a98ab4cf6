"""The server as a process: one line when it is ready, and an orderly end."""

from __future__ import annotations

import os
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
COMMAND = [sys.executable, "manage.py", "serve"]
pytestmark = [pytest.mark.server, pytest.mark.serial]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def variables(folder: Path, port: int, **more: str) -> dict[str, str]:
    bare = {"PATH": os.environ["PATH"], "OMNIWEB_DATA_DIR": str(folder)}
    return bare | {"PORT": str(port)} | more


@contextmanager
def serving(
    folder: Path, port: int, **more: str
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The running server and the line it printed."""
    process = subprocess.Popen(
        COMMAND,
        cwd=ROOT,
        env=variables(folder, port, **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout
    try:
        yield process, process.stdout.readline().strip()
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        process.stdout.close()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation without an account that has been started once."""
    folder = tmp_path_factory.mktemp("installation")
    with serving(folder, free_port()) as (_, line):
        assert line.startswith("omniweb is ready: ")
    return folder


def work_of_children() -> float:
    """Processor seconds of ended children: what a start costs on any machine."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def status(url: str) -> int:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return int(answer.status)


def test_one_line_with_the_setup_link_then_pages(data: Path) -> None:
    port = free_port()
    with serving(data, port) as (process, line):
        address = rf"http://127\.0\.0\.1:{port}"
        found = re.fullmatch(rf"omniweb is ready: ({address}/setup/[\w-]+/)", line)
        assert found, line
        assert status(found[1]) == 200
        assert status(f"http://127.0.0.1:{port}/healthz") == 200
        process.send_signal(signal.SIGTERM)
        rest, _ = process.communicate(timeout=20)
        assert (process.returncode, rest) == (0, "")


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_the_next_start_is_quick_and_ends_when_told(
    data: Path, told: signal.Signals
) -> None:
    before = work_of_children()
    with serving(data, free_port()) as (process, line):
        assert line.startswith("omniweb is ready: ")
        process.send_signal(told)
        assert process.wait(timeout=20) == 0
    assert work_of_children() - before < 5


def test_a_busy_port_gives_a_sentence(data: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        told = subprocess.run(
            COMMAND,
            cwd=ROOT,
            env=variables(data, port),
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert told.returncode == 1
    assert f"choose another port: PORT={port + 1} bin/run" in told.stderr
    assert "Traceback" not in told.stderr and told.stdout == ""


def test_unattended_the_line_carries_no_link(data: Path, tmp_path: Path) -> None:
    port, own = free_port(), tmp_path / "own"
    shutil.copytree(data, own)
    named = {
        "DJANGO_SUPERUSER_USERNAME": "root",
        "DJANGO_SUPERUSER_PASSWORD": "correct horse",
    }
    with serving(own, port, **named) as (_, line):
        assert line == f"omniweb is ready: http://127.0.0.1:{port}/"
    with serving(own, port) as (_, line):
        assert line == f"omniweb is ready: http://127.0.0.1:{port}/"
