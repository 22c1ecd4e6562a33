"""A checkpoint's twin for ONNX Runtime: exported once, proved, kept, swept; a wrong one is refused."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch as torch_

from studio.core.errors import UpstreamError
from studio.runtime import onnx_twin, open_runtime

TEXTS = ["where is my parcel", "", "the " * 30]


@pytest.fixture
def checkpoint(tmp_path: Path, tokenizer_text: str, model_of: Callable[[str], torch_.nn.Module], monkeypatch: pytest.MonkeyPatch) -> Path:  # fmt: skip
    monkeypatch.setenv(onnx_twin.PLACE, str(tmp_path / "twins"))
    folder = tmp_path / "checkpoint"
    model_of("bert").save_pretrained(folder)  # type: ignore[attr-defined]
    (folder / "tokenizer.json").write_text(tokenizer_text)
    return folder


def test_made_once_kept_and_answering_as_torch(checkpoint: Path) -> None:
    twin = onnx_twin.onnx_twin(checkpoint)
    made = twin.stat().st_ino
    os.utime(twin, (1, 1))
    assert onnx_twin.onnx_twin(checkpoint) == twin and twin.stat().st_ino == made
    assert twin.stat().st_mtime > 1  # used today
    with open_runtime(checkpoint) as torch, open_runtime(twin) as onnx:
        assert onnx.name == "onnx" and onnx.card.labels == torch.card.labels
        one, other = torch.logits(TEXTS), onnx.logits(TEXTS)
        assert np.abs(one - other).max() < 1e-5 * np.abs(one).max()
    os.utime(twin, (1, 1))
    (onnx_twin.place() / "x.1.draft").mkdir()
    os.utime(onnx_twin.place() / "x.1.draft", (1, 1))
    assert onnx_twin.sweep() == 2 and list(onnx_twin.place().iterdir()) == []


def test_what_answers_otherwise_or_fails_leaves_nothing(checkpoint: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    with monkeypatch.context() as patch:
        patch.setattr(onnx_twin, "AGREES", -1.0)
        with pytest.raises(UpstreamError, match="answers otherwise"):
            onnx_twin.onnx_twin(checkpoint)

    def fail(classifier: object) -> object:
        raise RuntimeError("no such op")

    monkeypatch.setattr(onnx_twin, "_program", fail)
    with pytest.raises(UpstreamError, match="couldn't export checkpoint") as caught:
        onnx_twin.onnx_twin(checkpoint)
    assert "no such op" in caught.value.detail and list(onnx_twin.place().iterdir()) == []
