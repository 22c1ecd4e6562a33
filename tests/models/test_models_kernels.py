"""A config.json that names code of the hub is refused before anything is loaded."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from studio.core.errors import InputError
from studio.models.checkpoint import inspect


@pytest.mark.parametrize("field", ["attn_implementation", "_attn_implementation"])
def test_attention_from_the_hub_is_refused(tmp_path: Path, field: str) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "bert", field: "who/kernel"}))
    with pytest.raises(InputError, match="fetch code from the hub") as caught:
        inspect(tmp_path)
    assert caught.value.code == "input.remote-code" and field in caught.value.remedy


def test_the_usual_ways_are_not(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "bert", "_attn_implementation": "sdpa"}')
    with pytest.raises(InputError, match=r"no model\.safetensors"):
        inspect(tmp_path)
