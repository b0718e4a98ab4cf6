"""How log lines look, whose they are, and what they never hold; it logs nothing.

A request, a socket and a job bind their ids; every line written under them carries
these, whatever thread or task writes it. What signs, opens or identifies is struck
out of the finished line, tracebacks included: it may stand in anybody's message.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any

from pythonjsonlogger.json import JsonFormatter

LINE = "%(asctime)s %(levelname)s %(name)s %(message)s"
STRUCK = "***"
# What may be taken over as the id of a request, since it goes into every line.
GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
# Shorter ones would strike out common words.
SHORTEST = 12
# Parts of signed addresses, tokens in addresses and headers, passwords in addresses.
SIGNED = re.compile(
    r"(?i)([?&](?:x-(?:oss|amz)-[\w-]+|signature|ossaccesskeyid|security-token|token"
    r"|expires)=|\bbearer\s+|://[^/\s:@]*:(?=[^/\s@]+@))[^&\s\"'<>@]+"
)
NOTHING: Mapping[str, str] = MappingProxyType({})
_bound: ContextVar[Mapping[str, str]] = ContextVar("bound", default=NOTHING)


def unbind() -> None:
    """From here on, in this task, lines are of no request and no job."""
    _bound.set(NOTHING)


def bind(**ids: object) -> None:
    """Have lines from here on in this context carry these ids too."""
    _bound.set({**_bound.get(), **{name: str(value) for name, value in ids.items()}})


@contextmanager
def bound(**ids: object) -> Iterator[None]:
    """Have lines written within carry these ids too."""
    before = _bound.set(_bound.get())
    bind(**ids)
    try:
        yield
    finally:
        _bound.reset(before)


class Ids(logging.Filter):
    """Writes the bound ids into each line's record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Every line passes."""
        for name, value in _bound.get().items():
            record.__dict__.setdefault(name, value)
        return True


class Struck:
    """Strikes out secrets: those that are known, and what looks like one."""

    def __init__(self, secrets: Iterable[str]) -> None:
        known = sorted((s for s in secrets if len(s) >= SHORTEST), key=len)
        self._known = [*reversed(known)]

    def __call__(self, line: str) -> str:
        """The line without them."""
        for secret in self._known:
            line = line.replace(secret, STRUCK)
        return SIGNED.sub(rf"\1{STRUCK}", line)


class Text(logging.Formatter):
    """A line for people, with the ids at its end."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__(LINE)
        self._struck = Struck(secrets)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        """The first line; a traceback follows it."""
        told = [f"{n}={record.__dict__[n]}" for n in _bound.get() if n in vars(record)]
        line = super().formatMessage(record)
        return f"{line} [{' '.join(told)}]" if told else line

    def format(self, record: logging.LogRecord) -> str:
        """All of it, without secrets."""
        return self._struck(super().format(record))


class Json(JsonFormatter):
    """One JSON object a line, for machines; the ids are fields of it."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__(
            ["levelname", "name", "message"],
            rename_fields={"levelname": "level", "name": "logger"},
            timestamp="time",
        )
        self._struck = Struck(secrets)

    def format(self, record: logging.LogRecord) -> str:
        """All of it, without secrets."""
        return self._struck(super().format(record))

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """Leave out what libraries hang on a record beside its message: Django hangs
        whole requests."""
        wanted = ("time", "level", "logger", "message", "exc_info", "stack_info")
        kept = {n: v for n, v in log_data.items() if n in (*wanted, *_bound.get())}
        return super().process_log_record(kept)
