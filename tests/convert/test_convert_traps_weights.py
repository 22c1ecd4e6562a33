"""More failures that happened: weights stored twice or for nothing, answers of an older model."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from convert_families import TEXTS, family_classifier, family_model, keep_torchlib
from convert_tiny import LABELS, drain
from convert_tokenizers import as_transformers_does, written
from onnx import helper
from safetensors.torch import load_file, save_file

from studio.convert import ConvertSettings, PackageReport, convert
from studio.convert.onnx_node import LOWEST, Node
from studio.core.scores import softmax
from studio.models.anatomy import blank_padding
from studio.models.classifier import Classifier, load_classifier
from studio.runtime import open_runtime
from studio.runtime.coreml_cache import PLACE, Compiled


def shared_and_spare() -> tuple[Classifier, int]:
    """A classifier that uses one layer three times and another never, and the numbers it needs."""
    classifier = family_classifier("albert", num_hidden_layers=3)
    needed = sum(p.numel() for p in classifier.model.parameters())
    classifier.model.albert.spare = torch.nn.Linear(96, 96)
    return classifier, needed


@pytest.mark.parametrize("route", ["torch", "onnx"])
def test_trap_tied_weights_are_stored_for_every_use(route: str, tmp_path: Path) -> None:
    """... and layers that nothing reads are stored at all."""
    keep_torchlib()
    classifier, needed = shared_and_spare()
    settings = ConvertSettings(route)
    report, _ = drain(convert(classifier, tmp_path / "m.mlpackage", settings))
    # a second copy of the layer would be 25,000; vectors under 100 numbers may be repeated
    assert 0.95 * needed < report.parameters < needed + 4_000
    with open_runtime(report.path, runtime="reference") as runtime:
        found = softmax(runtime.logits(list(TEXTS)))
    assert np.abs(found - softmax(classifier.logits(list(TEXTS)))).max() < 1e-2


def test_trap_large_weights_taken_for_a_mask() -> None:
    """Everything under -3e4 was raised to that in half precision, weights and masks alike."""
    node = Node(helper.make_node("Add", ["a", "b"], ["c"]), "Add", 18, None, half=True)
    weight = np.array([[1e5, -1e5], [2.0, -4e4]], np.float32)
    assert np.array_equal(node.plain(weight), weight)
    lowest = np.finfo(np.float32).min
    mask = np.array([0.0, -1e9, lowest, -np.inf], np.float32)
    assert node.plain(mask).tolist() == [0.0, LOWEST, LOWEST, LOWEST]
    both = np.array([0.5, -0.5, lowest], np.float32)  # a bias of positions, masked beforehand
    assert node.plain(both).tolist() == [0.5, -0.5, LOWEST]


def test_trap_pooler_of_the_pretrained_model_left_in_the_file(tmp_path: Path) -> None:
    """Checkpoints carry poolers and word predictors that a classifier of their family lacks."""
    model, _ = written("roberta", tmp_path / "x")
    weights = tmp_path / "x/model.safetensors"
    extra = {"roberta.pooler.dense.weight": torch.ones(64, 64), "lm_head.bias": torch.ones(80)}
    save_file({**load_file(weights), **extra}, weights, metadata={"format": "pt"})
    classifier = load_classifier(tmp_path / "x")
    assert classifier.notes == () and classifier.card.labels == LABELS
    assert classifier.parameters == sum(p.numel() for p in model.parameters())


def test_trap_tied_weights_saved_once_are_found_missing(tmp_path: Path) -> None:
    model, tokenizer = written("bert", tmp_path / "x")
    model.bert.encoder.layer[1] = model.bert.encoder.layer[0]
    whole = model.state_dict()
    weights = tmp_path / "x/model.safetensors"
    save_file({n: t.clone() for n, t in whole.items()}, weights, metadata={"format": "pt"})
    expected = as_transformers_does(model, tokenizer, "a fox", 32)
    classifier = load_classifier(tmp_path / "x", max_length=32)
    assert softmax(classifier.logits(["a fox"]))[0] == pytest.approx(expected, abs=1e-5)


def test_trap_mobilebert_sees_the_padding(tmp_path: Path) -> None:
    """Its answer depended on how long the other texts of the batch were."""
    model, tokenizer = written("mobilebert", tmp_path / "x")
    texts = ["a fox", "the lazy dog jumps over my money, please!"]
    together = tokenizer(texts, padding=True, return_tensors="pt")
    with torch.no_grad():
        padded = model(**{k: together[k] for k in ("input_ids", "attention_mask")}).logits[:1]
    alone = as_transformers_does(model, tokenizer, texts[0], 32)
    assert np.abs(padded.softmax(-1)[0].numpy() - alone).max() > 3e-4  # 9e-4 with these weights
    classifier = load_classifier(tmp_path / "x", max_length=32)
    assert softmax(classifier.logits(texts))[0] == pytest.approx(alone, abs=1e-5)


def test_trap_other_families_keep_their_padding_row() -> None:
    model = family_model("bert")
    before = model.get_input_embeddings().weight.clone()
    blank_padding(model)
    assert torch.equal(before, model.get_input_embeddings().weight)


def test_trap_compiled_model_of_older_weights_is_loaded(
    bert_package: PackageReport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same path, other weights: another place. The same weights, another manifest: the same."""
    monkeypatch.setenv(PLACE, str(tmp_path / "compiled"))
    package = tmp_path / "a.mlpackage"
    shutil.copytree(bert_package.path, package)
    first = Compiled.of(package, "ALL")
    manifest = package / "Manifest.json"
    manifest.write_text(manifest.read_text() + "\n")  # as opening it elsewhere does
    assert Compiled.of(package, "ALL") == first
    weights = package / "Data/com.apple.CoreML/weights/weight.bin"
    changed = bytearray(weights.read_bytes())
    changed[-1] ^= 1
    weights.write_bytes(bytes(changed))
    assert Compiled.of(package, "ALL") != first


def test_trap_package_keeps_answering_as_the_weights_it_replaced(tmp_path: Path) -> None:
    """A package written again to the same path, while an older one is still open."""
    out, texts = tmp_path / "m.mlpackage", list(TEXTS)
    answers: list[Any] = []
    first, second = family_classifier("minilm"), family_classifier("minilm")
    with torch.no_grad():
        second.model.classifier.bias.add_(torch.tensor([2.0, 0.0, -2.0, 0.0]))
    drain(convert(first, out))
    with open_runtime(out, runtime="reference") as older:
        answers.append(older.logits(texts))
        shutil.rmtree(out)
        drain(convert(second, out))
        with open_runtime(out, runtime="reference") as newer:
            answers.append(newer.logits(texts))
        assert np.array_equal(older.logits(texts), answers[0])
    assert np.abs(answers[1] - answers[0]).max() == pytest.approx(2.0, abs=0.05)
