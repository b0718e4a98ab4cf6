"""Says whether a model's service can fetch files from this storage; fetches nothing."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from omniweb.providers.errors import Throttled
from omniweb.trials import specimen
from omniweb.trials.steps import Name, Step, Subject, Tried
from omniweb.trials.words import patient

NAME: Name = "URL fetch"
INTERNAL = "-internal."
ON_DISK = "Files lie on this machine's disk"
VARIABLES = (
    "OSS_ENDPOINT, OSS_REGION, OSS_BUCKET, OSS_ACCESS_KEY_ID and OSS_ACCESS_KEY_SECRET"
)


def no_fetch(subject: Subject) -> Step | None:
    """Why the model is not asked to fetch a file; None when it is."""
    model = subject.model
    if "url" not in model.deliveries or specimen.specimen(model) is None:
        said = "This model takes files inside the request, so it fetches none."
        return Step(NAME, "skipped", said)
    where = specimen.where()
    if where and subject.endpoint.no_ai and not _is_loopback(where):
        said = f"The sandbox fetches from this machine alone, not from {where}."
        return Step(NAME, "skipped", said)
    if where:
        return None
    if "inline" in model.deliveries:
        said = f"{ON_DISK} and go inside the request, which this model takes."
        return Step(NAME, "skipped", said)
    return Step(
        NAME,
        "failed",
        f"{model.name} takes files by URL only. {ON_DISK}, where nobody can fetch "
        f"them: set {VARIABLES}.",
    )


def fetched(subject: Subject, tried: Tried, host: str) -> Step:
    """What a call about a file at that host says of the way the file takes."""
    error = tried.error
    if error is None and tried.pieces:
        said = f"It fetched the test file from {host} and answered."
        return Step(NAME, "passed", said)
    if error is None:
        said = f"No answer came about the file at {host}, though the call ended well."
        return Step(NAME, "failed", said)
    if isinstance(error, Throttled):
        return Step(NAME, "failed", patient(error))
    if error.code.startswith("media_"):
        label = subject.endpoint.label
        said = f"{label} could not fetch the test file from {host}. {_fix(host)}"
        return Step(NAME, "failed", said)
    said = f"The call about a file at {host} failed: {error.message} {_fix(host)}"
    return Step(NAME, "failed", said)


def unstored(error: OSError) -> Step:
    """The storage would not take the file."""
    said = f"The test file could not be put into the storage. {error} "
    return Step(NAME, "failed", f"{said}Check {VARIABLES}.")


def _fix(host: str) -> str:
    """What to set so that others can fetch from there."""
    name = _name(host)
    if INTERNAL in name:
        public = name.partition(".")[2].replace(INTERNAL, ".")
        return (
            "That host is known inside Alibaba Cloud only: set "
            f"OSS_PUBLIC_ENDPOINT=https://{public}."
        )
    if _is_private(name):
        return (
            "That address is private: set OSS_PUBLIC_ENDPOINT to one that the "
            "endpoint can reach."
        )
    return (
        "Check that this host can be reached from the internet, in a region near the "
        "endpoint; if it cannot, set OSS_PUBLIC_ENDPOINT to one that can."
    )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(_name(host)).is_loopback
    except ValueError:
        return _name(host) == "localhost"


def _name(host: str) -> str:
    return urlsplit(f"//{host}").hostname or host


def _is_private(name: str) -> bool:
    try:
        return not ip_address(name).is_global
    except ValueError:
        return name == "localhost" or "." not in name
