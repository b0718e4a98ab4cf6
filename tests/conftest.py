"""What every test stands on: named people, a closed network, honest skips."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from omniweb.accounts.actor import Actor
from omniweb.accounts.models import Membership, Role, User, Workspace
from tests import stack
from tests.api import Api
from tests.library.once import Once
from tests.server import OmniwebServer, copied, prepared, running

if TYPE_CHECKING:
    from tests.oss.bucket import Bucket

LOG_TAIL = 6000
PASSWORD = "correct horse battery staple"


@pytest.fixture
def workspace(db: None) -> Workspace:
    """The workspace of alice and her colleagues."""
    return Workspace.objects.create(name="Studio")


@pytest.fixture
def elsewhere(db: None) -> Workspace:
    """Charlie's workspace, of which nothing may leak."""
    return Workspace.objects.create(name="Elsewhere")


def join(workspace: Workspace, username: str, role: Role) -> Actor:
    """A person with PASSWORD in a workspace."""
    user = User.objects.create_user(username, password=PASSWORD)
    Membership.objects.create(user=user, workspace=workspace, role=role)
    return Actor(user, workspace, role)


@pytest.fixture
def alice(workspace: Workspace) -> Actor:
    """Administrator of the workspace."""
    return join(workspace, "alice", Role.ADMINISTRATOR)


@pytest.fixture
def bob(workspace: Workspace) -> Actor:
    """An editor beside alice."""
    return join(workspace, "bob", Role.EDITOR)


@pytest.fixture
def vera(workspace: Workspace) -> Actor:
    """A viewer beside alice."""
    return join(workspace, "vera", Role.VIEWER)


@pytest.fixture
def charlie(elsewhere: Workspace) -> Actor:
    """Administrator of another workspace, who must not see alice's things."""
    return join(elsewhere, "charlie", Role.ADMINISTRATOR)


def signed_in(actor: Actor, **options: Any) -> Client:
    """A browser's session of this person."""
    client = Client(**options)
    client.force_login(actor.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Prepares each clip that tests share once; tests ask for it by patching."""
    return Once(tmp_path_factory.mktemp("once"))


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A prepared data directory with alice in it, to copy; never to serve."""
    return prepared(tmp_path_factory.mktemp("installation") / "template")


@pytest.fixture(scope="module")
def server(
    installation: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OmniwebServer]:
    """A running omniweb of this module's own."""
    started = copied(installation, tmp_path_factory.mktemp("server") / "data")
    started.start()
    yield started
    started.stop()


@pytest.fixture(scope="module")
def api(server: OmniwebServer) -> Api:
    """Alice's calls to the server."""
    return Api(server.url, server.manage("api_token", "alice").split()[-1])


@pytest.fixture(scope="session")
def object_storage() -> Iterator[Bucket]:
    """A storage that checks signatures, for all tests; what lies in it stays."""
    from tests.oss.bucket import Bucket  # a second of imports that few tests need

    started = Bucket()
    started.start()
    yield started
    started.stop()


@pytest.fixture
def bucket(object_storage: Bucket) -> Bucket:
    """That storage, empty and without faults."""
    object_storage.clear()
    return object_storage


@pytest.fixture(autouse=True, scope="session")
def closed_network() -> Iterator[None]:
    """Nothing in the suite talks to anything but this machine."""
    opened = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            host = "127.0.0.1" if address[0] == "localhost" else address[0]
            if not ipaddress.ip_address(host).is_loopback:
                raise RuntimeError(f"A test tried to reach {address}.")
        opened(self, address)

    socket.socket.connect = connect  # type: ignore[method-assign]
    yield
    socket.socket.connect = opened  # type: ignore[method-assign]


# What a test asks for that is another thing on another stack.
ROWS = {"db", "transactional_db", "installation", "ships"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[Any]) -> None:
    """Tests of pure code see no stack, so they run on the embedded one alone."""
    left = [item for item in items if not _runs_here(item)]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item not in set(left)]


def _runs_here(item: Any) -> bool:
    if item.get_closest_marker("scaled") is not None:
        return stack.SCALED
    if not stack.SCALED:
        return True
    if item.get_closest_marker("embedded") is not None:
        return False
    touches = bool(ROWS.intersection(getattr(item, "fixturenames", ())))
    return touches or item.get_closest_marker("django_db") is not None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: Any) -> Any:
    """A failure shows what servers said; with OMNIWEB_REQUIRE_ALL=1 a skip is one."""
    report = yield
    if report.failed:
        for ran in running:
            report.sections.append((f"server at {ran.url}", ran.log[-LOG_TAIL:]))
    required = os.environ.get("OMNIWEB_REQUIRE_ALL") == "1"
    if required and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped although all is required: {report.longrepr}"
    return report
