"""What kinds of work exist and how each ends; never how it is scheduled."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from omniweb.jobs.models import Status

if TYPE_CHECKING:
    from omniweb.jobs.models import Job
    from omniweb.jobs.run import Run

Who = Literal["you", "admin", "wait"]


class Failure(Exception):
    """A handler's known end: a sentence for people, and who can act on it.

    billed says whether the work cost money; None when nobody can tell.
    """

    def __init__(
        self, code: str, message: str, who: Who = "you", billed: bool | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.who = who
        self.billed = billed


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a job ended. data holds the last event's fields, as the contract names
    them: done carries url; failed carries code, message, who, billed."""

    status: Status
    data: dict[str, Any]

    @classmethod
    def done(cls, url: str) -> Outcome:
        """The work stands at url."""
        return cls(Status.DONE, {"url": url})

    @classmethod
    def failed(cls, failure: Failure) -> Outcome:
        """The work ended with a sentence."""
        fields = ("code", "message", "who", "billed")
        return cls(Status.FAILED, {name: getattr(failure, name) for name in fields})

    @classmethod
    def cancelled(cls) -> Outcome:
        """Somebody asked for a stop."""
        return cls(Status.CANCELLED, {})

    @property
    def error(self) -> dict[str, Any] | None:
        """What the job's row keeps as its error."""
        return self.data if self.status == Status.FAILED else None


@dataclass(frozen=True, slots=True)
class Waits:
    """A handler's wish to wait for children, returned in place of an address.

    make is called with the job inside the transaction that puts it to waiting, from
    a thread that may use rows; it makes at least one child by
    `actions.enqueue(..., parent=job)`, and whatever rows of its room go with them.
    The handler runs again when all of them have ended, by whatever end, and finds
    them by `await run.children()`. detail is what people read meanwhile.
    """

    make: Callable[[Job], object]
    detail: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of work.

    run is awaited with a Run and answers the address of the result, or Waits. settle is
    called inside the transaction that writes the last event, by whoever ends the
    job; it folds the log into its room's rows and must be quick.
    """

    name: str
    lane: str
    run: Callable[[Run], Awaitable[str | Waits]]
    settle: Callable[[Job, Outcome], None] | None = None


class UnknownKind(LookupError):
    """No room of this version registered the kind."""


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known; rooms do it when Django starts."""
    _kinds[kind.name] = kind


def find(name: str) -> Kind:
    """The kind of that name."""
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownKind(
            f"This version of omniweb does not know work of the kind {name!r}."
        ) from None
