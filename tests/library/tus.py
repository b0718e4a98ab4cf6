"""Speaks tus to Django's test client; it asserts what every answer must have."""

from __future__ import annotations

import base64
from typing import Any

from django.http import HttpResponse
from django.test import Client

PIECE = "application/offset+octet-stream"


def send(
    client: Client, method: str, path: str, body: bytes = b"", **headers: Any
) -> Any:
    """One request; header names with underscores, piece type unless told."""
    named = {"Tus-Resumable": "1.0.0", "Content-Type": PIECE}
    named |= {name.replace("_", "-"): str(value) for name, value in headers.items()}
    kind = named["Content-Type"]
    named = {name: value for name, value in named.items() if value}
    return client.generic(method, path, body, content_type=kind, headers=named)


def encoded(name: str) -> str:
    """A file name as Upload-Metadata."""
    return f"filename {base64.b64encode(name.encode()).decode()}"


def create(client: Client, length: int, **headers: Any) -> str:
    """The address of a new upload."""
    made = send(
        client,
        "POST",
        "/uploads/",
        Upload_Length=length,
        Content_Type="text/x",
        **headers,
    )
    assert made.status_code == 201, made.content
    assert made["Tus-Resumable"] == "1.0.0"
    return str(made["Location"])


def told(response: HttpResponse, status: int) -> str:
    """The code of a refusal in the API's shape."""
    assert response.status_code == status, response.content
    assert response["Tus-Resumable"] == "1.0.0"
    error = response.json()["error"]  # type: ignore[attr-defined]
    assert error["message"].endswith(".")
    return str(error["code"])
