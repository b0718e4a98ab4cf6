"""Reads an endpoint's stream into deltas, byte by byte; it never touches a socket."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from omniweb.providers.answer import Answer, Audio, Delta, Finished, Reasoning, Text
from omniweb.providers.endings import broken_off, garbled, wrong_end
from omniweb.providers.errors import Garbled, ProviderError, from_payload, is_failure
from omniweb.providers.usage_report import Usage

__all__ = ["Audio", "Delta", "Finished", "Reasoning", "Text", "Usage", "Wire"]

# A reply in one object holds its speech: ten minutes are 38 MB of base64.
MAX_BYTES = 64 * 1024 * 1024


class Wire:
    """An incremental reader of one reply: a stream of events, or one JSON object.

    feed and close are generators: what came before a failure is yielded first. They
    raise the exceptions of errors.py. The last delta is Finished (protocol 1 and 4).
    request_id and cut_short are what the reply's headers say: its name, which stands
    where the body gives none, and that the service ran out of time (protocol 2.1).
    """

    def __init__(
        self, *, request_id: str | None = None, cut_short: bool = False
    ) -> None:
        self._status = 200
        self._request_id = request_id
        self._cut_short = cut_short
        self._buffer = bytearray()
        self._scanned = 0
        self._loose: list[bytes] = []
        self._loose_bytes = 0
        self._events = 0
        self._answer = Answer()
        self.finished = False

    @property
    def began(self) -> bool:
        """Whether anything of an answer came."""
        return self._answer.began

    @property
    def ended(self) -> bool:
        """Whether the end was announced, so that a broken line is a success."""
        return self._answer.reason(announced=False, cut=True) is not None

    def feed(self, data: bytes) -> Iterator[Delta]:
        """The deltas that data completes; pieces may end anywhere.

        Raises Garbled for a line, or a reply that is no stream, beyond MAX_BYTES.
        """
        self._buffer += data
        while (end := self._buffer.find(b"\n", self._scanned)) >= 0:
            line = bytes(self._buffer[:end])
            del self._buffer[: end + 1]
            self._scanned = 0
            yield from self._line(line)
        self._scanned = len(self._buffer)
        if self._scanned + self._loose_bytes > MAX_BYTES:
            raise self.failed(garbled())

    def close(self, *, cut: bool = False) -> Iterator[Delta]:
        """The deltas that the end of the reply completes; cut when the line broke.

        Raises Interrupted when no end was announced, Garbled when nothing was an
        answer.
        """
        line, self._buffer = bytes(self._buffer), bytearray()
        try:
            yield from self._line(line)
            if not self._events and self._loose:
                yield from self._whole(b"\n".join(self._loose))
        except Garbled:
            # Half a line, or half an object, is what a broken line leaves.
            if not cut and self._events < 2:
                raise
        yield from self._end(announced=False, cut=cut)

    def failed(self, error: ProviderError) -> ProviderError:
        """The error as it stands after what came: billed if any of an answer did."""
        error.request_id = (
            error.request_id or self._answer.request_id or self._request_id
        )
        return error.after_output() if self.began else error

    def _line(self, line: bytes) -> Iterable[Delta]:
        line = line.rstrip(b"\r")
        if self.finished or not line:
            return ()
        if line.startswith(b"data:"):
            self._events += 1
            return self._event(line[5:].strip())
        if line.startswith(b":HTTP_STATUS/"):
            self._status = int(line[13:]) if line[13:].isdigit() else self._status
        elif not line.startswith((b":", b"event:", b"id:", b"retry:")):
            self._loose.append(line)
            self._loose_bytes += len(line)
        return ()

    def _event(self, data: bytes) -> Iterable[Delta]:
        if data == b"[DONE]":
            return self._end(announced=True)
        return self._object(data) if data else ()

    def _whole(self, data: bytes) -> Iterator[Delta]:
        yield from self._object(data)
        yield from self._end(announced=True)

    def _object(self, data: bytes) -> list[Delta]:
        try:
            payload = json.loads(data.decode())
        except (ValueError, RecursionError):
            raise self.failed(garbled()) from None
        if not isinstance(payload, dict):
            raise self.failed(garbled())
        if is_failure(payload):
            raise self.failed(from_payload(payload, self._status))
        try:
            return self._answer.read(payload)
        except Garbled as error:
            raise self.failed(error) from None

    def _end(self, *, announced: bool, cut: bool = False) -> Iterator[Delta]:
        if self.finished:
            return
        yield from self._last()
        reason = self._answer.reason(announced=announced, cut=cut)
        if reason is None:
            raise self.failed(broken_off())
        wrong = wrong_end(reason, cut_short=self._cut_short)
        if wrong is not None:
            raise self.failed(wrong)
        self.finished = True
        yield Finished(reason, self._answer.request_id or self._request_id)

    def _last(self) -> Iterator[Delta]:
        try:
            speech = self._answer.speech.close()
        except Garbled as error:
            raise self.failed(error) from None
        if speech:
            yield Audio(speech)
        if self._answer.usage is not None:
            yield self._answer.usage
