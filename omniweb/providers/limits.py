"""Whether one file is within a model's limits, and how it travels; sends nothing."""

from __future__ import annotations

import math
from collections.abc import Sequence

from omniweb.facts import Kind, MediaFacts
from omniweb.providers.capabilities import Delivery, Model
from omniweb.providers.catalog import Profile
from omniweb.providers.clock import clock
from omniweb.providers.plan import Refusal
from omniweb.providers.recipes import Sendable
from omniweb.providers.request import uri_prefix

_THIS = {"image": "image", "audio": "recording", "video": "clip"}


def unfit(sendable: Sendable, profile: Profile, kind: Kind) -> Refusal | None:
    """Why a file may not be sent in any smaller form either, or None (protocol 3.1).

    kind is the original's: another model is named only if it takes that.
    """
    facts, model = sendable.facts, profile.model
    if sendable.recipe.kind != "frames":
        seconds = facts.duration_s or 0
        refusal = _too_long(facts, profile, kind) or _too_brief(facts, seconds, profile)
        if refusal:
            return refusal
    return _too_few(facts, model) or _shape(sendable, model)


def out_of_bounds(sendable: Sendable, profile: Profile) -> Refusal | None:
    """Why this form has too many bytes, or pictures too small, or None (3.1)."""
    facts, model = sendable.facts, profile.model
    refusal = _shape(sendable, model)
    if refusal:
        return refusal
    most = model.limits.of(facts.kind).bytes
    if not most or facts.bytes <= most:
        return None
    other = takers(profile, facts.kind, facts.duration_s or 0, facts.bytes)
    fixes = [f"choose {other}"] if other else []
    return Refusal(
        "too_large",
        f"This {_THIS[facts.kind]} is {size(facts.bytes)}; {model.name} takes "
        f"{size(most)} at most. {_sentence([*fixes, _smaller(facts.kind)])}",
    )


def delivery(
    media: Sequence[Sendable], profile: Profile, *, can_sign_urls: bool
) -> Delivery | Refusal:
    """By signed URL or inline, as the model prefers and the files allow.

    A list of frames always goes inline: it is many files in one.
    """
    model = profile.model
    listed = any(sendable.recipe.kind == "frames" for sendable in media)
    for way in ("inline",) if listed else model.deliveries:
        if way == "url" and can_sign_urls:
            return "url"
        if way == "inline" and _inline_fits(media, profile):
            return "inline"
    if "inline" not in model.deliveries:
        return Refusal(
            "needs_url",
            f"{model.name} takes files by address only. "
            "Connect object storage (OSS_BUCKET), or choose another model.",
        )
    return _too_large_inline(media, profile)


def lasting(seconds: float) -> str:
    """A length as people read it, rounded up: what is over a limit looks so."""
    return clock(math.ceil(seconds))


def size(count: int) -> str:
    """Bytes as people read them, rounded down: 7.8 MB."""
    unit, name = next(
        (u, n) for u, n in ((10**9, "GB"), (10**6, "MB"), (1000, "kB"), (1, "bytes"))
        if count >= u or u == 1
    )  # fmt: skip
    tenths = count * 10 // unit
    return f"{tenths // 10}.{tenths % 10} {name}" if unit > 1 else f"{count} {name}"


def takers(profile: Profile, kind: Kind, seconds: float = 0, count: int = 0) -> str:
    """Another model of the endpoint that takes such a file, or nothing."""
    for other in profile.endpoint.models.values():
        most = other.limits.of(kind)
        roomy = seconds <= most.seconds and count <= most.bytes
        if other.name != profile.model.name and kind in other.inputs and roomy:
            return other.name
    return ""


def _too_long(facts: MediaFacts, profile: Profile, kind: Kind) -> Refusal | None:
    model, seconds = profile.model, facts.duration_s or 0
    most = model.limits.of(facts.kind).seconds
    if not most or seconds <= most:
        return None
    this = f"This {_THIS[facts.kind]} is {lasting(seconds)}; "
    limit = f"{model.name} takes {lasting(most)} at most. "
    other = takers(profile, kind, seconds)
    fixes = ["ask in parts", *([f"choose {other}"] if other else [])]
    return Refusal("too_long", f"{this}{limit}{_sentence(fixes)}")


def _too_brief(facts: MediaFacts, seconds: float, profile: Profile) -> Refusal | None:
    least = profile.model.limits.of(facts.kind).seconds_min
    if seconds >= least:
        return None
    return Refusal(
        "too_short",
        f"This {_THIS[facts.kind]} lasts {seconds:.1f} s; {profile.model.name} needs "
        f"{least:g} s at least. Choose the preset Frames, or another model.",
    )


def _too_few(facts: MediaFacts, model: Model) -> Refusal | None:
    least = model.limits.of(facts.kind).frames_min
    frames = facts.frames
    if frames is None and facts.duration_s is not None and facts.fps:
        frames = round(facts.duration_s * facts.fps)
    if frames is None or frames >= least:
        return None
    return Refusal(
        "too_few_frames",
        f"This clip has too few frames ({frames}); {model.name} needs {least} at "
        "least. Choose a longer one.",
    )


def _shape(sendable: Sendable, model: Model) -> Refusal | None:
    facts, pictures = sendable.facts, sendable.recipe.kind in ("image", "frames")
    if not pictures or not facts.width or not facts.height:
        return None
    most, this = model.limits.image, "image" if facts.kind == "image" else "frame"
    short, long = sorted((facts.width, facts.height))
    seen = f"This {this} is {facts.width} by {facts.height} pixels; {model.name} takes "
    if short <= most.min_side:
        need = f"more than {most.min_side} on each side. Use a larger image."
        return Refusal("image_too_small", seen + need)
    if long > short * most.max_ratio:
        need = f"sides up to {most.max_ratio} to 1. Crop it, or cut it into parts."
        return Refusal("image_too_narrow", seen + need)
    return None


def _too_large_inline(media: Sequence[Sendable], profile: Profile) -> Refusal:
    model, facts = profile.model, media[0].facts
    total = sum(sendable.facts.bytes for sendable in media)
    room = model.limits.inline_chars - 1 - len(_prefix(facts, profile))
    fixes = [_smaller(facts.kind)]
    if "url" in model.deliveries:
        fixes.insert(0, "connect object storage (OSS_BUCKET) to send it by address")
    return Refusal(
        "too_large_inline",
        f"This {_THIS[facts.kind]} is {size(total)}; inside a request "
        f"{model.name} takes {size(room // 4 * 3)} at most. {_sentence(fixes)}",
    )


def _inline_fits(media: Sequence[Sendable], profile: Profile) -> bool:
    # The limit is on the encoded string, prefix included (protocol 7.16), and is
    # held for all of a request together, since nobody says what that may be.
    chars = sum(_chars(sendable, profile) for sendable in media)
    return chars < profile.model.limits.inline_chars


def _chars(sendable: Sendable, profile: Profile) -> int:
    files = max(1, sendable.recipe.count)
    encoded = (sendable.facts.bytes + 2 * files) // 3 * 4
    return files * len(_prefix(sendable.facts, profile)) + encoded


def _prefix(facts: MediaFacts, profile: Profile) -> str:
    return uri_prefix(facts.mime, profile)


def _smaller(kind: Kind) -> str:
    return "use a smaller image" if kind == "image" else "ask in parts"


def _sentence(fixes: list[str]) -> str:
    words = ", or ".join(fixes)
    return f"{words[0].upper()}{words[1:]}."
