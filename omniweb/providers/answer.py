"""What the events of one reply mean, as deltas; it knows nothing of bytes or lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from omniweb.providers.pcm import Speech, check_rate
from omniweb.providers.usage_report import Usage, read_usage


@dataclass(frozen=True, slots=True)
class Text:
    """Words of the answer to append."""

    text: str


@dataclass(frozen=True, slots=True)
class Reasoning:
    """Words of the model's thinking to append."""

    text: str


@dataclass(frozen=True, slots=True)
class Audio:
    """Whole samples of speech to append: PCM s16le mono 24 kHz."""

    pcm: bytes


@dataclass(frozen=True, slots=True)
class Finished:
    """The answer is whole; reason is stop, length or what the endpoint says.

    request_id is the endpoint's own name of the call, to ask its support about.
    """

    reason: str
    request_id: str | None = None


Delta = Text | Reasoning | Audio | Usage | Finished


class Answer:
    """What the events of one reply said so far."""

    def __init__(self) -> None:
        self.speech = Speech()
        self.usage: Usage | None = None
        self.began = False
        self.request_id: str | None = None
        self._reason: str | None = None
        self._audio_reason: str | None = None
        self._from: str | None = None
        self._counted = False
        self._apart = False
        self._spoke_apart = False

    def read(self, payload: Mapping[str, Any]) -> list[Delta]:
        """The deltas of one event, or of a whole reply with messages."""
        deltas: list[Delta] = []
        self.request_id = self.request_id or _text(payload.get("id")) or None
        modality = payload.get("modality")
        self._apart = self._apart or isinstance(modality, str)
        check_rate(payload.get("sample_rate_hz"))
        choices = payload.get("choices") or ()
        for choice in choices:
            if not isinstance(choice, dict):
                continue
            said = choice.get("delta") or choice.get("message")
            if isinstance(said, dict):
                self._said(said, modality, deltas)
            self._ended(choice.get("finish_reason"), modality)
        report = payload.get("usage")
        if isinstance(report, dict):
            self.usage = read_usage(report)
            # Some servers count in every event; only the closing one has no choice.
            self._counted = self._counted or not choices
        self.began = self.began or bool(deltas)
        return deltas

    def reason(self, *, announced: bool, cut: bool = False) -> str | None:
        """Why it ended; None while it has not. cut: the line broke, nobody closed it.

        vLLM-Omni speaks in chunks of their own, long after the text has ended, and may
        say stop on each of them: only [DONE] ends it then, or a closing after both have
        stopped. What the speech says never stands over what the text said (protocol 4).
        """
        if announced:
            return self._reason or self._audio_reason or self._counted_reason
        unheard = self._spoke_apart and not self._audio_reason
        if self._apart and (cut or unheard):
            return self._counted_reason and (self._reason or self._counted_reason)
        return self._reason or self._counted_reason

    @property
    def _counted_reason(self) -> str | None:
        return "stop" if self._counted else None

    def _said(
        self, said: Mapping[str, Any], modality: object, deltas: list[Delta]
    ) -> None:
        content = said.get("content")
        if modality == "audio" and isinstance(content, str):
            self._spoke_apart = True
            self._spoken(content, deltas)
            content = None
        thought = said.get("reasoning_content") or said.get("reasoning")
        if isinstance(thought, str) and thought:
            deltas.append(Reasoning(_clean(thought)))
        audio = said.get("audio")
        audio = audio if isinstance(audio, dict) else {}
        self._words(_text(content), _text(audio.get("transcript")), deltas)
        data = audio.get("data")
        if isinstance(data, str):
            self._spoken(data, deltas)

    def _words(self, content: str, transcript: str, deltas: list[Delta]) -> None:
        # The first source that speaks is kept: both together would double the text.
        if self._from is None:
            self._from = "content" if content else "transcript" if transcript else None
        text = content if self._from == "content" else transcript
        if text:
            deltas.append(Text(_clean(text)))

    def _spoken(self, fragment: str, deltas: list[Delta]) -> None:
        pcm = self.speech.feed(fragment)
        if pcm:
            deltas.append(Audio(pcm))

    def _ended(self, reason: object, modality: object) -> None:
        if not isinstance(reason, str) or reason in ("", "null"):
            return
        if modality == "audio":
            self._audio_reason = self._audio_reason or reason
        else:
            self._reason = self._reason or reason


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        parts = (part.get("text") for part in value if isinstance(part, dict))
        return "".join(part for part in parts if isinstance(part, str))
    return ""


def _clean(text: str) -> str:
    """text without what no database takes: NUL, and halves of a surrogate pair."""
    text = text.replace("\x00", "")
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
