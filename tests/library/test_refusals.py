"""What is no media, or would harm, is refused by its content with a sentence."""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
import threading
import time
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from omniweb.library import jail, probe, sniff, transform
from omniweb.library.refusals import SENTENCES, refuse
from tests.library import clips

PLAYLIST = "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nfile://{}\n#EXT-X-ENDLIST\n"
MPD = '<?xml version="1.0"?><MPD><BaseURL>file://{}</BaseURL></MPD>'
# -S: without its packages, whose place a child is not shown.
PYTHON = (sys.executable, "-I", "-S", "-c")
TEXTS = {
    "playlist": PLAYLIST,
    "concat": "ffconcat version 1.0\nfile {}\n",
    "dash": MPD,
    "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n",
    "svg": '<svg xmlns="http://www.w3.org/2000/svg"><image href="file://{}"/></svg>',
    "html": "<!doctype html><video src=file://{}></video>",
    "plain": "Just a few words.\n",
    "utf16": "\ufeffWords in sixteen bits.",
    "script": "#!/bin/sh\ncat {}\n",
    "postscript": "%!PS-Adobe-3.0\n",
    "pdf": "%PDF-1.7\n%\u00e2\n",
}


def refusal(path: Path) -> probe.Rejected:
    """Why a file is refused."""
    with pytest.raises(probe.Rejected) as refused:
        probe.probe(path)
    assert refused.value.code in SENTENCES
    assert refused.value.sentence.endswith(".")
    assert "{" not in refused.value.sentence
    return refused.value


@pytest.mark.parametrize("code", SENTENCES)
@pytest.mark.parametrize("what", ["image", "audio", "video", "file"])
def test_each_refusal_says_what_to_do(code: str, what: str) -> None:
    values = {"most": 6, "width": 9, "height": 9, "hours": 7, "frames": 9, "name": "X"}
    said = refuse(code, what, **values).sentence
    assert "{" not in said and said.endswith(".") and said.count(". ") == 1
    fix = said.split(". ")[1]
    assert fix.startswith(("Export", "Upload", "Cut"))
    assert "upload" in fix.lower() or "with" in fix


@pytest.mark.parametrize("kind", TEXTS)
@pytest.mark.parametrize("name", ["clip.mp4", "%d.png", "clip"])
def test_text_in_any_disguise_is_not_media(
    tmp_path: Path, kind: str, name: str
) -> None:
    path, canary = tmp_path / name, tmp_path / "canary"
    canary.write_text("secret")
    encoding = "utf-16" if kind == "utf16" else "utf-8"
    path.write_text(TEXTS[kind].format(canary), encoding)
    assert refusal(path).code == "not_media"


def test_archives_and_programs_are_named(tmp_path: Path) -> None:
    archive = tmp_path / "a"
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.writestr("film.mp4", b"0" * 500)
    assert "an archive" in refusal(archive).sentence
    with tarfile.open(archive, "w:gz") as tarred:
        tarred.addfile(tarfile.TarInfo("x"), io.BytesIO())
    assert "an archive" in refusal(archive).sentence
    archive.write_bytes(Path("/bin/true").read_bytes())
    assert "a program" in refusal(archive).sentence


