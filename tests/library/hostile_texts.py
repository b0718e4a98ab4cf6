"""Texts under the names of media, which ask a player to open something else."""

from __future__ import annotations

from tests.library.hostile import Canary, Hostile

HLS = "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n{}\n#EXT-X-ENDLIST\n"
KEY = '#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="{}"\n#EXTINF:5,\na.ts\n'
MAP = '#EXTM3U\n#EXT-X-MAP:URI="file://{}"\n#EXTINF:5,\na.mp4\n'
MASTER = "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n{}\n"
CPL = (
    '<?xml version="1.0"?><CompositionPlaylist'
    ' xmlns="http://www.smpte-ra.org/schemas/2067-3/2016"><Id>urn:uuid:{0}</Id>'
    "</CompositionPlaylist>"
)
ASSETMAP = (
    '<?xml version="1.0"?><AssetMap xmlns="http://www.smpte-ra.org/schemas/429-9/2007'
    '/AM"><AssetList><Asset><ChunkList><Chunk><Path>{0}</Path></Chunk></ChunkList>'
    "</Asset></AssetList></AssetMap>"
)
ENTITY = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file://{}">]><a>&b;</a>'
XLINK = '<?xml version="1.0"?><MPD><Period xlink:href="{}"/></MPD>'
SDP = "v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=video {} RTP/AVP 96\n"
SRT = "1\n00:00:00,000 --> 00:00:09,000\n<font face='{}'>a</font>\n"
MVG = "push graphic-context\nimage over 0,0 0,0 'https://127.0.0.1{}'\n"
# Name, file's name, text; {} is the secret's path, or the server where it says so.
LOCAL = (
    ("HLS of a file", "a.mp4", HLS),
    ("HLS of data:", "a.mp3", HLS.format("data:text/plain;base64,e30=#{}")),
    ("HLS of concat:", "a.jpg", HLS.format("concat:{0}|{0}")),
    ("HLS of subfile,,", "a.mp4", HLS.format("subfile,,start,0,end,99,,:{}")),
    ("HLS of crypto:", "a.mp4", HLS.format("crypto+file:{}")),
    ("HLS with a key", "a.ts", KEY),
    ("HLS with a map", "a.m4s", MAP),
    ("HLS of HLS", "a.mp4", MASTER),
    ("m3u", "a.mp3", "{}\n"),
    ("ffconcat of a file", "a.mp4", "ffconcat version 1.0\nfile {}\n"),
    ("ffconcat unmarked", "a.mp4", "file '{}'\nduration 9\n"),
    (
        "DASH of a file",
        "a.mp4",
        "<?xml version='1.0'?><MPD><BaseURL>{}</BaseURL></MPD>",
    ),
    ("IMF playlist", "a.mxf", CPL),
    ("IMF asset map", "a.mxf", ASSETMAP),
    ("VobSub index", "a.mp4", "# VobSub index file, v7\nid: en, index: 0\n# {}\n"),
    ("SAMI with sync", "a.mp4", "<SAMI><BODY><sync start=0><P>{}</P></BODY></SAMI>"),
    ("pls", "a.mp3", "[playlist]\nFile1={}\nNumberOfEntries=1\n"),
    ("smil", "a.mov", "<smil><body><video src='file://{}'/></body></smil>"),
    ("SubRip", "a.mp4", SRT),
    ("WebVTT", "a.mp4", "WEBVTT\n\n00:00.000 --> 00:09.000\n{}\n"),
    ("SubStation", "a.mp4", "[Script Info]\nVideo File: {}\nAudio File: {}\n"),
    ("MicroDVD", "a.avi", "{{1}}{{99}}{}\n"),
    ("lyrics", "a.mp3", "[00:01.00]{}\n"),
    ("ffmetadata", "a.mp4", ";FFMETADATA1\ntitle={}\n"),
    ("lavfi graph", "a.mp4", "movie={}[out0]\n"),
    ("AviSynth", "a.avi", 'DirectShowSource("{}")\n'),
    ("VapourSynth", "a.mkv", "import vapoursynth\nopen('{}')\n"),
    ("SVG of a file", "a.png", "<svg><image href='file://{}'/></svg>"),
    ("XML with an entity", "a.svg", ENTITY),
    ("PostScript", "a.jpg", "%!PS\n({}) (r) file 99 string readline\n"),
    ("EPS", "a.eps", "%!PS-Adobe-3.0 EPSF-3.0\n({}) run\n"),
    ("shell script", "a.mp4", "#!/bin/sh\ncat {}\n"),
    ("PHP", "a.jpg", "<?php readfile('{}'); ?>"),
    ("JSON", "a.mp4", '{{"file": "{}"}}'),
    ("ImageMagick label", "a.png", "label:@{}\n"),
)
REMOTE = (
    ("HLS of a server", "a.mp4", HLS),
    ("HLS with a remote key", "a.mp4", KEY),
    ("ffconcat of a server", "a.mp4", "ffconcat version 1.0\nfile {}\n"),
    ("DASH with an xlink", "a.mp4", XLINK),
    ("xspf", "a.mp3", "<playlist><track><location>{}</location></track></playlist>"),
    ("asx", "a.wmv", "<asx version='3.0'><entry><ref href='{}'/></entry></asx>"),
    ("RealAudio pointer", "a.mp3", "rtsp://127.0.0.1/\n{}\n"),
    ("QuickTime pointer", "a.mov", "RTSPtextrtsp://127.0.0.1/ {}\r"),
    ("Internet shortcut", "a.mp4", "[InternetShortcut]\nURL={}\n"),
    ("HTML", "a.gif", "<!doctype html><video src={} autoplay></video>"),
    ("SVG of a server", "a.jpg", "<svg><image href='{}'/></svg>"),
    ("ImageMagick drawing", "a.png", MVG),
)


