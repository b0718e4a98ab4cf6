"""Makes the clip that the journeys ask about; it is real, by ffmpeg."""

from __future__ import annotations

import subprocess
from pathlib import Path


def lantern(folder: Path) -> Path:
    """Four seconds of film with a tone."""
    path = folder / "lantern.mp4"
    picture = "testsrc2=size=640x360:rate=25:duration=4"
    tone = "sine=frequency=440:duration=4"
    command = ["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", picture]
    command += ["-f", "lavfi", "-i", tone, "-c:v", "libx264", "-preset", "ultrafast"]
    subprocess.run([*command, "-pix_fmt", "yuv420p", str(path)], check=True, timeout=60)
    return path
