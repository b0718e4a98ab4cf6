"""Sends a file to a running server by tus, piece by piece, and outlives the server."""

from __future__ import annotations

import urllib.error
import urllib.request
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any

from tests.api import Api

PIECE_TYPE = "application/offset+octet-stream"


@dataclass
class Sending:
    """One upload of so many bytes."""

    api: Api
    length: int
    path: str = field(init=False)

    def __post_init__(self) -> None:
        self.path = self._ask("POST", "/uploads/", Upload_Length=str(self.length))[
            "Location"
        ]

    def all(self, content: Any, piece: int) -> str:
        """Send it from the beginning; the asset's id, or nothing when it broke off."""
        told: Any = {}
        for at in range(0, self.length, piece):
            part, offset = content[at : at + piece], str(at)
            try:
                told = self._ask(
                    "PATCH",
                    self.path,
                    part,
                    Upload_Offset=offset,
                    Content_Type=PIECE_TYPE,
                )
            except (urllib.error.URLError, HTTPException, OSError):
                return ""
        return str(told["Omniweb-Asset"])

    def asset(self) -> str:
        """Where it stands now: all that was sent becomes an asset."""
        return str(self._ask("HEAD", self.path)["Omniweb-Asset"])

    def _ask(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named |= {
            "Tus-Resumable": "1.0.0",
            "Authorization": f"Bearer {self.api.token}",
        }
        request = urllib.request.Request(
            self.api.url + path, data=body, method=method, headers=named
        )
        with urllib.request.urlopen(request, timeout=600) as answer:
            return answer.headers
