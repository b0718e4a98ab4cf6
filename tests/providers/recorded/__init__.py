"""Replies of endpoints as they came over the wire, each with what it must mean."""

from __future__ import annotations

from . import aimlapi, dashscope, dashscope_faults, fireworks, sglang, vllm

RECORDINGS = [
    *dashscope.RECORDINGS,
    *dashscope_faults.RECORDINGS,
    *fireworks.RECORDINGS,
    *aimlapi.RECORDINGS,
    *vllm.RECORDINGS,
    *sglang.RECORDINGS,
]
