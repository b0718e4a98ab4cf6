"""A strict reader of one request, as services are: it accepts or says what is wrong.

Written from protocol 2.2, 3.1 to 3.4, 4, 5 and 6 and the reference documents only. It
shares the body with omniweb.providers and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from .strict_parts import Check, File, check_messages, expected_tokens
from .strict_rules import RULES, Kind

ALWAYS = {"model", "messages", "stream", "stream_options"}
EFFORTS = {"none", "minimal", "low", "medium", "high", "xhigh", "max"}


def complaints(name: str, body: dict[str, Any], files: Sequence[File]) -> list[str]:
    """Why endpoint/model would refuse the body; nothing where it takes it."""
    check = Check(RULES[name], body, tuple(files))
    check.demand(body.get("model") == check.rule.wire, f"model {body.get('model')}")
    for look in (_keys, _stream, _answer, _thinking, _json_mode, _sampling):
        look(check)
    check_messages(check)
    for look in (_vllm, _sizes, _counts, _lengths, _tokens):
        look(check)
    return check.wrong


def _keys(check: Check) -> None:
    rule = check.rule
    known = ALWAYS | set(rule.keys)
    known |= {"modalities"} if rule.modalities else set()
    known |= {"audio"} if ("text", "audio") in rule.modalities else set()
    known |= {rule.thinking} if rule.thinking else set()
    known |= {"thinking_budget"} if rule.thinking == "enable_thinking" else set()
    known |= {"response_format"} if rule.json else set()
    for key in set(check.body) - known:
        check.wrong.append(f"unknown setting {key}")


def _stream(check: Check) -> None:
    told, streams = check.rule.stream, check.body.get("stream", False)
    check.demand(streams in (True, False), f"stream {streams!r}")
    check.demand(streams or told != "must", "This model only support stream mode")
    check.demand(not streams or told != "never", "the endpoint does not stream")
    switched = check.body.get("enable_thinking")
    check.demand(streams or not switched, "enable_thinking must be false here")
    usage = check.body.get("stream_options")
    check.demand(usage in (None, {"include_usage": True}), f"stream_options {usage}")
    check.demand(usage is None or streams, "stream_options without stream")
    check.demand(usage or not streams, "without include_usage no usage comes")


def _answer(check: Check) -> None:
    """What comes back: text, or text and speech with a voice of the family."""
    rule, body = check.rule, check.body
    asked, audio = body.get("modalities"), body.get("audio")
    if rule.modalities:
        check.demand(asked is not None, "modalities are left to the service")
        check.demand(tuple(asked or ()) in rule.modalities, f"modalities {asked}")
    check.demand((audio is not None) == check.speaks, "audio goes with speech, only")
    if audio is None:
        return
    check.demand(not check.thinks, "thinking and speech in one answer")
    check.demand(set(audio) <= {"voice", "format"}, f"audio with {set(audio)}")
    voice, form = audio.get("voice"), audio.get("format")
    if rule.dialect == "vllm":
        # Each chunk of wav is a whole small file there; pcm16 is plain (protocol 4).
        check.demand(form == "pcm16", f"audio.format {form}")
        return
    check.demand(form == "wav", f"audio.format {form}")
    check.demand(isinstance(voice, str) and voice, "no voice")
    check.demand(not rule.voices or voice in rule.voices, f"no voice {voice!r}")
    check.demand(voice not in rule.not_voices, f"{voice!r} is another family's voice")


def _thinking(check: Check) -> None:
    rule, body = check.rule, check.body
    switch, budget = body.get("enable_thinking"), body.get("thinking_budget")
    effort = body.get("reasoning_effort")
    check.demand(switch in (None, True, False), f"enable_thinking {switch!r}")
    check.demand(effort is None or effort in EFFORTS, f"reasoning_effort {effort!r}")
    check.demand(
        budget is None or effort is None, "thinking_budget and reasoning_effort"
    )
    check.demand(budget is None or switch, "thinking_budget without thinking")
    check.demand(budget is None or 1 <= budget <= rule.max_cot, f"budget {budget}")
    check.demand(
        not rule.stated or body.get(rule.thinking) is not None,
        "it thinks unless it is told not to",
    )


def _json_mode(check: Check) -> None:
    form = check.body.get("response_format")
    if form is None:
        return
    check.demand(form.get("type") in check.rule.json, f"response_format {form}")
    check.demand(not check.thinks, "Json mode is not supported when thinking")
    check.demand(not check.speaks, "JSON cannot be spoken")
    words = json.dumps(check.body["messages"]).lower()
    named = form.get("type") != "json_object" or "json" in words
    check.demand(named, "'messages' must contain the word 'json'")


def _sampling(check: Check) -> None:
    body = check.body
    check.demand(0 <= body.get("temperature", 0) < 2, "Temperature in [0.0, 2.0)")
    check.demand(0 < body.get("top_p", 1) <= 1, "Range of top_p is (0.0, 1.0]")
    check.demand(1 <= body.get("max_tokens", 1) <= check.rule.max_out, "max_tokens")


def _vllm(check: Check) -> None:
    """Its clips are silent unless the server is told to listen (protocol 4)."""
    if check.rule.dialect != "vllm":
        return
    heard = any(file.kind == "video" and file.sound for file in check.files)
    told = check.body.get("mm_processor_kwargs")
    wanted = {"use_audio_in_video": True} if heard else None
    check.demand(told == wanted, f"mm_processor_kwargs {told}")


def _sizes(check: Check) -> None:
    """Bytes by address, seconds, sides and frames of each file (protocol 3.1)."""
    for file in check.files:
        most = check.rule.kinds.get(file.kind)
        if file.kind == "image" or file.listed:
            short, long = sorted((file.width, file.height))
            this = "a frame" if file.listed else "a picture"
            check.demand(short > 10, f"{this} of {file.width} by {file.height}")
            check.demand(long <= 200 * short, f"{this} of more than 200 to 1")
        if most is None or file.listed:
            continue
        if file.uris[0].startswith("https://"):
            check.demand(file.bytes <= most.bytes, f"{file.kind} of {file.bytes} bytes")
        if file.kind != "image":
            _moves(check, file, most)


def _moves(check: Check, file: File, most: Kind) -> None:
    check.demand(file.seconds > 0, f"an empty {file.kind}")
    within = not most.seconds or file.seconds <= most.seconds
    check.demand(within, f"{file.kind} of {file.seconds} s")
    check.demand(file.seconds >= most.seconds_least, f"only {file.seconds} s")
    if file.kind != "video":
        return
    count = file.frames or round(file.seconds * file.fps)
    check.demand(count >= check.rule.frames[0], f"a clip of {count} frames")
    if check.rule.dialect == "fireworks":
        # "Extract frames at 1 FPS and downscale to 360p", "-an".
        check.demand(not file.sound, "sound inside the clip is lost")
        check.demand(min(file.width, file.height) <= 360, "more than 360p")
        # A clip of a second still needs two frames to move at all.
        check.demand(count <= max(3, file.seconds + 1), "more than 1 frame a second")


def _counts(check: Check) -> None:
    for kind, most in check.rule.kinds.items():
        for inline in (False, True):
            count = sum(
                len(file.uris) if kind == "image" else 1
                for file in check.files
                if (file.kind == kind and not file.listed)
                or (kind == "image" and file.listed)
                if file.uris[0].startswith("data:") == inline
            )
            check.demand(count <= most.files[inline], f"{count} files of {kind}")


def _lengths(check: Check) -> None:
    """The encoded strings, each and together with all that stands around them."""
    rule = check.rule
    chars = [
        (uri, count)
        for file in check.files
        for uri, count in zip(file.uris, file.chars, strict=True)
    ]
    for uri, count in chars:
        inline = uri.startswith("data:")
        check.demand(not inline or count < rule.item, f"data URI of {count} characters")
    if rule.payload:
        around = len(json.dumps(check.body)) - sum(len(uri) for uri, _ in chars)
        whole = around + sum(count for _, count in chars)
        check.demand(whole < rule.payload, f"a payload of {whole} bytes")


def _tokens(check: Check) -> None:
    rule, spent = check.rule, expected_tokens(check)
    most = rule.max_in
    if check.thinks and rule.max_in_thinking:
        most = rule.max_in_thinking
    check.demand(spent <= most, f"Range of input length should be [1, {most}]: {spent}")
