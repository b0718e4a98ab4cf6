"""The jail: a child sees its own files, and neither the machine nor the network."""

from __future__ import annotations

import importlib.util
import socket
import sys
from pathlib import Path
from typing import Any

import pytest

from omniweb.library import jail
from tests.library.kernel import confined

PYTHON = (sys.executable, "-I", "-S", "-c")
LIMITS = jail.Limits(wall_s=20)
FORBIDDEN = {
    "a file of the system": "open('/etc/passwd')",
    "a file beside its own": "open({beside!r})",
    "a directory": "import os; os.listdir({above!r})",
    "writing beside its own": "open({beside!r}, 'a')",
    "writing its input": "open({given!r}, 'a')",
    "a new file anywhere": "open({above!r} + '/new', 'w')",
    "another program": "import os; os.execv('/bin/sh', ['sh', '-c', 'true'])",
    "another process": "import os; os.kill({parent}, 0)",
    "the network": "import socket; socket.create_connection(('127.0.0.1', {port}))",
    "listening": "import socket; socket.create_server(('127.0.0.1', 0))",
    "more rights": "import os; os.chroot('/')",
}


@pytest.fixture
def given(tmp_path: Path) -> Path:
    """The one file that a child is shown, with another beside it."""
    for name in ("given", "beside"):
        (tmp_path / name).write_text(name)
    (tmp_path / "work").mkdir()
    return tmp_path / "given"


def ran(code: str, given: Path) -> jail.Result:
    """What came of this code in the jail."""
    return jail.run(
        [*PYTHON, code], LIMITS, reads=[given], writes=given.parent / "work"
    )


def test_a_child_has_its_input_and_its_directory(given: Path) -> None:
    code = f"open('made', 'w').write(open({str(given)!r}).read())"
    result = ran(f"{code}; import os; os.remove('made'); print('well')", given)
    assert (result.code, result.stdout, result.stderr) == (0, b"well\n", "")


@pytest.mark.parametrize("what", FORBIDDEN)
def test_a_child_has_nothing_else(given: Path, what: str) -> None:
    import os

    above = given.parent
    with socket.create_server(("127.0.0.1", 0)) as listening:
        code = FORBIDDEN[what].format(
            beside=str(above / "beside"),
            above=str(above),
            given=str(given),
            parent=os.getpid(),
            port=listening.getsockname()[1],
        )
        result = ran(code, given)
    # Without Landlock the child runs on, and the fixed options of ffmpeg stand alone.
    assert bool(result.code) == confined(), result.stderr
    assert not confined() or "Error: [Errno" in result.stderr
    assert not (above / "new").exists()


def test_a_kernel_without_landlock_changes_nothing() -> None:
    spec = importlib.util.spec_from_file_location("confine", jail.CONFINE)
    assert spec
    assert spec.loader
    confine = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(confine)
    asked: list[Any] = []

    class Old:
        def syscall(self, *arguments: Any) -> int:
            asked.append(arguments)
            return -1

    confine.enclose(Old(), "/bin/true", ["/etc"], ["/tmp"])
    assert asked == [(444, None, 0, 1)]
