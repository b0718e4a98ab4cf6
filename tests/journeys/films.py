"""A film of two hours for the timeline, of which only half a minute is prepared."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from tests.api import Api
from tests.server import OmniwebServer

HOURS = 7200
STEP = HOURS / 800
CUTS = [float(n) for n in (600, 900, 3600)] + [5000 + n / 2 for n in range(1997)]
LUFS = "\N{MINUS SIGN}18.3 LUFS"
PAUSE = (1800, 2160)
TOLD = {
    "duration_s": HOURS,
    "cuts": CUTS,
    "pauses": [PAUSE],
    "loudness": {
        "lufs": -18.3,
        "step_s": STEP,
        "levels": [-70 if PAUSE[0] <= n * STEP < PAUSE[1] else -12 for n in range(800)],
    },
    "content": "mixed",
}
FURNISH = """
import json, shutil
from django.core.files.base import ContentFile
from omniweb.library.models import Asset, Rendition
asset = Asset.objects.get(id="{asset}")
asset.facts = dict(asset.facts, duration_s={hours}, has_audio=True)
asset.save()
shutil.copy("{film}", asset.original.path)
strip = asset.renditions.get(spec="filmstrip")
strip.facts["interval_s"] = {hours} / strip.facts["tiles"]
strip.save()
for spec, content, facts in json.loads(r'''{files}'''):
    asset.renditions.filter(spec=spec).delete()
    file = ContentFile(json.dumps(content))
    row = Rendition(asset=asset, spec=spec, bytes=file.size, facts=facts,
                    content_type="application/json")
    row.file.save(spec + ".json", file)
"""


def looped(folder: Path, base: str, times: int) -> Path:
    """A long clip in no time: a short one, its packets again and again."""
    short, path = folder / "short.mp4", folder / f"long {times}.mp4"
    make = ["ffmpeg", "-v", "error", "-y"]
    form = ["-c:v", "libx264", "-preset", "ultrafast", "-g", "30", "-pix_fmt"]
    source = ["-f", "lavfi", "-i", base]
    subprocess.run([*make, *source, *form, "yuv420p", str(short)], check=True)
    again = ["-stream_loop", str(times - 1), "-i", str(short), "-c", "copy"]
    subprocess.run([*make, *again, str(path)], check=True)
    return path


def two_hours(api: Api, server: OmniwebServer, folder: Path) -> str:
    """The id of a film with two thousand cuts, a pause and a voice.

    The rest of it stands as if it had been prepared.
    """
    base = "testsrc=size=160x90:rate=1:duration=30"
    asset = str(api.upload(looped(folder, base, 1))["id"])
    path = looped(folder, base, HOURS // 30)
    facts = {"lufs": -18.3, "cuts": len(CUTS), "pauses": 1}
    wave = {"duration_s": HOURS, "peaks": [[-40, 40]] * 800}
    files = json.dumps([("timeline", TOLD, facts), ("waveform", wave, {})])
    names = {"asset": asset, "files": files, "film": path, "hours": HOURS}
    server.manage("shell", "-c", FURNISH.format(**names))
    return asset
