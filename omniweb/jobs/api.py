"""The jobs room's part of the JSON API; each operation loads, permits, responds."""

from __future__ import annotations

from ninja import Router

router = Router()
