"""Says in a sentence what a small call to an endpoint proved, or what is wrong.

It calls nobody, and no sentence of it holds a key.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from omniweb.providers.catalog import Endpoint
from omniweb.providers.errors import ProviderError, Throttled, Unauthorised, Unpaid
from omniweb.trials.steps import NAMES, Name, Step, Subject, Tried
from omniweb.usage.templatetags.money import money

# Codes after which it is not even certain that a model endpoint stands there.
NO_ENDPOINT = ("no_address", "unreachable", "not_an_endpoint", "garbled", "unavailable")
CODING_PLAN = "sk-sp-"
SHOWN = 40


def failing(tried: Tried) -> Name | None:
    """The step at which a first call failed."""
    error = tried.error
    if error is None:
        return None if tried.pieces else "streaming"
    if tried.reply.began:
        return "streaming"
    if error.code in NO_ENDPOINT:
        return "address"
    if error.code in ("model_not_found", "free_quota_used_up"):
        return "model"
    return "key" if isinstance(error, Unauthorised | Unpaid) else "streaming"


def judged(subject: Subject, tried: Tried, why: str) -> list[Step]:
    """What the first call says of each step up to streaming, or to the one that failed.

    why is what was found out of an address that could not be reached.
    """
    at = failing(tried)
    if at == "address":
        return [Step("address", "failed", why or _no_endpoint(subject, tried))]
    steps = [Step("address", "passed", f"{subject.there} answers.")]
    if at is None or tried.reply.began:
        steps += [_key(subject), _region(subject), _model(subject)]
    else:
        unknown = f"Not told: the call failed at the step {at}."
        steps += [Step(n, "skipped", unknown) for n in NAMES[1 : NAMES.index(at)]]
    if at is None:
        return [*steps, Step("streaming", "passed", _streamed(subject, tried))]
    return [*steps, Step(at, "failed", _fault(subject, tried))]


def _key(subject: Subject) -> Step:
    if subject.endpoint.key_optional and not subject.key:
        return Step("key", "passed", "No key is set, and none is asked for.")
    return Step("key", "passed", "The key was accepted.")


def _region(subject: Subject) -> Step:
    endpoint = subject.endpoint
    if not endpoint.regions:
        return Step("region", "skipped", "This endpoint has no regions.")
    if endpoint.region is None:
        said = f"{subject.there} is of no listed region; it took the key all the same."
        return Step("region", "passed", said)
    said = f"Key and address are both of {endpoint.region.label}."
    return Step("region", "passed", said)


def _model(subject: Subject) -> Step:
    return Step("model", "passed", f"{subject.model.sent_as} answers.")


def _no_endpoint(subject: Subject, tried: Tried) -> str:
    there, variable = subject.there, subject.endpoint.base_url_env or "PORT"
    code = tried.error.code if tried.error else ""
    if code == "unavailable":
        return (
            f"{there} answers, but the model service behind it does not. Start it, or "
            "test again shortly."
        )
    if code == "unreachable":
        return (
            f"{there} takes a connection and breaks it off without an answer. Check "
            f"that {variable} names the host and port of a model endpoint."
        )
    return (
        f"{there} answers, but not as a model endpoint. Check {variable}: it usually "
        f"ends in {_usual_path(subject.endpoint)}."
    )


def _fault(subject: Subject, tried: Tried) -> str:
    error, there = tried.error, subject.there
    match error.code if error else "":
        case "":
            return "The call ended well, but nothing came. Test again."
        case "invalid_api_key":
            return key_fault(subject)
        case "model_not_found":
            return _unknown_model(subject)
        case "timeout":
            return (
                f"{there} took the connection but sent nothing in time. A model that "
                "has to wake up may need minutes: test again. If it stays, look at "
                "the endpoint's own log."
            )
        case "silent" | "interrupted":
            return (
                f"{there} began to answer and broke off. Test again; if it stays, "
                "look for a proxy on the way that cuts streams short."
            )
    return patient(error) if error else ""


def patient(error: ProviderError) -> str:
    """Its message; a test does not wait until the endpoint takes calls again."""
    if not isinstance(error, Throttled):
        return error.message
    return f"{error.message.split('. ')[0].rstrip('.')}. Test again in a minute."


def key_fault(subject: Subject) -> str:
    """Why a key was refused, and which regions it may belong to instead."""
    endpoint, there, key = subject.endpoint, subject.there, subject.key
    if endpoint.no_ai:
        return (
            f"What answers at {there} is another installation's sandbox: it does not "
            "know this one's key. Check PORT and OMNIWEB_DATA_DIR."
        )
    if not key.isascii() or not key.isprintable():
        return (
            f"{endpoint.key_env} holds characters that no key has, such as a line "
            "break or a curly quote. Set it again."
        )
    if not key:
        return f"{there} asks for a key. Set {endpoint.key_env}."
    if key.startswith(CODING_PLAN) and endpoint.regions:
        return (
            f"This key was refused at {there}. It is a coding plan's ({CODING_PLAN}), "
            f"which serves no such calls. Set {endpoint.key_env} to a usual key."
        )
    others = [other for other in endpoint.regions if other != endpoint.region]
    if not others:
        return (
            f"{there} refused this key. Check that {endpoint.key_env} is whole, still "
            "valid, and of the account that this address belongs to."
        )
    moves = "; ".join(
        f"if yours is of {other.label}, set {endpoint.base_url_env}={other.base_url}"
        for other in others
    )
    place = f"in {endpoint.region.label}" if endpoint.region else f"at {there}"
    return (
        f"This key was refused {place}. Keys belong to one region: {moves}. "
        f"Otherwise check that {endpoint.key_env} is whole and still valid."
    )


def _unknown_model(subject: Subject) -> str:
    endpoint = subject.endpoint
    name = endpoint.model_env or "its name in the catalogue (OMNIWEB_CATALOG)"
    path = urlsplit(endpoint.base_url).path or "/"
    return (
        f"{subject.there} does not know the model {subject.model.sent_as} at {path}. "
        f"Check {name}, whether the account may use it, and that "
        f"{endpoint.base_url_env or 'the base URL'} ends in {_usual_path(endpoint)}."
    )


def _usual_path(endpoint: Endpoint) -> str:
    """Where such an address usually ends; the regions tell it best."""
    usual = [urlsplit(region.base_url).path for region in endpoint.regions]
    return usual[0] if usual else "/v1"


def _streamed(subject: Subject, tried: Tried) -> str:
    text = " ".join(tried.reply.text.split())
    short = f"{text[:SHOWN].rstrip()}…" if len(text) > SHOWN else text
    said = f"“{short}”" if short else "its thinking"
    first = f"{tried.first_s or 0:.1f} s"
    if not subject.model.can_stream:
        how = f"It answered {said} in one piece after {first}, as this model does"
    elif tried.pieces == 1:
        how = f"It answered {said} in one piece after {first}"
    else:
        how = f"It streamed {said} in {tried.pieces} pieces, the first after {first}"
    return f"{how}; {_used(subject, tried)}."


def _used(subject: Subject, tried: Tried) -> str:
    usage = tried.reply.usage
    if usage is None:
        return "it did not say what that took, so its cost is not known"
    words = f"{usage.tokens.total_in} tokens in, {usage.tokens.total_out} out"
    if tried.cost is None:
        return words
    would = "would cost " if subject.endpoint.no_ai else ""
    return f"{words}, {would}{money(tried.cost, tried.currency)}"


def no_speech(subject: Subject) -> str:
    """Why text came without speech."""
    endpoint = subject.endpoint
    silent = [m.name for m in endpoint.models.values() if "audio" not in m.outputs]
    other = f", or choose {endpoint.name}/{silent[0]}" if silent else ""
    if endpoint.dialect == "vllm":
        why = "plain vLLM answers in text alone. Run vLLM-Omni"
    else:
        why = f"check that {subject.model.sent_as} speaks here"
    return f"Text came, but no speech: {why}{other}."
