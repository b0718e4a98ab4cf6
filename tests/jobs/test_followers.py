"""Rooms that are told of ended jobs: a room that fails undoes nothing."""

from __future__ import annotations

import uuid

import pytest
from django.db import transaction

from omniweb.jobs import followers

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_follower_that_fails_ends_nothing_and_is_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[uuid.UUID] = []

    def fails(job_id: uuid.UUID) -> None:
        raise RuntimeError("No.")

    monkeypatch.setattr(followers, "_followers", [fails, heard.append])
    job_id = uuid.uuid4()
    with transaction.atomic():
        followers.tell_later(job_id)
    assert heard == [job_id]
    assert "fails" in caplog.text