def _hidden(path: str) -> list[Hostile]:
    """The same list, so encoded that a careless look takes it for something else."""
    text = HLS.format(path)
    return [
        Hostile("HLS in UTF-16", text.encode("utf-16"), ("not_media",), "a.mp4"),
        Hostile("HLS after a mark", text.encode("utf-8-sig"), ("not_media",), "a.mp3"),
        Hostile("HLS after spaces", b" " * 9000 + text.encode(), ("not_media",)),
        Hostile("HLS after a zero", b"\0" + text.encode(), ("unknown",), "a.mp4"),
        Hostile(
            "HLS of carriage returns",
            text.replace("\n", "\r").encode(),
            ("not_media",),
            "a.m3u8",
        ),
    ]


def _behind(path: str) -> list[Hostile]:
    """The same list behind the first bytes of something readable."""
    text = HLS.format(path).encode()
    marks = {
        "MP3": b"ID3\x04\0\0\0\0\0\0",
        "MP4": b"\0\0\0\x18ftypisom\0\0\2\0isommp41",
        "AMR": b"#!AMR\n",
        "FLAC": b"fLaC",
        "Ogg": b"OggS",
        "AIFF": b"FORM\0\0\xff\xffAIFF",
        "CAF": b"caff\0\1\0\0",
        "MPEG": b"\0\0\1\xba",
        "WMV": b"\x30\x26\xb2\x75\x8e\x66\xcf\x11",
        "FLV": b"FLV\1\5\0\0\0\x09",
        "TS": (b"G" + text.ljust(187, b"\n")) * 40,
        "JPEG": b"\xff\xd8\xff\xe0",
        "GIF": b"GIF89a",
    }
    # Bytes of text are noise to AMR, which plays most of it or not, by the path.
    noise = ("harmless", "broken")
    return [
        Hostile(
            f"HLS behind {name}", mark + text, noise if name == "AMR" else noise[1:]
        )
        for name, mark in marks.items()
    ]


def texts(canary: Canary) -> list[Hostile]:
    """All of them."""
    path = str(canary.secret)
    found = [
        Hostile(name, text.format(goal, goal).encode(), ("not_media",), file)
        for goal, table in ((path, LOCAL), (canary.url, REMOTE))
        for name, file, text in table
    ]
    port = SDP.format(canary.port).encode()
    return [
        *found,
        Hostile("SDP", port, ("not_media",), "a.mp4"),
        *_hidden(path),
        *_behind(path),
    ]
