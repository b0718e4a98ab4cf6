"""Why a file is refused, as a code and a sentence with the fix; it reads no file."""

from __future__ import annotations

FIX_VIDEO = "Export it as MP4 (H.264)"
FIX_AUDIO = "Export it as MP3 or WAV"
FIX_IMAGE = "Export it as JPEG or PNG"
FIXES = {"video": FIX_VIDEO, "audio": FIX_AUDIO, "image": FIX_IMAGE}

SENTENCES = {
    "empty": "This file is empty. Upload it again from where it was made.",
    "not_media": "This is {what}, not an image, a sound or a video. "
    "Upload the picture, the sound or the video itself.",
    "unknown": "This is no image, sound or video that omniweb knows. "
    "Export it as JPEG, MP3 or MP4 and upload that.",
    "broken": "This {what} is damaged or incomplete. "
    "Export it again where it was made and upload that.",
    "no_streams": "There is no picture and no sound in this file. "
    "Export it again where it was made and upload that.",
    "too_many_streams": "This file has more than {most} tracks. "
    "{fix} with one picture and one sound track.",
    "too_many_pixels": "This {what} has {width} x {height} pixels, more than "
    "omniweb opens. {fix} with at most {most} megapixels.",
    "too_many_frames": "This {what} has {frames} full frames, more than omniweb plays "
    "of such a file. {fix} and upload that.",
    "too_long": "This {what} runs {hours} hours; {most} hours are the most. "
    "Cut it into parts and upload those.",
    "too_hard": "Reading this {what} takes more time or memory than is sensible. "
    "{fix} and upload that.",
    "format": "{name} files cannot be read here. {fix} and upload that.",
    "layout": "This sort of {name} cannot be read here: few programs know how its "
    "pixels are kept. {fix} and upload that.",
    "codec": "This {what} is encoded as {name}, which cannot be read here. "
    "{fix} and upload that.",
}


class Rejected(Exception):
    """The file is refused: code is stable snake_case, sentence is for people."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


def refuse(code: str, what: str = "file", **values: object) -> Rejected:
    """The refusal of that code, its sentence filled in."""
    fix = FIXES.get(what, "Export it as JPEG, MP3 or MP4")
    sentence = SENTENCES[code].format(**{"what": what, "fix": fix, **values})
    return Rejected(code, sentence)
