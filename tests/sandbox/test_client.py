"""omniweb's own client and the sandbox understand each other, fault by fault."""

from __future__ import annotations

import pytest

from omniweb.facts import MediaFacts
from omniweb.providers import errors, fit, request
from omniweb.providers.answer import Audio, Delta, Finished, Reasoning, Text
from omniweb.providers.catalog import load
from omniweb.providers.plan import Plan, Wish
from omniweb.providers.recipes import Original
from omniweb.providers.stream import Connection, stream
from omniweb.providers.usage_report import Usage
from tests.sandbox.conftest import Media
from tests.sandbox.upstream import KEY, Sandbox, asking

MODELS = [
    "sandbox/omni",
    "dashscope/qwen3.5-omni-plus",
    "dashscope/qwen3.5-omni-flash",
    "dashscope/qwen3-omni-flash",
    "dashscope/qwen3-omni-flash-2025-12-01",
    "dashscope/qwen3-omni-flash-2025-09-15",
    "dashscope/qwen-omni-turbo",
    "dashscope/qwen2.5-omni-7b",
    "dashscope/qwen3.8-omni-flash",
]
VISION = ["dashscope/qwen3-vl-plus", "dashscope/qwen3.6-plus"]
SILENT = "video-480p-2fps-silent"
HEARD = {True: "model-video", False: "model-audio"}
CAPTIONER = "dashscope/qwen3-omni-30b-a3b-captioner"


async def told(sandbox: Sandbox, body: dict[str, object]) -> list[Delta]:
    """Every delta of a call."""
    connection = Connection(sandbox.base_url, KEY)
    return [delta async for delta in stream(connection, body)]


def planned(media: Media, wish: Wish, model: str) -> Plan:
    """The plan for the film with a cut, or for the tone where no film goes."""
    profile = load().profile(model)
    film = "video" in profile.model.inputs
    path = media.cut if film else media.tone
    facts = MediaFacts(
        kind="video" if film else "audio",
        mime="video/mp4" if film else "audio/wav",
        bytes=path.stat().st_size,
        width=320 if film else None,
        height=240 if film else None,
        duration_s=4 if film else 3,
        fps=10 if film else None,
        has_audio=True,
    )
    made = {SILENT if film and not profile.model.hears_video else HEARD[film]: facts}
    plan = fit.fit(Original(facts, made), wish, profile, can_sign_urls=False)
    assert isinstance(plan, Plan), plan
    return plan


def body(media: Media, plan: Plan) -> dict[str, object]:
    """What goes over the wire for a plan."""
    (sendable,) = plan.media
    raw = (media.cut if sendable.facts.kind == "video" else media.tone).read_bytes()
    return request.body(
        plan, [[request.data_uri(sendable.facts.mime, raw, plan.profile)]]
    )


@pytest.mark.parametrize("model", [*MODELS, *VISION, CAPTIONER])
async def test_every_model_answers_what_omniweb_sends(
    sandbox: Sandbox, media: Media, model: str
) -> None:
    plan = planned(media, Wish(prompt="#pace 0 What is it?"), model)
    deltas = await told(sandbox, body(media, plan))
    text = "".join(d.text for d in deltas if isinstance(d, Text))
    assert text.startswith("Sandbox, no AI:")
    assert isinstance(deltas[-1], Finished)
    (usage,) = (d for d in deltas if isinstance(d, Usage))
    counted = usage.tokens
    assert counted.video_in == plan.tokens.video_in
    assert counted.audio_in == pytest.approx(plan.tokens.audio_in, rel=0.1)


@pytest.mark.parametrize("model", MODELS[:-1])
async def test_every_speaking_model_speaks(
    sandbox: Sandbox, media: Media, model: str
) -> None:
    wish = Wish(prompt="#pace 0 #tone 2 #say Hello.", narrate=True)
    deltas = await told(sandbox, body(media, planned(media, wish, model)))
    assert "".join(d.text for d in deltas if isinstance(d, Text)) == "Hello."
    pcm = b"".join(d.pcm for d in deltas if isinstance(d, Audio))
    assert len(pcm) == 2 * 48_000


@pytest.mark.parametrize("model", [MODELS[3], MODELS[-1], *VISION])
async def test_thinking_models_think_when_asked(
    sandbox: Sandbox, media: Media, model: str
) -> None:
    for wanted in (True, False):
        wish = Wish(prompt="#pace 0 What?", thinking=wanted)
        deltas = await told(sandbox, body(media, planned(media, wish, model)))
        assert any(isinstance(d, Reasoning) for d in deltas) is wanted


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("E1", errors.Refused),
        ("E2", errors.Blocked),
        ("E3", errors.Unpaid),
        ("E4", errors.Throttled),
        ("E5", errors.Throttled),
        ("E6", errors.Throttled),
        ("E7", errors.Unauthorised),
        ("E8", errors.Refused),
        ("E9", errors.Refused),
        ("E10 after=40", errors.Blocked),
        ("E11", errors.Refused),
        ("E12 after=40", errors.Interrupted),
        ("E13", errors.Unavailable),
        ("html", errors.ProviderError),
    ],
)
async def test_every_fault_is_told_apart(
    sandbox: Sandbox, fault: str, kind: type[errors.ProviderError]
) -> None:
    with pytest.raises(kind) as caught:
        await told(sandbox, asking(f"#fault {fault}\n#length 100"))
    assert "<html" not in caught.value.message


@pytest.mark.parametrize("fault", ["ragged", "no-usage", "no-done"])
async def test_oddities_do_no_harm(sandbox: Sandbox, fault: str) -> None:
    spoken = {"modalities": ["text", "audio"]}
    spoken["audio"] = {"voice": "Tina", "format": "wav"}
    deltas = await told(sandbox, asking(f"#fault {fault} #tone 1 #say Hi.", **spoken))
    assert sum(len(d.pcm) for d in deltas if isinstance(d, Audio)) == 48_000
    assert isinstance(deltas[-1], Finished)
