"""What may go wrong in a model call, as exceptions to act on; it sends nothing."""

from __future__ import annotations

from typing import ClassVar, Literal

Who = Literal["you", "admin", "wait"]


class ProviderError(Exception):
    """A call that did not end well.

    message is a sentence for people. who can act: the person asking, an
    administrator, or nobody but time. billed is None where nobody can tell.
    retryable speaks of the call as it was made; once output came it is False.
    most_tries is how often it may be made in all, None where nothing but time ends it.
    asked_wait_s is what the endpoint itself asked for; retry_after_s what is sensible.
    """

    who_acts: ClassVar[Who] = "admin"
    may_retry: ClassVar[bool] = False

    def __init__(
        self,
        message: str,
        *,
        code: str,
        who: Who | None = None,
        billed: bool | None = None,
        request_id: str | None = None,
        retry_after_s: float | None = None,
        retryable: bool | None = None,
        most_tries: int | None = None,
        asked_wait_s: float | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.who: Who = who or self.who_acts
        self.billed = billed
        self.request_id = request_id
        self.retry_after_s = retry_after_s
        self.asked_wait_s = asked_wait_s
        self.retryable = self.may_retry if retryable is None else retryable
        self.most_tries = most_tries

    def after_output(self) -> ProviderError:
        """The same error once output has come: it is billed and not tried again."""
        self.billed = True
        self.retryable = False
        return self


class Refused(ProviderError):
    """The endpoint does not accept the request as it is."""

    who_acts = "you"


class Throttled(ProviderError):
    """Too many requests or tokens for now."""

    who_acts = "wait"
    may_retry = True


class Unavailable(ProviderError):
    """The endpoint could not be reached, or is out of capacity."""

    who_acts = "wait"
    may_retry = True


class Blocked(ProviderError):
    """Content moderation stopped the input or the output."""

    who_acts = "you"


class Unpaid(ProviderError):
    """The account at the endpoint has no credit."""


class Unauthorised(ProviderError):
    """The key is wrong, of another region, or lacks a right."""


class Interrupted(ProviderError):
    """The answer broke off; what came before stands."""

    who_acts = "wait"


class Garbled(ProviderError):
    """The endpoint sent something that is not an answer."""
