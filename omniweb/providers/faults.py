"""How accounts, keys and services fail (protocol 2.2), as ordered rules; no reading."""

from __future__ import annotations

from omniweb.providers.outcomes import (
    Interrupted,
    Refused,
    Throttled,
    Unauthorised,
    Unavailable,
    Unpaid,
)
from omniweb.providers.refusals import REFUSALS
from omniweb.providers.rule import Rule

# The first that matches holds. Rules by words stand before a code that they narrow:
# a used-up free quota and a busy minute share one code.
_ACCOUNT: tuple[Rule, ...] = (
    Rule(
        kind=Unpaid,
        code="unpaid",
        codes=r"Arrearage|(Prepaid|Postpaid)BillOverdue|CommodityNotPurchased",
        # AI/ML API says it with a 403.
        words=r"run out of credits|exhausted the available .* resource limit",
        sentence="The account at the endpoint has a bill to pay. Top it up.",
    ),
    Rule(
        kind=Unpaid,
        code="free_quota_used_up",
        codes=r"AllocationQuota\.FreeTierOnly",
        words=r"free allocated quota exceeded|free tier of the model|free-tier limit",
        sentence="The free quota of this model is used up. Switch to paid use at the "
        "endpoint, or choose another model.",
    ),
    Rule(
        kind=Throttled,
        code="token_rate",
        # Not about money: the tokens of a minute, which come back after it.
        codes=r"insufficient_quota|Throttling\.AllocationQuota",
        sentence="The endpoint's tokens for this minute are used up. It goes on in "
        "about a minute.",
        wait_s=60,
        firm=True,
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
        codes=r"limit_requests|LimitRequests|Throttling(\.\w+)?",
        sentence="The endpoint takes no more requests just now. It goes on shortly.",
        wait_s=10,
    ),
    Rule(
        kind=Unauthorised,
        code="invalid_api_key",
        codes=r"invalid_?api_?key",
        sentence="The endpoint does not accept the API key. Check that it is whole, "
        "belongs to the region of the base URL, and is not a coding plan's (sk-sp-).",
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
)
_SERVICE: tuple[Rule, ...] = (
    Rule(
        kind=Interrupted,
        code="upstream_timeout",
        codes=r"RequestTimeOut",
        words=r"request timed out|response timeout",
        sentence="The endpoint did not finish in time. It may still bill the call. "
        "Shorten the file or the question before trying again.",
        who="you",
        billed=None,
    ),
    Rule(
        kind=Unavailable,
        code="overloaded",
        codes=r"ModelServingError|ModelUnavailable|ModelServiceFailed|model_unavailable",
        words=r"throttled due to system capacity",
        sentence="The model is out of capacity at the endpoint. Try again shortly.",
    ),
    Rule(
        kind=Unavailable,
        code="internal_error",
        codes=r"internal_?error(\.algo)?|internal_?server_?error",
        sentence="The endpoint had an error of its own. Try again shortly.",
        billed=None,
        most_tries=3,
    ),
)
# Refusals come before the service's own errors: some of them wear a 500 (trap 7.12).
RULES: tuple[Rule, ...] = (*_ACCOUNT, *REFUSALS, *_SERVICE)

BY_STATUS: dict[int, Rule] = {
    401: Rule(
        kind=Unauthorised,
        code="invalid_api_key",
        sentence="The endpoint does not accept the API key. Check it.",
    ),
    402: Rule(
        kind=Unpaid,
        code="unpaid",
        sentence="The account at the endpoint has no credit. Top it up.",
    ),
    403: Rule(
        kind=Unauthorised,
        code="access_denied",
        sentence="The endpoint denies access. Check the key's rights and the region.",
    ),
    404: Rule(
        kind=Refused,
        code="model_not_found",
        sentence="The endpoint does not know this model or address. Check the base URL "
        "and the model's name.",
        who="admin",
    ),
    # Fireworks answers so for an account that is suspended.
    412: Rule(
        kind=Unpaid,
        code="account_suspended",
        sentence="The account at the endpoint is not in good standing. Check it there.",
    ),
    413: Rule(
        kind=Refused,
        code="media_too_large",
        sentence="The request is too large for the endpoint. Use a smaller file.",
    ),
    429: Rule(
        kind=Throttled,
        code="request_rate",
        sentence="The endpoint takes no more requests just now. It goes on shortly.",
        wait_s=10,
    ),
}
REFUSED = Rule(
    kind=Refused,
    code="invalid_request",
    sentence="The endpoint refused the request: {said}",
)
DOWN = Rule(
    kind=Unavailable,
    code="unavailable",
    sentence="The endpoint is not available just now. Try again shortly.",
)
# A gateway gave up waiting; what stands behind it may go on, and bill.
TOOK_TOO_LONG = Rule(
    kind=Unavailable,
    code="unavailable",
    sentence="The endpoint did not answer its gateway in time. Try again shortly.",
    billed=None,
    most_tries=2,
)
