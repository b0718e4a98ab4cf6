"""How an answer names its model: as people chose it, also when it is gone."""

from __future__ import annotations

import pytest

from omniweb.analyses.templatetags.answers import model_label


@pytest.mark.parametrize(
    ("model", "label"),
    [
        ("vllm/omni", "Qwen3-Omni on vLLM-Omni"),
        ("vllm/text", "Qwen3-Omni on plain vLLM"),
        ("dashscope/qwen3-omni-flash", "Qwen3-Omni Flash"),
        ("sandbox/omni", "omni"),
        ("dashscope/retired-model", "retired-model"),
        ("closed/their-model", "their-model"),
        ("nameless", "nameless"),
    ],
)
def test_a_model_is_named_as_people_choose_it(model: str, label: str) -> None:
    assert model_label(model) == label
