"""How an asset looks on a page: addresses, sizes and words; it reads no file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.conf import settings

from omniweb.library.models import Asset, Rendition, State
from omniweb.providers.clock import clock

ICONS = {"image": "image", "audio": "music", "video": "film"}
KINDS = {"image": "Image", "audio": "Sound", "video": "Video"}
MEGA = 1_000_000


@dataclass(frozen=True)
class Shown:
    """One asset for templates; its renditions should be prefetched."""

    asset: Asset

    @cached_property
    def _made(self) -> dict[str, Rendition]:
        if self.asset.state != State.READY:
            return {}
        return {rendition.spec: rendition for rendition in self.asset.renditions.all()}

    def _address(self, spec: str) -> str:
        known = spec in self._made
        return f"/assets/{self.asset.id}/renditions/{spec}" if known else ""

    def _fact(self, name: str) -> float:
        return (self.asset.facts or {}).get(name) or 0

    @property
    def original(self) -> str:
        """The file as it was given."""
        return f"/assets/{self.asset.id}/original"

    @property
    def poster(self) -> str:
        """A still, or nothing."""
        return self._address("poster")

    @property
    def poster_size(self) -> dict[str, int]:
        """The still's width and height in pixels."""
        return self._made["poster"].facts if self.poster else {}

    @property
    def strip(self) -> str:
        """The filmstrip's sprite, or nothing."""
        return self._address("filmstrip")

    @property
    def strip_facts(self) -> str:
        """Where its pictures stand, as JSON."""
        return json.dumps(self._made["filmstrip"].facts) if self.strip else ""

    @property
    def wave(self) -> str:
        """The waveform's peaks, or nothing."""
        return self._address("waveform") if self._fact("has_audio") else ""

    @property
    def timeline(self) -> str:
        """Its cuts, pauses and loudness; nothing for a file prepared before those."""
        return self._address("timeline")

    @property
    def fallback(self) -> str:
        """What a browser plays or shows where it cannot open the original."""
        if self.asset.kind == "video":
            return self._address(self._clip)
        specs = {"image": ("model-image", "poster")}
        wanted = specs.get(self.asset.kind, ("model-audio",))
        return next(filter(None, map(self._address, wanted)), "")

    @property
    def _clip(self) -> str:
        """The whole clip that shows most, with its sound if any has it."""
        clips = [
            row
            for row in self._made.values()
            if row.content_type == "video/mp4"
            and row.facts.get("duration_s", 0) >= self.seconds
        ]
        told = max(
            clips, key=lambda row: (row.facts["has_audio"], row.bytes), default=None
        )
        return told.spec if told else ""

    @property
    def icon(self) -> str:
        """The kind's icon."""
        return ICONS.get(self.asset.kind, "file-text")

    @property
    def kind(self) -> str:
        """The kind as a word."""
        return KINDS.get(self.asset.kind, "File")

    @property
    def seconds(self) -> float:
        """The length, or 0 where it has none."""
        return self._fact("duration_s")

    @property
    def gone_at(self) -> datetime | None:
        """When what lies in the trash goes for good."""
        since = self.asset.deleted_at
        return since + timedelta(days=settings.TRASH_DAYS) if since else None

    @property
    def version(self) -> str:
        """Changes when a card must be drawn again."""
        asset = self.asset
        return f"{asset.state}-{asset.job_id}-{bool(asset.deleted_at)}"

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What was measured, in words."""
        width, height = self._fact("width"), self._fact("height")
        fps, pages = self._fact("fps"), self._fact("pages")
        lines = [
            ("Kind", self.kind),
            ("Size", megabytes(self.asset.bytes)),
            ("Length", clock(self.seconds) if self.seconds else ""),
            ("Dimensions", f"{width:.0f} x {height:.0f}" if width else ""),
            ("Pages", f"{pages:.0f}" if pages > 1 else ""),
            ("Frame rate", f"{fps:.3g} frames a second" if fps else ""),
            ("Sound", self._sound()),
            *self._measured(),
            ("SHA-256", self.asset.sha256[:12]),
        ]
        return [(label, words) for label, words in lines if words]

    def _measured(self) -> list[tuple[str, str]]:
        """What the timeline found: what is shown, how loud, how many cuts."""
        told = self._made["timeline"].facts if self.timeline else {}
        lufs, cuts = told.get("lufs"), told.get("cuts")
        content = (self.asset.facts or {}).get("content") or ""
        loud = "" if lufs is None else f"{lufs:.1f} LUFS".replace("-", "\N{MINUS SIGN}")
        seen = self.asset.kind == "video" and cuts is not None
        return [
            ("Content", content.capitalize()),
            ("Loudness", loud),
            ("Cuts", f"{cuts:,}" if seen else ""),
        ]

    def _sound(self) -> str:
        if self.asset.kind == "image" or not self.asset.facts:
            return ""
        if not self._fact("has_audio"):
            return "None"
        codec = (self.asset.facts.get("audio_codec") or "").upper()
        rate = self._fact("sample_rate")
        return " · ".join(filter(None, [codec, f"{rate / 1000:g} kHz" if rate else ""]))


def megabytes(count: int) -> str:
    """Bytes in MB: two decimals under 1, one under 100, then none."""
    size = count / MEGA
    if 0 < size < 0.01:
        return "< 0.01 MB"
    places = 2 if size < 1 else 1 if size < 100 else 0
    return f"{size:.{places}f} MB"
