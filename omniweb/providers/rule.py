"""One way an endpoint fails, as a pattern and its meaning; it reads no answer."""

from __future__ import annotations

import re
from dataclasses import dataclass

from omniweb.providers.outcomes import ProviderError, Who

_IGNORE = re.IGNORECASE


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One failure: a pattern for its code, one for its words, and what it means.

    {said} in the sentence is filled with the endpoint's own words. billed, who and
    retryable override what the kind of error says by itself, most_tries how often a
    call is made. wait_s is how long to wait where the endpoint does not say; a firm
    one is kept also where it asks for less.
    """

    kind: type[ProviderError]
    code: str
    sentence: str
    codes: str = ""
    words: str = ""
    who: Who | None = None
    billed: bool | None = False
    retryable: bool | None = None
    most_tries: int | None = None
    wait_s: float | None = None
    firm: bool = False

    def matches(self, code: str, words: str) -> bool:
        """Whether the rule speaks of such an answer, by its code or by its words."""
        return bool(
            (self.codes and re.fullmatch(self.codes, code, _IGNORE))
            or (self.words and re.search(self.words, words, _IGNORE))
        )

    def wait(self, asked_s: float | None) -> float | None:
        """Seconds before the next try, when the endpoint asked for asked_s or not."""
        if asked_s is None or self.wait_s is None:
            return self.wait_s if asked_s is None else asked_s
        return max(asked_s, self.wait_s) if self.firm else asked_s
