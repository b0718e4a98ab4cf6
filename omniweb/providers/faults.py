"""What endpoints say when they fail (protocol 2.2), as ordered rules; no reading."""

from __future__ import annotations

import re
from dataclasses import dataclass

from omniweb.providers.outcomes import (
    Blocked,
    Interrupted,
    ProviderError,
    Refused,
    Throttled,
    Unauthorised,
    Unavailable,
    Unpaid,
    Who,
)

_IGNORE = re.IGNORECASE


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One failure: a pattern for its code, one for its words, and what it means.

    {said} in the sentence is filled with the endpoint's own words. billed, who,
    retryable and wait_s override what the kind of error says by itself.
    """

    kind: type[ProviderError]
    code: str
    sentence: str
    codes: str = ""
    words: str = ""
    who: Who | None = None
    billed: bool | None = False
    retryable: bool | None = None
    wait_s: float | None = None

    def matches(self, code: str, words: str) -> bool:
        """Whether the rule speaks of such an answer, by its code or by its words."""
        return bool(
            (self.codes and re.fullmatch(self.codes, code, _IGNORE))
            or (self.words and re.search(self.words, words, _IGNORE))
        )


# The first that matches holds. Rules by words stand before a code that they narrow:
# a used-up free quota and a busy minute share one code.
RULES: tuple[Rule, ...] = (
    Rule(
        kind=Unpaid,
        code="unpaid",
        codes=r"Arrearage|(Prepaid|Postpaid)BillOverdue|CommodityNotPurchased",
        sentence="The account at the endpoint has a bill to pay. Top it up.",
    ),
    Rule(
        kind=Unpaid,
        code="free_quota_used_up",
        codes=r"AllocationQuota\.FreeTierOnly",
        words=r"free allocated quota exceeded|free tier of the model",
        sentence="The free quota of this model is used up. Switch to paid use at the "
        "endpoint, or choose another model.",
    ),
    Rule(
        kind=Throttled,
        code="token_rate",
        codes=r"insufficient_quota|Throttling\.AllocationQuota",
        sentence="The endpoint's tokens for this minute are used up. It goes on in "
        "about a minute.",
        wait_s=60,
    ),
    Rule(
        kind=Throttled,
        code="burst_rate",
        codes=r"limit_burst_rate|Throttling\.BurstRate",
        sentence="Requests came too quickly for the endpoint. It goes on more slowly.",
        wait_s=15,
    ),
    Rule(
        kind=Throttled,
        code="request_rate",
        codes=r"limit_requests|Throttling\.RateQuota|LimitRequests|Throttling",
        sentence="The endpoint takes no more requests just now. It goes on shortly.",
        wait_s=10,
    ),
    Rule(
        kind=Unauthorised,
        code="invalid_api_key",
        codes=r"invalid_?api_?key",
        sentence="The endpoint does not accept the API key. Check that it is whole and "
        "belongs to the region of the base URL.",
    ),
    Rule(
        kind=Unauthorised,
        code="access_denied",
        codes=r"access_?denied|.+\.AccessDenied|AccessDenied\..+",
        sentence="The API key has no right to this model. Grant it at the endpoint, or "
        "choose another model.",
    ),
    Rule(
        kind=Refused,
        code="model_not_found",
        codes=r"model_?not_?found|model_not_supported",
        sentence="The endpoint does not offer this model to the account. Check its "
        "name in the catalog, or choose another one.",
        who="admin",
    ),
    Rule(
        kind=Unavailable,
        code="media_url_expired",
        words=r"have authorization to access the media resource",
        sentence="The address of the file had expired. Send it again.",
    ),
    Rule(
        kind=Unavailable,
        code="media_unreachable",
        words=r"unable to download the media|download the media resource timed out"
        r"|failed to download multimodal",
        sentence="The endpoint could not fetch the file from storage. Use a storage "
        "region near the endpoint, or send a smaller file inline.",
    ),
    Rule(
        kind=Refused,
        code="media_no_length",
        words=r"missing content-length of multimodal url",
        sentence="The storage does not tell the file's length. Serve files from object "
        "storage, or send them inline.",
        who="admin",
    ),
    Rule(
        kind=Blocked,
        code="output_blocked",
        words=r"output (text )?data may contain",
        sentence="The endpoint's moderation stopped the answer. Ask in another way, or "
        "use another file.",
        billed=True,
    ),
    Rule(
        kind=Blocked,
        code="input_blocked",
        codes=r"data_inspection_failed|DataInspectionFailed|CustomRoleBlocked"
        r"|FaqRuleBlocked|IPInfringementSuspect",
        words=r"DataInspectionFailed|input (text |image )?data may contain",
        sentence="The endpoint's moderation does not accept this file or question. "
        "Change the question, or use another file.",
    ),
    Rule(
        kind=Refused,
        code="stream_required",
        words=r"only support stream|only support with stream=true"
        r"|set to false for non-streaming",
        sentence="This model only answers as a stream. Set must_stream for it in the "
        "catalog.",
        who="admin",
    ),
    Rule(
        kind=Refused,
        code="input_too_long",
        words=r"range of input length|prompt \(total length|maximum context length",
        sentence="The file and the question are too long for this model. Shorten them, "
        "turn off thinking, or choose another model.",
    ),
    Rule(
        kind=Refused,
        code="media_url_invalid",
        words=r"provided URL does not appear to be valid",
        sentence="The endpoint cannot use the file's address. Check the storage "
        "settings.",
        who="admin",
    ),
    Rule(
        kind=Refused,
        code="media_too_large",
        words=r"max bytes per data-uri|file size is too large|payload too large",
        sentence="The file is too large for this model. Use a smaller one.",
    ),
    Rule(
        kind=Refused,
        code="media_too_long",
        words=r"video file is too long|audio (file )?is too long",
        sentence="The file is too long for this model. Shorten it.",
    ),
    Rule(
        kind=Refused,
        code="media_too_short",
        words=r"the audio is empty|range of sequence images|video file is too short",
        sentence="The file is too short for this model. Use a longer one.",
    ),
    Rule(
        kind=Refused,
        code="media_format",
        words=r"format is illegal|media format is not supported|format not supported"
        r"|invalid video file|length and width do not meet",
        sentence="The endpoint cannot read this file. Use another format or size.",
    ),
    Rule(
        kind=Refused,
        code="unknown_voice",
        words=r"input should be .+audio\.voice",
        sentence="This model does not have that voice. Choose another one.",
    ),
    Rule(
        kind=Refused,
        code="bad_messages",
        words=r"list index out of range",
        sentence="The endpoint could not use the conversation as it was sent. Start a "
        "new one.",
        who="admin",
    ),
    Rule(
        kind=Interrupted,
        code="upstream_timeout",
        codes=r"RequestTimeOut",
        sentence="The endpoint did not finish in time. It may still bill the call. "
        "Shorten the file or the question before trying again.",
        who="you",
        billed=None,
    ),
    Rule(
        kind=Unavailable,
        code="overloaded",
        codes=r"ModelServingError|ModelUnavailable|ModelServiceFailed|model_unavailable",
        sentence="The model is out of capacity at the endpoint. Try again shortly.",
    ),
    Rule(
        kind=Unavailable,
        code="internal_error",
        codes=r"internal_?error(\.algo)?|internal_server_error",
        sentence="The endpoint had an error of its own. Try again shortly.",
        billed=None,
    ),
    Rule(
        kind=Refused,
        code="invalid_request",
        codes=r"invalid.*",
        sentence="The endpoint refused the request: {said}",
    ),
)
