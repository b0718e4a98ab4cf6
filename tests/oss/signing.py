"""Says whether a request is signed as OSS asks, by the signer of another SDK.

oss2 signs what we send; alibabacloud-oss-v2 computes here what it should have signed.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, quote

from alibabacloud_oss_v2.credentials import StaticCredentialsProvider
from alibabacloud_oss_v2.signer import SignerV4
from alibabacloud_oss_v2.types import HttpRequest, SigningContext

from tests.oss import KEY_ID, KEY_SECRET, REGION

STAMP = "%Y%m%dT%H%M%SZ"
SKEW = timedelta(minutes=15)
LONGEST = timedelta(days=7)
ALGORITHM = "OSS4-HMAC-SHA256"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came; query is encoded still, the headers' names are small."""

    method: str
    bucket: str
    key: str
    query: str
    headers: Mapping[str, str]

    @property
    def pairs(self) -> dict[str, str]:
        """The query's names and values, decoded."""
        return dict(parse_qsl(self.query, keep_blank_values=True))


class Unsigned(Exception):
    """A refusal: OSS's code and words."""


def check(asked: Asked, now: datetime) -> None:
    """Raises Unsigned unless the request is signed with our keys for this moment."""
    if "x-oss-signature" in asked.pairs:
        _by_address(asked, now)
    elif asked.headers.get("authorization", "").startswith(f"{ALGORITHM} "):
        _by_header(asked, now)
    else:
        raise Unsigned("AccessDenied", "Anonymous access is forbidden.")


def _by_header(asked: Asked, now: datetime) -> None:
    told = _parts(asked.headers["authorization"].removeprefix(ALGORITHM))
    signed = _moment(asked.headers.get("x-oss-date", ""))
    if abs(now - signed) > SKEW:
        raise Unsigned("RequestTimeTooSkewed", "The clock is wrong.")
    _scoped(told.get("Credential", ""), signed)
    request = _signed(asked, asked.pairs, signed, told.get("AdditionalHeaders", ""))
    wanted = _parts(request.headers["Authorization"].removeprefix(ALGORITHM))
    _same(wanted["Signature"], told.get("Signature", ""))


def _by_address(asked: Asked, now: datetime) -> None:
    pairs = asked.pairs
    told, more = pairs.pop("x-oss-signature"), pairs.get("x-oss-additional-headers", "")
    signed = _moment(pairs.get("x-oss-date", ""))
    seconds = pairs.get("x-oss-expires", "")
    lasts = timedelta(seconds=int(seconds) if seconds.isdigit() else 0)
    if not timedelta() < lasts <= LONGEST:
        raise Unsigned("AuthorizationQueryParametersError", "x-oss-expires is wrong.")
    if now > signed + lasts:
        raise Unsigned("AccessDenied", "Request has expired.")
    _scoped(pairs.get("x-oss-credential", ""), signed)
    request = _signed(asked, pairs, signed, more, expires=signed + lasts)
    _same(dict(parse_qsl(request.url))["x-oss-signature"], told)


def _signed(
    asked: Asked,
    pairs: Mapping[str, str],
    signed: datetime,
    more: str,
    expires: datetime | None = None,
) -> HttpRequest:
    """The request as the other SDK signs it."""
    query = "&".join(
        f"{quote(k, safe='')}={quote(v, safe='')}" for k, v in pairs.items()
    )
    kept = {k: v for k, v in asked.headers.items() if k != "authorization"}
    request = HttpRequest(asked.method, f"http://oss/?{query}", headers=kept)
    context = SigningContext(
        product="oss",
        region=REGION,
        bucket=asked.bucket or None,
        key=asked.key or None,
        request=request,
        credentials=StaticCredentialsProvider(KEY_ID, KEY_SECRET).get_credentials(),
        signing_time=signed,
        additional_headers=set(filter(None, more.split(";"))),
    )
    context.auth_method_query = expires is not None
    context.expiration_time = expires
    SignerV4().sign(context)
    return request


def _parts(text: str) -> dict[str, str]:
    """Credential=..., Signature=... as names and values."""
    pairs = (part.strip().partition("=") for part in text.split(","))
    return {name: value for name, _, value in pairs}


def _moment(text: str) -> datetime:
    try:
        return datetime.strptime(text, STAMP).replace(tzinfo=UTC)
    except ValueError:
        raise Unsigned("AccessDenied", "x-oss-date is wrong.") from None


def _scoped(credential: str, signed: datetime) -> None:
    key, _, scope = credential.partition("/")
    if key != KEY_ID:
        raise Unsigned("InvalidAccessKeyId", "No such key.")
    if scope != f"{signed:%Y%m%d}/{REGION}/oss/aliyun_v4_request":
        raise Unsigned("InvalidArgument", "The scope is not this region's.")


def _same(wanted: str, told: str) -> None:
    if not hmac.compare_digest(wanted.encode(), told.encode()):
        raise Unsigned("SignatureDoesNotMatch", "The signature is another one.")
