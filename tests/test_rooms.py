"""The house rules that a machine can hold: sizes, doors, sentences and words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
HOUSE = ROOT / "omniweb"
SIZES = {
    "omniweb/**/*.py": 250,
    "tests/**/*.py": 300,
    "benchmarks/**/*.py": 250,
    "templates/**/*.html": 80,
    "static/js/**/*.js": 150,
    "tests/js/**/*.js": 300,
}
LONGEST_FUNCTION = 40
LONGEST_VIEW = 20
# What stands outside, and the only modules (or rooms) that may touch it.
DOORS = {
    "openai": ["providers/stream.py"],
    "ffmpeg": ["library/"],
    "PIL": ["library/"],
    "subprocess": ["library/", "checks.py"],
    "oss2": ["bucket.py"],
    "channels.layers": ["jobs/bell.py", "jobs/tail.py"],
    "celery": ["celery.py", "jobs/runners.py"],
    "environ": ["settings.py"],
    "requests": [],
    "httpx": [],
    "aiohttp": ["providers/stream.py", "sandbox/media.py"],
}
# Rooms that a sentence of theirs must never need.
FORBIDDEN_CALLS = {"save", "update", "bulk_create", "group_send"}
# What a room has no word for, because it is another room's business.
UNSPOKEN = {
    "jobs": r"asset|video|prompt|qwen|ffmpeg",
    "providers": r"request\.user|channel_layer|celery",
    "library": r"prompt|websocket",
    "captions": r"httpx|pcm",
}
NAMES = re.compile(r"(?:^|_)(?:utils?|helpers?)\.py$")


def modules(folder: Path = HOUSE) -> list[Path]:
    return sorted(p for p in folder.rglob("*.py") if "migrations" not in p.parts)


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def imports(path: Path) -> set[str]:
    """Every module a file imports, and every name it takes from one."""
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def listed(wrong: list[str]) -> None:
    assert not wrong, "\n" + "\n".join(wrong)


def test_each_module_opens_with_a_sentence() -> None:
    wrong = []
    for path in modules():
        if path.name == "__init__.py" and not path.read_text("utf-8").strip():
            continue
        told = ast.get_docstring(tree(path))
        if not told or not told.split("\n\n")[0].rstrip().endswith("."):
            wrong.append(f"{place(path)}: no first sentence")
    listed(wrong)


@pytest.mark.parametrize(("pattern", "limit"), SIZES.items())
def test_files_stay_small(pattern: str, limit: int) -> None:
    wrong = []
    for path in sorted(ROOT.glob(pattern)):
        count = len(path.read_text("utf-8").splitlines())
        if "migrations" not in path.parts and count > limit:
            wrong.append(f"{place(path)}: {count} lines, at most {limit}")
    listed(wrong)


def test_functions_stay_small() -> None:
    listed(
        [
            f"{place(path)}:{node.lineno} {node.name}: {length(node)} lines"
            for path in [*modules(), *modules(ROOT / "tests")]
            for node in functions(path)
            if length(node) > LONGEST_FUNCTION
        ]
    )


def test_the_usual_function_is_short() -> None:
    lengths = sorted(length(node) for path in modules() for node in functions(path))
    assert lengths[len(lengths) // 2] <= 10


@pytest.mark.parametrize(("outside", "doors"), DOORS.items())
def test_each_outside_thing_has_one_door(outside: str, doors: list[str]) -> None:
    wrong = []
    for path in modules():
        inside = path.relative_to(HOUSE).as_posix()
        if any(inside == door or inside.startswith(door) for door in doors):
            continue
        named = [n for n in imports(path) if f"{n}.".startswith(f"{outside}.")]
        wrong += [f"{place(path)} imports {name}" for name in named]
    listed(wrong)


def test_only_settings_read_the_environment() -> None:
    # asgi.py and celery.py name the settings module, as Django asks of them.
    allowed = {"settings.py", "asgi.py", "celery.py"}
    listed(
        [
            f"{place(path)}:{node.lineno}"
            for path in modules()
            if path.name not in allowed
            for node in ast.walk(tree(path))
            if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}
        ]
    )


def views() -> list[Path]:
    return [p for p in modules() if p.name in {"views.py", "preferences.py"}]


def test_views_stay_thin() -> None:
    wrong = []
    for path in views():
        for node in functions(path):
            if length(node) > LONGEST_VIEW:
                wrong.append(f"{place(path)}:{node.lineno} {node.name}: too long")
            for call in ast.walk(node):
                if (
                    isinstance(call, ast.Call)
                    and isinstance(call.func, ast.Attribute)
                    and call.func.attr in FORBIDDEN_CALLS
                    and not isinstance(call.func.value, ast.Dict | ast.Set)
                ):
                    wrong.append(f"{place(path)}:{call.lineno} calls {call.func.attr}")
    listed(wrong)


def test_no_save_override_and_no_receiver() -> None:
    wrong = [
        f"{place(path)}:{node.lineno} overrides save"
        for path in modules()
        if path.name == "models.py"
        for node in functions(path)
        if node.name == "save"
    ]
    listed(wrong)


def test_no_module_is_named_for_leftovers() -> None:
    listed([place(path) for path in modules() if NAMES.search(path.name)])


def test_pages_hold_no_inline_script_style_or_handler() -> None:
    inline = re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")|<style|\sstyle=|\son\w+="
    )
    wrong = []
    for path in sorted((ROOT / "templates").rglob("*.html")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            if inline.search(line) or "|safe" in line:
                wrong.append(f"{place(path)}:{number} {line.strip()[:60]}")
    listed(wrong)


def test_scripts_never_write_html() -> None:
    writing = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write")
    listed(
        [
            f"{place(path)}: {found[0]}"
            for path in sorted((ROOT / "static/js").rglob("*.js"))
            for found in writing.finditer(path.read_text("utf-8"))
        ]
    )


def test_lib_never_touches_the_page() -> None:
    touching = re.compile(r"\bdocument\.(?!cookie)|querySelector")
    listed(
        [
            place(path)
            for path in sorted((ROOT / "static/js/lib").rglob("*.js"))
            if touching.search(path.read_text("utf-8"))
        ]
    )


@pytest.mark.parametrize(("room", "words"), UNSPOKEN.items())
def test_a_room_keeps_to_its_own_words(room: str, words: str) -> None:
    said = re.compile(rf"(?<![a-z])(?:{words})(?![a-z])", re.IGNORECASE)
    listed(
        [
            f"{place(path)}:{number} says {found[0]}"
            for path in modules(HOUSE / room)
            for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
            for found in said.finditer(line)
        ]
    )
