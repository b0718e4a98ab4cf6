"""The built-in samples are real files of each kind, and come once."""

from __future__ import annotations

import pytest

from omniweb.accounts.actor import Actor
from omniweb.library.models import Asset, State
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db(transaction=True)


def test_three_samples_get_ready_and_come_once(bob: Actor, settings: object) -> None:
    settings.JOB_RUNNER = "omniweb.jobs.runners.Inline"  # type: ignore[attr-defined]
    client = signed_in(bob)
    assert client.post("/library/samples/").status_code == 302
    assets = {asset.kind: asset for asset in Asset.objects.all()}
    assert set(assets) == {"image", "audio", "video"}
    for asset in assets.values():
        assert asset.state == State.READY, asset.reason
    facts = assets["video"].measured
    assert facts
    assert (facts.width, facts.height, facts.has_audio) == (1280, 720, True)
    assert facts.duration_s == pytest.approx(10.5, abs=0.3)
    client.post("/library/samples/")
    assert Asset.objects.count() == 3
