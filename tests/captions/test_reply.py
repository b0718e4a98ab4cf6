"""What is taken from a model's reply, however it is written."""

from __future__ import annotations

import json

import pytest

from omniweb.captions import forms, prompt
from omniweb.captions.reply import WHOLE, Draft, mended, parse
from omniweb.captions.schema import Field, Schema, json_schema, load
from omniweb.captions.times import ranges, seconds
from omniweb.facts import MediaFacts

MARKETING = load("marketing")
WHOLE_CAPTION = {
    "headline": "Red running shoe",
    "scene_description": "A red shoe turns on a white table.",
    "product_features": ["Mesh upper", "White sole"],
    "target_audience": "Runners in cities.",
    "music_style": "Fast electronic pop.",
    "mood": "Energetic",
    "call_to_action": "Try a pair.",
    "keywords": ["shoe", "running"],
    "alt_text": "A red shoe on a white table.",
    "hashtags": ["#running"],
}


def read(text: str, duration_s: float | None = 10.0) -> Draft:
    return parse(text, MARKETING, duration_s=duration_s)


@pytest.mark.parametrize(
    "wrapped",
    [
        "{}",
        "```json\n{}\n```",
        "Sure! Here it is:\n```\n{}\n```\nAsk me {{anything}} else.",
        "Here you are: {} I hope that helps.",
    ],
)
def test_fences_and_prose_around_the_object_do_not_matter(wrapped: str) -> None:
    draft = read(wrapped.replace("{}", json.dumps(WHOLE_CAPTION)))
    assert draft.data == WHOLE_CAPTION
    assert draft.errors == {}


def test_trailing_commas_and_a_cut_off_end_are_repaired() -> None:
    text = json.dumps(WHOLE_CAPTION).replace('"White sole"]', '"White sole",],')
    assert read(text).data == WHOLE_CAPTION
    assert read(text[:-1]).data == WHOLE_CAPTION


def test_wrong_types_become_the_nearest_right_one() -> None:
    wrong = {
        **WHOLE_CAPTION,
        "scene_description": ["A shoe turns.", "It stops."],
        "keywords": "shoe, running; city",
        "hashtags": {"first": "#a", "second": "#b"},
        "product_features": [{"name": "Sole", "colour": "white"}],
        "mood": 7,
    }
    data = read(json.dumps(wrong)).data
    assert data["scene_description"] == "A shoe turns., It stops."
    assert data["keywords"] == ["shoe", "running", "city"]
    assert data["hashtags"] == ["#a", "#b"]
    assert data["product_features"] == ["Sole: white"]
    assert data["mood"] == "7"


def test_each_field_is_taken_or_refused_by_itself() -> None:
    draft = read(json.dumps({**WHOLE_CAPTION, "headline": "x" * 200, "mood": None}))
    assert set(draft.errors) == {"headline", "mood"}
    assert draft.data["headline"] == "x" * 200  # kept, so that a person can cut it
    assert draft.data["alt_text"] == WHOLE_CAPTION["alt_text"]


@pytest.mark.parametrize("text", ["", "I cannot do that.", "[1, 2]", "{", "null"])
def test_a_reply_without_an_object_is_an_empty_draft_with_a_fault(text: str) -> None:
    draft = read(text)
    assert list(draft.errors) == [WHOLE]
    assert draft.data["keywords"] == []


def test_times_are_read_clamped_and_flagged() -> None:
    shown = {
        "music_style": [{"start": "0:03", "end": "0:59"}],
        "product_features": ["0:02-0:04", "2:00-2:04", "soon"],
        "headline": [{"start": 1, "end": 2}],
    }
    found = read(json.dumps({**WHOLE_CAPTION, "evidence": shown})).evidence
    assert found == {
        "music_style": [{"start": 3.0, "end": 10.0, "clamped": True}],
        "product_features": [{"start": 2.0, "end": 4.0}],
    }
    assert read(json.dumps({**WHOLE_CAPTION, "evidence": shown}), None).evidence == {}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (64, 64.0),
        ("1:04", 64.0),
        ("0:01:04.5", 64.5),
        ("64 s", 64.0),
        ("[00:03]", 3.0),
        ("soon", None),
        (-1, None),
        (True, None),
        (None, None),
    ],
)
def test_times_in_many_hands(written: object, meant: float | None) -> None:
    assert seconds(written) == meant


