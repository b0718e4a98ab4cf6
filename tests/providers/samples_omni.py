"""Sample bodies of the Qwen-Omni guide, and of the families that came after it."""

from __future__ import annotations

from typing import Any

from omniweb.providers.plan import Turn, Wish

from .samples import (
    ABSENT,
    B64,
    RAW,
    SAID_OFF,
    STREAMS,
    Difference,
    Sample,
    a_clip,
    a_picture,
    a_sound,
    image,
    user,
    video,
    words,
)

FLASH3 = "dashscope/qwen3-omni-flash"
GUIDE = "Qwen-Omni guide, "
STREAMED = {"stream": True, "stream_options": {"include_usage": True}}
WRITES: dict[str, Any] = {**STREAMED, "modalities": ["text"]}
SPEAKS: dict[str, Any] = {
    **STREAMED,
    "modalities": ["text", "audio"],
    "audio": {"voice": "Cherry", "format": "wav"},
}
HOST = "https://help-static-aliyun-doc.aliyuncs.com/file-manage-files/zh-CN"
DOG = f"{HOST}/20241022/emyrja/dog_and_girl.jpeg"
CHERRY = f"{HOST}/20250211/tixcef/cherry.wav"
CLIP = f"{HOST}/20241115/cqqkru/1.mp4"
FOOTBALL = tuple(
    f"{HOST}/20241108/{place}/football{number}.jpg"
    for number, place in enumerate(("xzsgiz", "tdescd", "zefdja", "aedbqh"), start=1)
)
WELCOME = "https://dashscope.oss-cn-beijing.aliyuncs.com/audios/welcome.mp3"


def asks(prompt: str, **more: Any) -> Wish:
    return Wish(prompt, narrate=True, voice="Cherry", **more)


def heard(data: str, form: str) -> dict[str, Any]:
    return {"type": "input_audio", "input_audio": {"data": data, "format": form}}


def body(*messages: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"model": "qwen3-omni-flash", "messages": list(messages), **more}


def guide(
    name: str, original: Any, wish: Wish, addresses: Any, said: dict[str, Any]
) -> Sample:
    """A sample of the guide that differs from ours in nothing but the said default."""
    at = () if original is None else (addresses,)
    return Sample(name, GUIDE + name, FLASH3, original, wish, at, said, (SAID_OFF,))


SCENE, ABOUT = "What scene is depicted in the image?", "What is this audio about"
PROCESS, PROCEDURE = (
    "Describe the process shown in this video",
    "Describe the procedure in this video.",
)
JPEG = f"data:image/jpeg;base64,{B64}"
LISTED = {"type": "video", "video": list(FOOTBALL)}
A_FRAME_A_SECOND = "frames"

OMNI = [
    guide(
        "Getting started",
        None,
        asks("Who are you"),
        (),
        body(user("Who are you"), **SPEAKS),
    ),
    guide(
        "Image and text input",
        a_picture(),
        asks(SCENE),
        (DOG,),
        body(user(image(DOG), words(SCENE)), **SPEAKS),
    ),
    guide(
        "Audio and text input",
        a_sound(20),
        asks(ABOUT),
        (CHERRY,),
        body(user(heard(CHERRY, "wav"), words(ABOUT)), **SPEAKS),
    ),
    guide(
        "Video and text input, image list format",
        a_clip(4),
        asks(PROCESS, sampling=A_FRAME_A_SECOND),
        FOOTBALL,
        body(user(LISTED, words(PROCESS)), **SPEAKS),
    ),
    guide(
        "Video and text input, video file format",
        a_clip(30),
        asks("What is the content of the video?"),
        (CLIP,),
        body(user(video(CLIP), words("What is the content of the video?")), **SPEAKS),
    ),
    guide(
        "Input Base64-encoded local files, images",
        a_picture("image/png"),
        asks(SCENE),
        (RAW,),
        body(user(image(f"data:image/png;base64,{B64}"), words(SCENE)), **SPEAKS),
    ),
    guide(
        "Input Base64-encoded local files, audio",
        a_sound(40),
        asks(ABOUT),
        (RAW,),
        body(user(heard(f"data:;base64,{B64}", "mp3"), words(ABOUT)), **SPEAKS),
    ),
    guide(
        "Input Base64-encoded local files, video file",
        a_clip(30),
        asks("What is she singing?"),
        (RAW,),
        body(
            user(video(f"data:;base64,{B64}"), words("What is she singing?")), **SPEAKS
        ),
    ),
    guide(
        "Input Base64-encoded local files, image list",
        a_clip(4),
        asks(PROCEDURE, sampling=A_FRAME_A_SECOND),
        (RAW,) * 4,
        body(user({"type": "video", "video": [JPEG] * 4}, words(PROCEDURE)), **SPEAKS),
    ),
    Sample(
        "thinking on",
        GUIDE + "Enable or disable thinking mode",
        FLASH3,
        None,
        Wish("Who are you?", thinking=True),
        (),
        body(user("Who are you?"), **WRITES, enable_thinking=True),
    ),
]

