"""Two web processes and four workers, watched by many and killed in part by chance.

    .venv/bin/python -m benchmarks.fleet watch [VIEWERS] [ANSWERS]
    .venv/bin/python -m benchmarks.fleet kill [QUESTIONS] [TIMES]

Starts a PostgreSQL and a Redis of its own and prints what came of it. watch: each
viewer loses the connection again and again and must see every event once and in
order. kill: a worker of each lane, a web process, Redis (with all it holds) and
PostgreSQL each so many times while questions about a picture are asked and answered
aloud; then every answer, its bill and its narration are looked at.
"""

from __future__ import annotations

import asyncio
import io
import json
import random
import sys
import tempfile
import time
import wave
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from PIL import Image

from tests.api import ENDED
from tests.jobs.app.said import said
from tests.scaled.fleet import Fleet, fleet, patiently
from tests.scaled.viewers import watch_all

SEED = 11
PIECES = 150
PROMPT = "#pace 20 #length 1500 #tone 8 What is this?"
ENTRIES = """
import json
from omniweb.usage.models import Entry
rows = Entry.objects.order_by("sent_at").values_list("job", "attempt", "state")
print(json.dumps([[str(job), attempt, state] for job, attempt, state in rows]))
"""


def watched(ships: Fleet, viewers: int, answers: int) -> None:
    """Every viewer sees every event once and in order."""
    wishes = json.dumps({"count": PIECES, "pause_s": 0.05})
    jobs = ships.first.manage("talk", "test.talk", str(answers), wishes).split()
    urls, begun = [web.url for web in ships.webs], time.monotonic()
    seen = asyncio.run(watch_all(urls, ships.token, jobs, viewers))
    whole = [one for one in seen if one.dense and one.last == "done"]
    right = [one for one in whole if one.said == said(jobs.index(one.job), PIECES)]
    print(f"{viewers} viewers, {answers} answers, {time.monotonic() - begun:.0f} s")
    print(f"connections: {sum(one.cuts for one in seen)}")
    print(f"events: {sum(len(one.seqs) for one in seen)}")
    print(f"each once and in order: {len(whole)}; to the byte: {len(right)}")


def killed(ships: Fleet, folder: Path, questions: int, times: int) -> None:
    """Whatever is killed, every question comes to an end and is billed as it was."""
    picture = folder / "green.png"
    Image.new("RGB", (320, 200), "green").save(picture)
    asset = ships.api().upload(picture)["id"]
    chance = random.Random(SEED)
    faults = list(ships.faults(chance).items()) * times
    chance.shuffle(faults)
    with ThreadPoolExecutor(1) as asking:
        asked = asking.submit(_ask, ships, asset, questions)
        for name, fault in faults:
            time.sleep(chance.uniform(0.5, 3))
            print(f"{time.strftime('%X')} {name}", flush=True)
            fault()
        names = asked.result()
    ended = [patiently(lambda n=name: _ended(ships, n), 600) for name in names]
    entries = json.loads(ships.first.manage("shell", "-v", "0", "-c", ENTRIES))
    print(f"kills: {len(faults)}; questions: {len(names)}")
    print(f"ends: {dict(Counter(told['state'] for told in ended))}")
    print(f"reasons: {dict(Counter(_reason(told) for told in ended))}")
    print(f"narrations whole: {sum(_whole(ships, told) for told in ended)}")
    calls = Counter((job, attempt) for job, attempt, _ in entries)
    print(f"booked calls: {len(entries)}; twice in one attempt: {_twice(calls)}")
    print(f"calls by state: {dict(Counter(state for *_, state in entries))}")


def _ask(ships: Fleet, asset: str, questions: int) -> list[str]:
    """Ask them at the process that nobody kills; PostgreSQL may be away for a while."""
    return [
        patiently(lambda: ships.api().ask(asset, PROMPT, narrate=True)["id"])
        for _ in range(questions)
    ]


def _ended(ships: Fleet, name: str) -> Any:
    told = ships.api().get(f"analyses/{name}")
    assert told["state"] in ENDED
    return told


def _reason(told: Any) -> str:
    return told["error"]["code"] if told["error"] else "none"


def _whole(ships: Fleet, told: Any) -> bool:
    """Whether there is a narration and its file has what its header says."""
    if told["narration"] is None:
        return False
    _, body = ships.api().raw("GET", told["narration"]["url"])
    with wave.open(io.BytesIO(body)) as sound:
        frames = sound.readframes(sound.getnframes())
        return len(frames) == sound.getnframes() * 2 > 0


def _twice(calls: Counter[tuple[str, int]]) -> int:
    return sum(count > 1 for count in calls.values())


def main(mode: str, *numbers: str) -> None:
    """Run one of the two."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with fleet(folder, "tests.jobs.server_settings") as ships:
            given = [int(number) for number in numbers]
            usual = {"watch": [200, 40], "kill": [200, 10]}[mode]
            first, second = [*given, *usual[len(given) :]]
            if mode == "watch":
                watched(ships, first, second)
            else:
                killed(ships, folder, first, second)


if __name__ == "__main__":
    main(*sys.argv[1:])