def test_ranges_are_ordered_and_no_finer_than_the_sampler() -> None:
    assert ranges([7, 3], 10) == [{"start": 3.0, "end": 7.0}]
    assert ranges("0:03.21 --> 0:05.9", 10) == [{"start": 3.0, "end": 6.0}]
    assert ranges({"from": "3s", "to": "4s"}, 10) == [{"start": 3.0, "end": 4.0}]


def test_the_second_reply_mends_only_what_was_wrong() -> None:
    first = read(json.dumps({**WHOLE_CAPTION, "headline": "x" * 200}))
    second = read(json.dumps({**WHOLE_CAPTION, "headline": "Short", "mood": "Other"}))
    result = mended(first, second)
    assert result.data == {**WHOLE_CAPTION, "headline": "Short"}
    assert result.errors == {}
    assert mended(first, read("no")) == first
    assert mended(read("no"), second) == second


def test_the_prompt_carries_schema_language_and_length() -> None:
    facts = MediaFacts(kind="video", mime="video/mp4", bytes=1, duration_s=64.2)
    wish = prompt.draft(MARKETING, facts=facts, language="de")
    assert "JSON" in wish.prompt
    assert "1:04" in wish.prompt
    assert wish.language == "de"
    assert wish.json_schema is not None
    assert "evidence" in wish.json_schema["properties"]
    picture = MediaFacts(kind="image", mime="image/png", bytes=1)
    still = prompt.draft(MARKETING, facts=picture, language="")
    assert "evidence" not in (still.json_schema or {})["properties"]


ODD = Schema(
    name="odd",
    label="Odd",
    version=1,
    fields=(
        Field(
            key="tone", label="Tone", kind="choice", instruction="", choices=("A", "B")
        ),
        Field(
            key="score",
            label="Score",
            kind="number",
            instruction="",
            minimum=0,
            maximum=10,
        ),
        Field(key="beats", label="Beats", kind="spans", instruction="", required=False),
    ),
)


def test_choices_numbers_and_spans() -> None:
    beats = [{"start": "0:01", "end": "0:02", "text": "Hook"}]
    good = {"tone": "b", "score": "7.5", "beats": beats}
    draft = parse(json.dumps(good), ODD, duration_s=5)
    assert draft.errors == {}
    assert draft.data["tone"] == "B"
    assert draft.data["score"] == 7.5
    assert draft.data["beats"] == [{"start": 1.0, "end": 2.0, "text": "Hook"}]
    bad = parse('{"tone": "C", "score": 11}', ODD, duration_s=5)
    assert set(bad.errors) == {"tone", "score"}


def test_a_persons_lines_pass_the_same_form() -> None:
    typed = {**WHOLE_CAPTION, "keywords": "shoe\r\n\r\nrunning\r\nshoe\r\n"}
    data, errors = forms.check(MARKETING, typed)
    assert errors == {}
    assert data["keywords"] == ["shoe", "running"]
    spoken = {"tone": "A", "score": "1", "beats": "0:01-0:02 Hook\nlater"}
    _, errors = forms.check(ODD, spoken)
    assert "0:03-0:09" in errors["beats"][0]


def test_the_json_schema_says_limits_and_choices() -> None:
    said = json_schema(ODD, timed=True)["properties"]
    assert said["tone"]["enum"] == ["A", "B"]
    assert (said["score"]["minimum"], said["score"]["maximum"]) == (0, 10)
    assert said["beats"]["items"]["properties"]["start"]["type"] == "string"


def test_a_browsers_line_ends_change_nothing() -> None:
    two = {**WHOLE_CAPTION, "scene_description": "One.\nTwo."}
    typed = {**two, "scene_description": "One.\r\nTwo.", "hashtags": "#running\r\n"}
    assert forms.check(MARKETING, typed) == (two, {})
    many = {**WHOLE_CAPTION, "keywords": [str(n) for n in range(30)]}
    lines = {**WHOLE_CAPTION, "keywords": "\r\n".join(many["keywords"])}
    data, errors = forms.check(MARKETING, lines)
    assert (data, list(errors)) == (many, ["keywords"])


@pytest.mark.parametrize(
    ("key", "value"), [("mood", ["a"]), ("mood", {"a": 1}), ("keywords", 7)]
)
def test_a_value_of_the_wrong_type_is_said(key: str, value: object) -> None:
    _, errors = forms.check(MARKETING, {**WHOLE_CAPTION, key: value})
    assert list(errors) == [key]