REPLY = "This audio says: Welcome to Alibaba Cloud"
MORE = "Can you tell me about this company?"
PLAIN = "A message of words alone is a string, as in the guide's first sample."
OMNI.append(
    Sample(
        "several turns",
        GUIDE + "Multi-turn conversation",
        FLASH3,
        a_sound(40),
        Wish(MORE, history=(Turn("user", ABOUT), Turn("assistant", REPLY))),
        ((WELCOME,),),
        body(
            user(heard(WELCOME, "mp3"), words(ABOUT)),
            {"role": "assistant", "content": [words(REPLY)]},
            user(words(MORE)),
            **WRITES,
        ),
        (
            SAID_OFF,
            Difference(("messages", 1, "content"), REPLY, PLAIN),
            Difference(("messages", 2, "content"), MORE, PLAIN),
        ),
    )
)

# No document prints these: they are put together as the protocol's rules say.
LATER = [
    Sample(
        "3.5 speaks of a clip",
        "protocol 3.1 and 7.17, on the guide's sample of a video file",
        "dashscope/qwen3.5-omni-flash",
        a_clip(30),
        Wish("What is the content of the video?", narrate=True),
        ((CLIP,),),
        {
            "model": "qwen3.5-omni-flash",
            "messages": [user(video(CLIP), words("What is the content of the video?"))],
            **SPEAKS,
            "audio": {"voice": "Tina", "format": "wav"},
        },
    ),
    Sample(
        "3.5 is told the gap of a list",
        "protocol 3.2: fps tells qwen3.5-omni the time between frames",
        "dashscope/qwen3.5-omni-plus",
        a_clip(4),
        Wish(PROCESS, sampling=A_FRAME_A_SECOND),
        (FOOTBALL,),
        {
            "model": "qwen3.5-omni-plus",
            "messages": [user({**LISTED, "fps": 1.0}, words(PROCESS))],
            **WRITES,
        },
    ),
    Sample(
        "3.8 does not think",
        "protocol 3.2 and 7.20: reasoning_effort none is said",
        "dashscope/qwen3.8-omni-flash",
        a_clip(30),
        Wish("What is the content of the video?"),
        ((CLIP,),),
        {
            "model": "qwen3.8-omni-flash",
            "messages": [user(video(CLIP), words("What is the content of the video?"))],
            **WRITES,
            "reasoning_effort": "none",
        },
    ),
    Sample(
        "turbo speaks",
        "the guide's first sample, of the family before",
        "dashscope/qwen-omni-turbo",
        None,
        asks("Who are you"),
        (),
        {**body(user("Who are you"), **SPEAKS), "model": "qwen-omni-turbo"},
    ),
    Sample(
        "the captioner",
        "protocol 3.1 and 3.4: one sound, no words, works without stream",
        "dashscope/qwen3-omni-30b-a3b-captioner",
        a_sound(40),
        Wish(""),
        ((WELCOME,),),
        {
            "model": "qwen3-omni-30b-a3b-captioner",
            "messages": [user(heard(WELCOME, "mp3"))],
            "modalities": ["text"],
        },
        (
            *STREAMS,
            Difference(
                ("modalities",),
                ABSENT,
                "It has no other answer than text, and no document sends the field.",
            ),
        ),
    ),
]
