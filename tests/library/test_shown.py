"""How an asset is worded and addressed on a page."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from omniweb.accounts.actor import Actor
from omniweb.library.models import Asset, Rendition, State
from omniweb.library.shown import Shown, megabytes
from omniweb.providers.clock import clock

FACTS = {"width": 1920, "height": 1080, "duration_s": 64.4, "fps": 29.97}
SOUND = {"has_audio": True, "audio_codec": "aac", "sample_rate": 44100}


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0:00"), (64.9, "1:04"), (3723, "1:02:03"), (-1, "0:00")],
)
def test_lengths(seconds: float, words: str) -> None:
    assert clock(seconds) == words


@pytest.mark.parametrize(
    ("count", "words"),
    [(900, "< 0.01 MB"), (70_000, "0.07 MB"), (1_500_000, "1.5 MB"), (112e6, "112 MB")],
)
def test_sizes(count: int, words: str) -> None:
    assert megabytes(count) == words


def video(**more: object) -> Asset:
    """A film that nobody stored."""
    named = {
        "name": "spot.mp4",
        "kind": "video",
        "bytes": 20_500_000,
        "sha256": "ab" * 32,
    }
    return Asset(**{**named, "facts": {**FACTS, **SOUND}, **more})


def test_facts_are_words_and_leave_out_what_is_unknown() -> None:
    facts = dict(Shown(video()).facts)
    assert facts["Dimensions"] == "1920 x 1080"
    assert facts["Length"] == "1:04"
    assert facts["Frame rate"] == "30 frames a second"
    assert facts["Sound"] == "AAC · 44.1 kHz"
    assert facts["SHA-256"] == "abababababab"
    unknown = dict(Shown(video(facts=None, kind="")).facts)
    assert unknown == {"Kind": "File", "Size": "20.5 MB", "SHA-256": "abababababab"}


def test_a_film_without_sound_says_so_and_has_no_waveform() -> None:
    silent = Shown(video(facts=FACTS))
    assert dict(silent.facts)["Sound"] == "None"
    assert silent.wave == ""


def test_what_the_timeline_found_stands_among_the_facts(alice: Actor) -> None:
    facts = {**FACTS, **SOUND, "content": "talking head"}
    asset = video(workspace=alice.workspace, facts=facts, state=State.READY)
    asset.save(force_insert=True)
    assert Shown(asset).timeline == ""
    assert "Cuts" not in dict(Shown(asset).facts)
    found = {"lufs": -18.34, "cuts": 1200, "pauses": 3}
    told = {"spec": "timeline", "bytes": 1, "facts": found}
    row = Rendition.objects.create(asset=asset, **told)
    seen = Shown(asset)
    assert seen.timeline == f"/assets/{asset.id}/renditions/timeline"
    words = dict(seen.facts)
    assert words["Loudness"] == "\N{MINUS SIGN}18.3 LUFS"
    assert (words["Cuts"], words["Content"]) == ("1,200", "Talking head")
    row.facts = {"lufs": None, "cuts": 0}
    row.save()
    silent = dict(Shown(asset).facts)
    assert ("Loudness" in silent, silent["Cuts"]) == (False, "0")


def stands(asset: Asset, spec: str, seconds: float, **more: object) -> None:
    """A clip that was made of it."""
    facts = {"duration_s": seconds, "has_audio": True, **more}
    Rendition.objects.create(
        asset=asset, spec=spec, bytes=10, content_type="video/mp4", facts=facts
    )


def test_whichever_whole_clip_stands_is_played(alice: Actor) -> None:
    asset = video(workspace=alice.workspace, owner=alice.user, state=State.READY)
    asset.save(force_insert=True)
    address = f"/assets/{asset.id}/renditions/"
    stands(asset, "video-360p-1fps-32k_0-50", 5)
    assert Shown(asset).fallback == ""
    stands(asset, "video-720p-8fps-silent", 64.4, has_audio=False)
    assert Shown(asset).fallback == address + "video-720p-8fps-silent"
    stands(asset, "video-480p-1fps-64k", 64.4)
    assert Shown(asset).fallback == address + "video-480p-1fps-64k"


def test_the_trash_tells_its_last_day() -> None:
    thrown = datetime(2026, 11, 1, tzinfo=UTC)
    assert Shown(video(deleted_at=thrown)).gone_at == datetime(2026, 12, 1, tzinfo=UTC)
    assert Shown(video()).gone_at is None


def test_only_a_ready_file_shows_what_was_made_of_it(alice: Actor) -> None:
    asset = video(workspace=alice.workspace, owner=alice.user, state=State.READY)
    asset.save(force_insert=True)
    for spec in ("poster", "filmstrip", "waveform"):
        Rendition.objects.create(asset=asset, spec=spec, bytes=1, facts={"tiles": 3})
    stands(asset, "model-video", 64.4)
    seen = Shown(asset)
    address = f"/assets/{asset.id}/renditions/"
    assert seen.poster == address + "poster"
    assert seen.wave == address + "waveform"
    assert seen.fallback == address + "model-video"
    assert seen.strip_facts == '{"tiles": 3}'
    asset.state = State.PREPARING
    assert (Shown(asset).poster, Shown(asset).fallback) == ("", "")
