"""The API's root: one error shape for everything, never HTML, never a traceback."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from omniweb.accounts import api as accounts_api
from omniweb.accounts import tokens
from omniweb.accounts.actor import Actor
from omniweb.errors import Problem
from tests.conftest import signed_in


@pytest.fixture
def client(bob: Actor) -> Client:
    """bob's script."""
    token = tokens.issue(user=bob.user, workspace=bob.workspace, name="script")
    return Client(
        headers={"authorization": f"Bearer {token}"}, raise_request_exception=False
    )


def told(answer: Any, status: int, code: str) -> dict[str, Any]:
    """The envelope, after looking at what every one of them must have."""
    assert answer.status_code == status
    assert answer["Content-Type"].startswith("application/json")
    error: dict[str, Any] = answer.json()["error"]
    assert error["code"] == code
    assert error["message"].endswith(".")
    assert error["request_id"] == answer["X-Request-Id"]
    assert set(error) <= {"code", "message", "fields", "request_id"}
    return error


def test_an_unknown_call(client: Client) -> None:
    for path in ("/api/v1/nothing", "/api/v1/nothing/", "/api/", "/api/v2/me"):
        error = told(client.get(path), 404, "not_found")
        assert path in error["message"]


def test_a_wrong_method(client: Client) -> None:
    answer = client.delete("/api/v1/me")
    told(answer, 405, "method_not_allowed")
    assert answer["Allow"] == "GET"


def test_nobody(db: None) -> None:
    answer = Client().get("/api/v1/me")
    told(answer, 401, "unauthenticated")
    assert answer["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    ("raised", "status", "code"),
    [
        (Problem(409, "busy", "It is busy.", {"name": "Another."}), 409, "busy"),
        (PermissionError("internal detail"), 500, "server_error"),
        (RuntimeError("secret words"), 500, "server_error"),
    ],
)
def test_what_an_operation_raises(
    client: Client, monkeypatch: Any, raised: Exception, status: int, code: str
) -> None:
    def broken(**given: Any) -> None:
        raise raised

    monkeypatch.setattr(accounts_api, "MeOut", broken)
    answer = client.get("/api/v1/me")
    error = told(answer, status, code)
    assert error.get("fields", {}) == getattr(raised, "fields", {})
    for leak in ("Traceback", "secret words", "internal detail"):
        assert leak not in answer.content.decode()


def test_input_of_the_wrong_shape_names_its_fields(client: Client) -> None:
    body = {"asset": "no id", "prompt": 7}
    answer = client.post("/api/v1/estimates", body, content_type="application/json")
    error = told(answer, 400, "invalid")
    assert set(error["fields"]) >= {"asset", "prompt"}
    assert all(sentence.endswith(".") for sentence in error["fields"].values())


def test_a_body_that_is_no_json(client: Client) -> None:
    answer = client.post("/api/v1/estimates", "{", content_type="application/json")
    told(answer, 400, "bad_request")


def test_a_body_beyond_memory_names_tus(client: Client, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1024**2
    body = b"[" + b" " * 1024**2 + b"]"
    answer = client.post("/api/v1/estimates", body, content_type="application/json")
    assert "tus" in told(answer, 413, "too_large")["message"]


def test_a_session_needs_csrf_to_change_something(bob: Actor) -> None:
    browser = signed_in(bob, enforce_csrf_checks=True)
    assert browser.get("/api/v1/me").status_code == 200
    call = {"path": "/api/v1/estimates", "content_type": "application/json"}
    told(browser.post(**call, data={}), 403, "csrf")
    browser.get("/settings/")
    key = browser.cookies["csrftoken"].value
    told(browser.post(**call, data={}, headers={"x-csrftoken": key}), 400, "invalid")


def test_the_request_id_of_a_proxy_is_kept(client: Client) -> None:
    given = {"x-request-id": "proxy-0123456789"}
    answer = client.get("/api/v1/nothing", headers=given)
    assert told(answer, 404, "not_found")["request_id"] == "proxy-0123456789"
    forged = {"x-request-id": "<script>alert(1)</script>"}
    answer = client.get("/api/v1/nothing", headers=forged)
    assert "<" not in told(answer, 404, "not_found")["request_id"]


def test_the_document_names_version_and_error(client: Client) -> None:
    document = client.get("/api/v1/openapi.json").json()
    assert document["info"]["version"] == "0.4.0"
    for operations in document["paths"].values():
        for operation in operations.values():
            shape = operation["responses"]["default"]["content"]["application/json"]
            assert shape["schema"]["$ref"] == "#/components/schemas/Error"
    assert "Error" in document["components"]["schemas"]


def test_the_docs_page_holds_no_inline_script(client: Client) -> None:
    answer = client.get("/api/v1/docs")
    assert answer.status_code == 200
    page = answer.content.decode()
    assert page.count("<script") == page.count("src=") + page.count("application/json")
    assert "<style" not in page and "style=" not in page
    assert "unsafe-inline" not in answer["Content-Security-Policy"]


def test_missing_pages_and_faults_are_pages_for_people(bob: Actor) -> None:
    answer = signed_in(bob).get("/nowhere/")
    assert answer.status_code == 404
    assert answer["Content-Type"].startswith("text/html")
    assert "There is nothing here" in answer.content.decode()


def test_an_unknown_host_is_told_which_variable_to_set(bob: Actor) -> None:
    page = signed_in(bob).get("/settings/", headers={"host": "192.168.7.7:8000"})
    assert page.status_code == 400
    assert "OMNIWEB_PUBLIC_URL" in page.content.decode()
    call = Client().get("/api/v1/me", headers={"host": "elsewhere.example"})
    told(call, 400, "wrong_host")
