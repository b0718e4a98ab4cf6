"""One fleet for all that watch it and all that kill parts of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.scaled.fleet import Fleet, fleet


@pytest.fixture(scope="session")
def ships(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    """A running fleet that knows the tests' kinds of work."""
    folder = tmp_path_factory.mktemp("fleet")
    with fleet(folder, "tests.jobs.server_settings") as made:
        yield made
