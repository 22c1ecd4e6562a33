"""The onnx runtime: equal to torch, its labels and tokenizer found or asked for, refusals plain."""

from __future__ import annotations

import base64
import json
import shutil
import warnings
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from studio.core.errors import InputError
from studio.core.values import ClassifierCard
from studio.models.tokenizer import TextEncoder
from studio.runtime import open_runtime
from studio.runtime.backends.onnx import Onnx
from studio.runtime.identity import CARD_KEY, TOKENIZER_KEY

LENGTH = 16
TEXTS = ["where is my parcel", "thank you", "please cancel my order now , thank you very much . " * 4, ""]  # fmt: skip


class Graph(torch.nn.Module):
    """ids, mask (and token types) in; a probability-like extra and logits out."""

    def __init__(self, model: torch.nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, types: torch.Tensor | None = None) -> torch.Tensor:  # fmt: skip
        extra = {} if types is None else {"token_type_ids": types}
        found: torch.Tensor = self.model(input_ids=ids, attention_mask=mask, **extra).logits
        return found


def export(path: Path, model: torch.nn.Module, *, types: bool = False, fixed: bool = False, dtype: torch.dtype = torch.int64, output: str = "logits") -> Path:  # fmt: skip
    names = ["input_ids", "attention_mask", *(["token_type_ids"] if types else [])]
    example = tuple(torch.ones(2 if not fixed else 1, LENGTH, dtype=dtype) for _ in names)
    free = None if fixed else {name: {0: "n", 1: "L"} for name in [*names, output]}
    if free:
        free[output] = {0: "n"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(Graph(model).eval(), example, str(path), input_names=names, output_names=[output], dynamic_axes=free, opset_version=18, dynamo=False)  # fmt: skip
    return path


Of = Callable[[str], torch.nn.Module]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, model_of: Of, tokenizer_text: str) -> Path:
    """A foreign export: the graph with config.json and tokenizer.json beside it."""
    home = tmp_path_factory.mktemp("foreign")
    model = model_of("bert")
    model.save_pretrained(home)
    (home / "tokenizer.json").write_text(tokenizer_text, encoding="utf-8")
    (home / "tokenizer_config.json").write_text(json.dumps({"model_max_length": LENGTH}))
    export(home / "model.onnx", model)
    return home


@pytest.fixture(scope="module")
def expected(model_of: Of, tokenizer_text: str) -> np.ndarray:
    return by_torch(TEXTS, model_of("bert"), tokenizer_text)


def by_torch(texts: list[str], model: torch.nn.Module, tokenizer: str) -> np.ndarray:
    encoder = TextEncoder.from_json(tokenizer, LENGTH)
    rows = []
    with torch.inference_mode():
        for ids in encoder.encode(texts).ids:
            found = model(input_ids=torch.tensor([ids]), attention_mask=torch.ones(1, len(ids)))
            rows.append(found.logits[0].numpy())
    return np.stack(rows)


def test_available_says_so() -> None:
    assert Onnx().available().ok


def test_a_missing_onnxruntime_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    found = Onnx().available()
    assert not found.ok and "onnxruntime" in found.remedy


def test_equal_to_torch_and_chosen_by_itself(folder: Path, expected: np.ndarray) -> None:
    with open_runtime(folder / "model.onnx") as model:
        assert model.name == "onnx" and model.card.labels[0] == "neg"
        assert model.card.max_length == LENGTH
        np.testing.assert_allclose(model.logits(TEXTS), expected, atol=2e-5)
        answer = model.predict(TEXTS[0])
        assert answer.runtime == "onnx" and answer.label in model.card.labels
        assert model.read(TEXTS[2]).cut > 0


@pytest.mark.parametrize(
    ("types", "fixed", "dtype", "output"),
    [(True, False, torch.int64, "logits"), (False, True, torch.int32, "output_0"), (True, True, torch.int64, "scores")],
)  # fmt: skip
def test_other_shapes_of_graph(folder: Path, tmp_path: Path, types: bool, fixed: bool, dtype: torch.dtype, output: str, model_of: Of, expected: np.ndarray) -> None:  # fmt: skip
    (tmp_path / "onnx").mkdir()
    for name in ("config.json", "tokenizer.json", "tokenizer_config.json"):
        shutil.copy(folder / name, tmp_path)
    path = export(tmp_path / "onnx" / "m.onnx", model_of("bert"), types=types, fixed=fixed, dtype=dtype, output=output)  # fmt: skip
    with open_runtime(path) as model:
        assert model.card.lengths == ((LENGTH,) if fixed else ())
        np.testing.assert_allclose(model.logits(TEXTS), expected, atol=2e-5)


def test_a_file_of_ours_carries_its_card(folder: Path, tmp_path: Path) -> None:
    path = ours(folder, tmp_path / "mine.onnx", "a", "b", "c", "d")
    with open_runtime(path) as model:
        assert model.card.labels == ("a", "b", "c", "d") and model.card.max_length == 8
        assert model.logits(["hello"]).shape == (1, 4)


def ours(folder: Path, path: Path, *labels: str, **more: str) -> Path:
    import onnx

    made: Any = onnx.load(str(folder / "model.onnx"))
    card = ClassifierCard(labels, 8, "", "Bert")
    packed = base64.b64encode(
        zlib.compress(((folder / "tokenizer.json").read_text("utf-8")).encode())
    ).decode()
    for key, value in {CARD_KEY: card.to_json(), TOKENIZER_KEY: packed, **more}.items():
        made.metadata_props.add(key=key, value=value)
    onnx.save(made, str(path))
    return path


@pytest.mark.parametrize(
    ("leave", "code"), [(("tokenizer.json",), "no-card"), (("config.json",), "no-tokenizer")]
)
def test_a_foreign_file_alone_is_refused(folder: Path, tmp_path: Path, leave: tuple[str, ...], code: str) -> None:  # fmt: skip
    for name in ("model.onnx", *leave):
        shutil.copy(folder / name, tmp_path)
    with pytest.raises(InputError) as caught:
        open_runtime(tmp_path / "model.onnx")
    assert caught.value.code == f"input.{code}" and "id2label" in caught.value.remedy


def test_no_onnx_and_wrong_labels_are_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "x.onnx").write_bytes(b"not a model")
    with pytest.raises(InputError, match=r"x\.onnx is not an ONNX model"):
        open_runtime(tmp_path / "x.onnx")
    with pytest.raises(InputError, match="4 scores for 2 labels"):
        open_runtime(ours(folder, tmp_path / "y.onnx", "a", "b")).logits(["x"])
    with pytest.raises(InputError, match="can't be read"):
        open_runtime(ours(folder, tmp_path / "z.onnx", "a", "b", **{TOKENIZER_KEY: "%%%"}))


def test_a_graph_of_other_inputs_is_refused(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "other.onnx"
    for name in ("config.json", "tokenizer.json"):
        shutil.copy(folder / name, tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(torch.nn.Linear(4, 4), (torch.ones(1, 4),), str(path), input_names=["pixels"], dynamo=False)  # fmt: skip
    with pytest.raises(InputError, match="pixels"):
        open_runtime(path)