def test_an_empty_file_is_said_to_be_empty(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.touch()
    assert refusal(path).code == "empty"


def test_noise_is_unknown(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(bytes(range(128, 160)) * 64)
    assert refusal(path).code == "unknown"


def test_jpeg_xl_is_named_with_the_way_out(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(b"\x00\x00\x00\x0cJXL \x0d\x0a\x87\x0a" + bytes(900))
    refused = refusal(path)
    assert refused.code == "format"
    assert "JPEG XL" in refused.sentence
    assert "JPEG" in refused.sentence


def test_half_a_film_is_broken(tmp_path: Path) -> None:
    whole = clips.video(tmp_path / "whole.mp4", seconds=1)
    cut = tmp_path / "cut"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    assert refusal(cut).code == "broken"


@pytest.mark.parametrize("kind", ["mp3", "mp4", "jpg", "mkv", "wav"])
def test_a_right_beginning_is_not_enough(tmp_path: Path, kind: str) -> None:
    heads = {
        "mp3": b"ID3\x04\x00\x00\x00\x00\x00\x00",
        "mp4": b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp41",
        "jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00",
        "mkv": b"\x1a\x45\xdf\xa3\x01\x00\x00\x00\x00\x00\x00\x1fmatroska",
        "wav": b"RIFF\xff\xff\x00\x00WAVE",
    }
    path = tmp_path / "a"
    path.write_bytes(heads[kind] + b"\x11\x92" * 3000)
    assert refusal(path).code in {"broken", "no_streams"}


def test_subtitles_alone_are_no_streams(tmp_path: Path) -> None:
    words, path = tmp_path / "a.srt", tmp_path / "a"
    words.write_text("1\n00:00:00,000 --> 00:00:01,000\nWords\n")
    clips.ffmpeg("-i", words, "-c:s", "srt", "-f", "matroska", path)
    assert refusal(path).code == "no_streams"


def test_too_many_pixels_are_refused_before_they_are_decoded(tmp_path: Path) -> None:
    path = tmp_path / "bomb"
    Image.new("1", (20_000, 20_000)).save(path, "PNG")
    assert path.stat().st_size < 200_000
    refused = refusal(path)
    assert refused.code == "too_many_pixels"
    assert "20000 x 20000" in refused.sentence


def test_ten_hours_between_two_frames_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "gap"
    graph = "color=red:s=64x64:r=1:d=2,setpts=N*36000/TB"
    form = ("-c:v", "libx264", "-f", "matroska")
    clips.ffmpeg("-filter_complex", graph, *form, path)
    assert refusal(path).code == "too_long"


def test_a_codec_that_no_allowed_decoder_reads_is_named(tmp_path: Path) -> None:
    path = tmp_path / "odd"
    clips.video(path, seconds=0.2, sound="", extra=("-c:v", "zmbv", "-f", "avi"))
    refused = refusal(path)
    assert refused.code == "codec"
    assert "zmbv" in refused.sentence


def test_the_name_never_counts(tmp_path: Path) -> None:
    path = clips.photo(tmp_path / "song.mp3")
    assert probe.probe(path).kind == "image"


def test_a_film_that_refers_to_another_file_reads_only_itself(tmp_path: Path) -> None:
    """A QuickTime reference to a canary: the jail must not follow it."""
    canary = clips.video(tmp_path / "canary.mov", seconds=1, sound="")
    path = tmp_path / "pointer"
    data = canary.read_bytes().replace(
        b"\x00\x00\x00\x0curl \x00\x00\x00\x01",
        b"\x00\x00\x00\x0curl \x00\x00\x00\x00",
    )
    path.write_bytes(data[: data.rindex(b"mdat")] + data[data.rindex(b"moov") - 4 :])
    out = tmp_path / "out"
    out.mkdir()
    try:
        transform.render(path, probe.inspect(path), out)
    except probe.Rejected:
        return
    assert not out.joinpath("model-video.mp4").exists()


def test_a_child_that_hangs_is_ended_with_its_group(tmp_path: Path) -> None:
    began = time.monotonic()
    code = "import os, time; print(os.fork(), flush=True); time.sleep(30)"
    said: list[bytes] = []
    with pytest.raises(jail.Overrun):
        jail.run([*PYTHON, code], jail.Limits(wall_s=0.7), sink=said.append)
    assert time.monotonic() - began < 5
    child, until = int(max(b"".join(said).split(), key=int)), time.monotonic() + 5
    while _runs(child) and time.monotonic() < until:
        time.sleep(0.01)
    assert not _runs(child)


def _runs(pid: int) -> bool:
    """Whether a process is there and not merely unburied."""
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().split()[2] != "Z"


def test_a_child_has_no_more_memory_than_it_was_given(tmp_path: Path) -> None:
    code = "x = bytearray(600_000_000); print('got it')"
    limits = jail.Limits(wall_s=20, memory=300 * 1024**2)
    result = jail.run([*PYTHON, code], limits)
    assert result.code
    assert "got it" not in result.stdout.decode()


def test_a_child_writes_no_more_than_it_was_given(tmp_path: Path) -> None:
    limits = jail.Limits(wall_s=20, file_size=1024**2)
    command = ["/bin/dd", "if=/dev/zero", "of=big", "bs=1M", "count=8"]
    with pytest.raises(jail.Overrun):
        jail.run(command, limits, writes=tmp_path)
    assert (tmp_path / "big").stat().st_size <= 1024**2


def test_a_child_that_talks_without_end_is_cut_off(tmp_path: Path) -> None:
    limits = jail.Limits(wall_s=20, output=1024**2)
    with pytest.raises(jail.Overrun):
        jail.run(["/usr/bin/yes"], limits)


def test_a_child_is_stopped_when_asked(tmp_path: Path) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(jail.Stopped):
        jail.run(["/bin/sleep", "30"], jail.Limits(wall_s=20), stop=stop)


def test_only_one_demuxer_may_open_a_file(tmp_path: Path) -> None:
    """The options hold even where the signature was fooled."""
    canary = clips.sound(tmp_path / "canary.wav")
    path = tmp_path / "list"
    path.write_text(PLAYLIST.format(canary))
    for name in ("mp3", "mpegts", "aac"):
        format_ = sniff.Format("ffmpeg", name, "audio/x")
        options = [
            str(part)
            for key, value in probe.input_options(format_).items()
            for part in (f"-{key}", value)
        ]
        command = [
            "ffprobe",
            "-v",
            "error",
            *options,
            "-show_entries",
            "format=duration",
        ]
        done = subprocess.run(
            [*command, "-i", f"file:{path}"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert "duration=3" not in done.stdout
