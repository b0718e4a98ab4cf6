"""The one exception for what a person can put right; it never carries secrets."""

from __future__ import annotations

from collections.abc import Mapping


class Problem(Exception):
    """A refusal with its fix: the API answers the envelope, pages the sentence.

    status is the HTTP status, code a stable snake_case word, message a sentence
    that names the fix, fields an optional sentence per input name.
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        fields: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.fields = dict(fields or {})
