"""Looks once whether it is a call's turn, and takes it; it never waits.

First the breaker, then the line of the model, then the account that has room soonest.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from django.conf import settings

from omniweb.providers.catalog import Profile
from omniweb.usage import breaker, lines
from omniweb.usage.lines import Ticket
from omniweb.usage.quotas import Account

BUSY_S = 0.2


@dataclass(frozen=True, slots=True)
class Wait:
    """Not yet: about how long, after how many others, and whether nobody answers."""

    seconds: float
    before: int = 0
    down: bool = False

    @property
    def said(self) -> str:
        """The same for people."""
        about = f"about {max(1, round(self.seconds))} s"
        if self.down:
            return f"The endpoint does not answer just now. Trying again in {about}."
        others = f"{self.before} before this one, " if self.before else ""
        return f"Waiting for a turn at the endpoint: {others}{about}."


@dataclass(frozen=True, slots=True)
class Asked:
    """A call that wants its turn."""

    profile: Profile
    accounts: list[Account]
    ticket: Ticket
    sure: int
    anyway: bool = False

    @property
    def name(self) -> str:
        """The line it stands in: that of its model."""
        return self.profile.name

    def look(self, now: float) -> Account | Wait:
        """The account whose turn it is to carry the call, or how long to wait."""
        down_s = breaker.blocked_s(self.profile.endpoint.name, now)
        if down_s and not self.anyway:
            return Wait(down_s, down=True)
        if not self.profile.model.rates.known:
            return self._free(now)
        before = line().stand(self.name, self.ticket, now)
        if before:
            return Wait(before * self._interval_s, before)
        waits = [account.wait_s(self.sure, now) for account in self.accounts]
        seconds = min(waits)
        if seconds:
            return Wait(seconds)
        account = self._emptiest(waits)
        if not self._begun(account, now) or not account.take(self.sure, now):
            line().end(account.name, self.ticket)
            return Wait(BUSY_S)
        line().leave(self.name, self.ticket, served=True)
        return account

    def _emptiest(self, waits: list[float]) -> Account:
        """Of the accounts that have room, the one that was used least."""
        both = zip(waits, self.accounts, strict=True)
        ready = [account for wait, account in both if not wait]
        return min(ready, key=Account.used_s) if len(ready) > 1 else ready[0]

    def _begun(self, account: Account, now: float) -> bool:
        """A batch leaves one of the places at once to people who wait."""
        most = account.rates.concurrency
        if not most:
            return True
        most -= self.ticket.patient and most > 1
        return line().begin(account.name, self.ticket, most, now)

    def leave(self) -> None:
        """Give up what it has: its place in the line, and one at an account."""
        line().leave(self.name, self.ticket, served=False)
        for account in self.accounts:
            line().end(account.name, self.ticket)

    def _free(self, now: float) -> Account | Wait:
        waits = {account: account.held_s(now) for account in self.accounts}
        seconds = min(waits.values())
        if seconds:
            return Wait(seconds)
        free = [account for account, wait in waits.items() if not wait]
        return random.choice(free)  # noqa: S311 - not for secrets

    @property
    def _interval_s(self) -> float:
        """About how often a place in the line is freed."""
        rates = self.profile.model.rates
        a_window = [float(rates.rpm)] if rates.rpm else []
        a_window += [rates.tpm / max(1, self.sure)] if rates.tpm else []
        each = rates.seconds / min(a_window) if a_window else BUSY_S
        return float(each / len(self.accounts))


def line() -> lines.Line:
    """Who waits, in this installation."""
    return lines.line(settings.REDIS_URL)
