"""Whether a model can be asked in this way at all; it looks at no file."""

from __future__ import annotations

from dataclasses import replace

from omniweb.providers.capabilities import Model
from omniweb.providers.catalog import Profile
from omniweb.providers.plan import LANGUAGES, Refusal, Wish
from omniweb.providers.presets import PRESETS


def refused(wish: Wish, profile: Profile) -> Refusal | None:
    """Why the wish cannot be put to the model, or None (protocol 3.1 and 3.2)."""
    return _question(wish, profile) or _sampling(wish) or _voice(wish, profile)


def adjusted(wish: Wish, model: Model) -> tuple[Wish, tuple[str, ...]]:
    """The wish without what the model has no use for, and what people should know."""
    notes: list[str] = []
    if wish.thinking and model.thinking == "none":
        wish = replace(wish, thinking=False)
        notes.append(f"{model.name} has no thinking mode; it answers straight away.")
    if "text" not in model.inputs:
        if wish.prompt.strip() or wish.system or wish.history:
            notes.append(
                f"{model.name} takes no question: it describes the sound it hears."
            )
        wish = replace(wish, prompt="", system=None, history=(), json_schema=None)
    if model.writes and wish.language and wish.language[:2] not in model.writes:
        written = ", ".join(LANGUAGES.get(c, c) for c in model.writes)
        notes.append(f"{model.name} answers in {written} only.")
    return wish, tuple(notes)


def _question(wish: Wish, profile: Profile) -> Refusal | None:
    model = profile.model
    if not model.sent_as:
        return Refusal(
            "no_deployment",
            f"{profile.endpoint.label} needs the name of your deployment. "
            f"Set {profile.endpoint.model_env}.",
        )
    if "text" in model.inputs and not wish.prompt.strip():
        return Refusal("no_question", "There is no question. Write what to ask.")
    return None


def _sampling(wish: Wish) -> Refusal | None:
    if wish.sampling in PRESETS:
        return None
    return Refusal(
        "unknown_sampling",
        f"There is no sampling {wish.sampling!r}. Choose one of: {', '.join(PRESETS)}.",
    )


def _voice(wish: Wish, profile: Profile) -> Refusal | None:
    model = profile.model
    if not wish.narrate:
        return None
    if "audio" not in model.outputs:
        speakers = (m.name for m in profile.endpoint.models.values() if m.voices)
        other = next(speakers, "")
        fix = f"Choose {other}, or turn narration off." if other else ""
        return Refusal(
            "no_speech",
            f"{model.name} answers in text only. {fix or 'Turn narration off.'}",
        )
    if wish.thinking and model.thinking != "none":
        return Refusal(
            "thinking_and_speech",
            f"{model.name} cannot think and speak in one answer. "
            "Turn off thinking, or turn off narration.",
        )
    if wish.voice and model.voices and wish.voice not in model.voices:
        names = ", ".join(model.voices)
        return Refusal(
            "unknown_voice",
            f"{model.name} has no voice {wish.voice!r}. Choose one of: {names}.",
        )
    return _language(wish, model)


def _language(wish: Wish, model: Model) -> Refusal | None:
    code = (wish.language or "").lower().split("-")[0]
    if code not in LANGUAGES or not model.speaks or code in model.speaks:
        return None
    spoken = ", ".join(LANGUAGES.get(c, c) for c in model.speaks)
    return Refusal(
        "language_not_spoken",
        f"{model.name} does not speak {LANGUAGES[code]}. It speaks {spoken}. "
        "Choose one of these, or turn narration off.",
    )
