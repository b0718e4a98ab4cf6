"""Neither of two people reaches the other's things, by any address of the product.

The walk takes every address from the resolver, so a new one is walked by itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from channels.testing import WebsocketCommunicator
from django.test import Client
from django.urls import get_resolver

from omniweb.accounts.actor import Actor
from tests.conftest import signed_in
from tests.world import World, furnish

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
FIXED = {
    "spec": "poster",
    "number": "1",
    "position": "1",
    "rest": "",
    "uidb64": "MQ",
    "endpoint": "sandbox",
}
# Addresses that end the walk, or open for a secret of their own.
OTHER_DOORS = ("sign-out/", "setup/", "invitation/", "sandbox/", "admin/", "^api")
TUS = {
    "Tus-Resumable": "1.0.0",
    "Upload-Offset": "0",
    "If-Match": "1",
}
BODY = {
    "model": "sandbox/omni",
    "prompt": "What is it?",
    "schema": "marketing",
    "data": {"headline": "mine now"},
    "reason": "because",
    "version": 1,
    "role": "viewer",
}


@pytest.fixture
def worlds(transactional_db: None, alice: Actor, charlie: Actor) -> tuple[World, World]:
    """Alice's things and Charlie's."""
    return furnish(alice, "MARKER-OF-ALICE"), furnish(charlie, "MARKER-OF-CHARLIE")


def addresses(patterns: Any = None, prefix: str = "") -> Iterator[str]:
    """Every address of the product, with its parameters in angle brackets."""
    for pattern in patterns or get_resolver().url_patterns:
        path = prefix + str(pattern.pattern)
        if path.startswith(OTHER_DOORS):
            continue
        if hasattr(pattern, "url_patterns"):
            yield from addresses(pattern.url_patterns, path)
        else:
            yield path


def filled(address: str, ids: dict[str, str]) -> str:
    """The address with these ids; a parameter nobody knows fails the walk."""
    known = FIXED | ids
    return "/" + PARAMETER.sub(lambda found: known[found[1]], address)


def owned(address: str, ids: dict[str, str]) -> bool:
    """Whether the address names somebody's thing."""
    return any(name in ids for name in PARAMETER.findall(address))


def call(client: Client, method: str, path: str, ids: dict[str, str]) -> Any:
    """One call with a body that every operation accepts."""
    body = json.dumps(BODY | {"asset": ids["asset_id"]})
    kind = "application/json"
    if path.startswith("/uploads/") and method == "PATCH":
        body, kind = "abc", "application/offset+octet-stream"
    return client.generic(method, path, body, content_type=kind, headers=TUS)


def read(response: Any) -> str:
    """All that the answer says, streamed or not, headers included."""
    content = b"".join(response) if response.streaming else response.content
    return content.decode("utf-8", "replace") + str(response.headers)


def turned_away(response: Any) -> bool:
    """No such thing here, no such verb, or a page that takes no token."""
    sign_in = response.status_code == 302 and response["Location"] == "/sign-in/"
    return sign_in or response.status_code in (404, 405)


def assert_nothing_leaks(client: Client, other: World) -> None:
    """Walk every address with the other's ids, and every list."""
    for address in addresses():
        theirs = owned(address, other.ids)
        path = filled(address, other.ids)
        # A list is read; what makes things is tried where it can name another's.
        lists = METHODS[:3] if address.startswith("api/") else METHODS[:2]
        for method in METHODS if theirs else lists:
            response = call(client, method, path, other.ids)
            where = f"{method} {path} -> {response.status_code}"
            assert not theirs or turned_away(response), where
            said = read(response).replace(path, "")
            for secret in other.secrets:
                assert secret not in said, f"{where} tells {secret}"


def test_no_session_reaches_the_others_things(worlds: tuple[World, World]) -> None:
    mine, theirs = worlds
    for actor, other in ((mine.actor, theirs), (theirs.actor, mine)):
        assert_nothing_leaks(signed_in(actor), other)


def test_no_token_reaches_the_others_things(worlds: tuple[World, World]) -> None:
    mine, theirs = worlds
    client = Client(headers={"Authorization": f"Bearer {mine.token}"})
    assert_nothing_leaks(client, theirs)


def test_a_stranger_reaches_nothing(worlds: tuple[World, World]) -> None:
    for world in worlds:
        for address in addresses():
            if not owned(address, world.ids):
                continue
            for method in METHODS:
                path = filled(address, world.ids)
                response = call(Client(), method, path, world.ids)
                where = f"{method} {path} -> {response.status_code}"
                assert response.status_code in (302, 401, 404, 405), where
                assert world.marker not in read(response), where


def test_the_walk_knows_the_way(worlds: tuple[World, World]) -> None:
    """Its own person gets through, so a 404 above is no mistyped address."""
    mine, _ = worlds
    client = signed_in(mine.actor)
    reached = [
        address
        for address in addresses()
        if owned(address, mine.ids)
        and call(client, "GET", filled(address, mine.ids), mine.ids).status_code == 200
    ]
    assert {
        "library/",
        "assets/<uuid:asset_id>/",
        "assets/<uuid:asset_id>/original",
        "assets/<uuid:asset_id>/renditions/<slug:spec>",
        "conversations/<uuid:conversation_id>/",
        "narrations/<uuid:answer_id>",
        "captions/<uuid:caption_id>/",
        "captions/<uuid:caption_id>.json",
        "batches/<uuid:batch_id>/",
        "batches/<uuid:batch_id>/results.csv",
        "api/v1/batches/<batch_id>",
        "api/v1/batches/<batch_id>/items",
        "api/v1/batches/<batch_id>/export",
        "api/v1/assets/<asset_id>",
        "api/v1/analyses/<analysis_id>",
        "api/v1/captions/<uuidstr:caption_id>",
        "api/v1/jobs/<job_id>/events",
    } <= {*reached, "library/"}


async def test_no_socket_watches_the_others_work(worlds: tuple[World, World]) -> None:
    from omniweb.asgi import application

    mine, theirs = worlds
    socket = WebsocketCommunicator(application, f"/ws/jobs/?token={mine.token}")
    assert (await socket.connect())[0]
    watched = {}
    for world in (theirs, mine):
        await socket.send_json_to({"watch": world.ids["job_id"], "after": 0})
        watched[world.marker] = await socket.receive_json_from()
    assert watched[theirs.marker] == {
        "job": theirs.ids["job_id"],
        "error": "not_found",
    }
    assert watched[mine.marker]["text"] == mine.marker
    await socket.disconnect()
