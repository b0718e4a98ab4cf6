"""The sandbox says that it is no AI, and what it says of a file is true."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from omniweb.captions import reply, schema
from tests.sandbox.conftest import Media
from tests.sandbox.upstream import Sandbox, asking, audio, image, video

MARKETING = schema.load("marketing")


def test_the_first_words_say_no_ai(sandbox: Sandbox, media: Media) -> None:
    for parts in ([], [video(media.cut)], [audio(media.tone)]):
        text = sandbox.ask(asking("What is this?", *parts)).text
        assert text.startswith("Sandbox, no AI: ")


def test_facts_of_a_video_are_told(sandbox: Sandbox, media: Media) -> None:
    text = sandbox.ask(asking("Describe it.", video(media.cut))).text
    assert "It lasts 4.0 seconds (0:04)." in text
    assert "320 by 240 pixels at 10 frames a second" in text
    assert "I find 1 cut, at 0:02." in text
    assert "red (" in text
    assert "blue (" in text
    assert "not like speech" in text


def test_facts_that_are_asked_for_come_first(sandbox: Sandbox, media: Media) -> None:
    colours = sandbox.ask(asking("Which colours?", video(media.cut))).text
    assert colours.index("colours are mostly") < colours.index("It lasts")
    sound = sandbox.ask(asking("Is there music?", video(media.cut))).text
    assert sound.index("LUFS") < sound.index("pixels")


def test_silence_and_absence_of_sound_are_told(sandbox: Sandbox, media: Media) -> None:
    gap = sandbox.ask(asking("When is it silent?", audio(media.gap))).text
    assert "silent from 0:01 to 0:03" in gap
    assert "It has no sound." in sandbox.ask(asking("x", video(media.silent))).text
    quiet = media.sound("quiet", "anullsrc=d=2")
    assert "silence throughout" in sandbox.ask(asking("x", audio(quiet))).text


def test_the_same_request_is_answered_alike(sandbox: Sandbox, media: Media) -> None:
    body = asking("What?", image(media.picture(64, 48)))
    assert sandbox.ask(body).text == sandbox.ask(body).text


def test_a_follow_up_knows_its_place(sandbox: Sandbox, media: Media) -> None:
    body = asking("And how long is it?")
    film = {"role": "user", "content": [video(media.cut)]}
    film["content"].append({"type": "text", "text": "What happens here?"})
    body["messages"][:0] = [film, {"role": "assistant", "content": "Something."}]
    text = sandbox.ask(body).text
    assert "question 2 of our talk" in text
    assert "“What happens here?”" in text
    assert "4.0 seconds" in text


def test_it_does_not_pretend_to_write_german(sandbox: Sandbox) -> None:
    text = sandbox.ask(asking("What?\n\nAnswer in German.")).text
    assert "not in German" in text


def test_several_files_are_told_one_by_one(sandbox: Sandbox, media: Media) -> None:
    parts = image(media.picture(64, 64)), audio(media.tone)
    text = sandbox.ask(asking("x", *parts)).text
    assert "File 1 of 2 is an image" in text
    assert "File 2 of 2 is an audio" in text


def captioned(*parts: Any, timed: bool, directive: str = "") -> dict[str, Any]:
    """The request for a caption as omniweb writes it."""
    rules = json.dumps(schema.json_schema(MARKETING, timed=timed))
    return asking(f"{directive}Write a caption.\n\nJSON Schema: {rules}", *parts)


def test_a_schema_is_filled_with_facts(sandbox: Sandbox, media: Media) -> None:
    text = sandbox.ask(captioned(video(media.cut), timed=True)).text
    assert text.startswith("Sandbox, no AI:")
    assert "```json" in text
    draft = reply.parse(text, MARKETING, duration_s=4.0)
    assert draft.errors == {}
    assert "320 by 240" in draft.data["alt_text"]
    for value in draft.data.values():
        told = value if isinstance(value, str) else " ".join(value)
        assert "sandbox" in told.lower()
    spans = [span for ranges in draft.evidence.values() for span in ranges]
    assert spans
    assert all(0 <= span["start"] < span["end"] <= 4 for span in spans)


def test_a_picture_has_no_time_ranges(sandbox: Sandbox, media: Media) -> None:
    body = captioned(image(media.picture(64, 64)), timed=False)
    draft = reply.parse(sandbox.ask(body).text, MARKETING, duration_s=None)
    assert (draft.errors, draft.evidence) == ({}, {})


def test_any_schema_is_met_within_its_limits(sandbox: Sandbox, media: Media) -> None:
    span = {"start": {"type": "number"}, "end": {"type": "number"}}
    rules = {
        "type": "object",
        "$defs": {"tone": {"enum": ["calm", "loud"]}},
        "properties": {
            "title": {"type": "string", "maxLength": 12},
            "tone": {"$ref": "#/$defs/tone"},
            "score": {"type": "integer", "minimum": 3, "maximum": 5},
            "words": {"type": "array", "items": {"type": "string"}, "maxItems": 2},
            "ready": {"type": "boolean"},
            "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
            "scenes": {
                "type": "array",
                "items": {"type": "object", "properties": span},
            },
        },
    }
    named = {"name": "answer", "schema": rules}
    form = {"type": "json_schema", "json_schema": named}
    body = asking("Fill it.", video(media.cut), response_format=form)
    text = sandbox.ask(body).text
    data = json.loads(text[text.index("{") : text.rindex("}") + 1])
    assert len(data["title"]) <= 12
    assert data["tone"] in ("calm", "loud")
    assert 3 <= data["score"] <= 5
    assert len(data["words"]) == 2
    assert data["ready"] is True
    assert isinstance(data["note"], str)
    assert data["scenes"] == [{"start": 0.0, "end": 4.0}]


@pytest.mark.parametrize("fault", ["bad-json", "half-json"])
def test_a_broken_caption(sandbox: Sandbox, media: Media, fault: str) -> None:
    body = captioned(video(media.cut), timed=True, directive=f"#fault {fault} once ")
    first, second = (
        reply.parse(sandbox.ask(body).text, MARKETING, duration_s=4.0) for _ in "12"
    )
    assert first.errors
    assert second.errors == {}


@pytest.fixture
def files(media: Media) -> Iterator[str]:
    """A file server on this machine."""
    serve = partial(SimpleHTTPRequestHandler, directory=str(media.folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), serve)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_file_by_url_is_measured(sandbox: Sandbox, media: Media, files: str) -> None:
    url = {"url": f"{files}/{media.cut.name}"}
    part = {"type": "video_url", "video_url": url}
    assert "4.0 seconds" in sandbox.ask(asking("x", part)).text
    url["url"] = f"{files}/nothing"
    assert "Unable to download" in sandbox.refused(asking("x", part))[2]
