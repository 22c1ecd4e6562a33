"""What is inside a converted package."""

from __future__ import annotations

import base64
import dataclasses
import json
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from convert_tiny import LABELS, drain, files, read, tiny_classifier

from studio.convert import ConvertSettings, PackageReport, convert
from studio.convert.conversion import _plain
from studio.core.events import Note, Progress
from studio.core.values import ClassifierCard
from studio.runtime import open_runtime

TEXTS = ["a", "", "b c d e f", "z " * 60, "日本 😀 \x00 q"]


def torch_logits(classifier: Any, texts: list[str], length: int) -> np.ndarray:
    ids, mask = classifier.encoder.pad(classifier.encoder.encode(texts, length).ids, length)
    with torch.no_grad():
        out = classifier.model(torch.from_numpy(ids).long(), torch.from_numpy(mask).long())
    return out.logits.numpy()


def check_answers(classifier: Any, package: Path, tolerance: float = 1e-2) -> None:
    expected = torch_logits(classifier, TEXTS, 32)
    with open_runtime(package, runtime="reference") as runtime:
        assert np.abs(runtime.logits(TEXTS) - expected).max() < tolerance  # NaN fails as well
        assert runtime.predict("a").label == LABELS[int(expected[0].argmax())]


def operations(spec: Any) -> list[Any]:
    (block,) = spec.mlProgram.functions["main"].block_specializations.values()
    return list(block.operations)


def test_outputs_and_inputs(bert_package: PackageReport) -> None:
    description = read(bert_package.path).description
    kinds = {o.name: o.type.WhichOneof("Type") for o in description.output}
    assert kinds == {
        "label": "stringType",
        "probabilities": "dictionaryType",
        "logits": "multiArrayType",
    }
    assert description.predictedFeatureName == "label"
    assert description.predictedProbabilitiesName == "probabilities"
    for feature in description.input:
        assert list(feature.type.multiArrayType.shape) == [1, 32]
        assert feature.type.multiArrayType.dataType == 131104  # int32
    logits = next(o for o in description.output if o.name == "logits").type.multiArrayType
    assert (list(logits.shape), logits.dataType) == ([1, 4], 65568)  # float32


def test_metadata_is_enough_to_predict(bert_package: PackageReport) -> None:
    classifier = tiny_classifier()
    meta = read(bert_package.path).description.metadata
    card = ClassifierCard.from_json(meta.userDefined["com.pocketbert.card"])
    assert card == bert_package.card
    assert (card.labels, card.precision, card.scheme) == (LABELS, "float16", "none")
    assert (card.lengths, card.max_length, card.made_from) == ((32,), 32, ("csv",))
    packed = base64.b64decode(meta.userDefined["com.pocketbert.tokenizer"])
    assert zlib.decompress(packed).decode() == classifier.encoder.to_json()
    assert meta.author and meta.license and meta.versionString == "1.0"
    assert "größe 😀" in meta.shortDescription
    assert not [k for k in meta.userDefined if "date" in k]


def test_every_feature_is_described(bert_package: PackageReport) -> None:
    description = read(bert_package.path).description
    assert all(f.shortDescription for f in (*description.input, *description.output))


def test_last_softmax_is_float32_and_weights_are_float16(bert_package: PackageReport) -> None:
    ops = operations(read(bert_package.path))
    last = next(op for op in reversed(ops) if op.type == "softmax")
    assert last.outputs[0].type.tensorType.dataType == 11  # FLOAT32
    weights = [op for op in ops if op.type == "const" and "weight" in op.outputs[0].name]
    assert {op.outputs[0].type.tensorType.dataType for op in weights} == {10}  # FLOAT16


def test_bert_answers_like_torch(bert_package: PackageReport) -> None:
    assert (bert_package.mask, bert_package.gate) == ("additive", 0.0)
    check_answers(tiny_classifier(), bert_package.path)


@pytest.mark.parametrize("name", ["distilbert", "roberta"])
def test_families_answer_like_torch(name: str, tmp_path: Path) -> None:
    classifier = tiny_classifier(name)
    report, events = drain(convert(classifier, tmp_path / "m.mlpackage"))
    assert (report.mask, report.gate) == ("additive", 0.0)
    assert not [e for e in events if isinstance(e, Note)]
    check_answers(classifier, report.path)


@pytest.mark.slow
def test_a_family_with_its_own_mask(tmp_path: Path) -> None:
    classifier = tiny_classifier("deberta")
    report, _ = drain(convert(classifier, tmp_path / "m.mlpackage", ConvertSettings()))
    assert report.mask == "own"
    check_answers(classifier, report.path)


def test_several_lengths(electra_package: PackageReport) -> None:
    classifier = tiny_classifier("electra")
    for feature in read(electra_package.path).description.input:
        shapes = feature.type.multiArrayType.enumeratedShapes.shapes
        assert sorted(list(s.shape) for s in shapes) == [[1, 16], [1, 32]]
    assert electra_package.card.lengths == (16, 32)
    with open_runtime(electra_package.path, runtime="reference") as runtime:
        short, long = runtime.logits(["a b", "c " * 20])
    assert np.abs(short - torch_logits(classifier, ["a b"], 16)[0]).max() < 1e-2
    assert np.abs(long - torch_logits(classifier, ["c " * 20], 32)[0]).max() < 1e-2


def test_float32_with_texts_and_a_checkpoint_folder(
    bert_package: PackageReport, tmp_path: Path
) -> None:
    folder = tmp_path / "checkpoint"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    classifier = dataclasses.replace(tiny_classifier(), folder=folder)
    settings = ConvertSettings(
        precision="float32",
        target="iOS16",
        author="A",
        licence="MIT",
        version="3",
        description="Sorts mail.",
    )
    report, _ = drain(convert(classifier, tmp_path / "m.mlpackage", settings))
    assert (report.card.precision, report.parameters) == ("float32", bert_package.parameters)
    weights = "Data/com.apple.CoreML/weights/weight.bin"
    ratio = len(files(report.path)[weights]) / len(files(bert_package.path)[weights])
    assert 1.9 < ratio < 2.0
    check_answers(classifier, report.path, 1e-5)
    meta = read(report.path).description.metadata
    assert (meta.author, meta.license, meta.versionString) == ("A", "MIT", "3")
    assert meta.shortDescription == "Sorts mail."
    # the checkpoint's digest joins the ancestors
    assert report.card.made_from[0] == "csv" and len(report.card.made_from[1]) == 64


def test_stages_come_in_order_and_the_package_is_the_same_twice(
    bert_package: PackageReport, tmp_path: Path
) -> None:
    report, events = drain(convert(tiny_classifier(), tmp_path / "other.mlpackage"))
    assert report.digest == bert_package.digest
    steps = [(e.stage, e.done) for e in events if isinstance(e, Progress)]
    stages = ("gate", "export", "convert", "annotate", "save")
    assert steps == [(stage, done) for stage in stages for done in (0, 1)]
    assert json.loads(json.dumps(report.to_json()))["size_bytes"] == report.size_bytes
    assert sum(map(len, files(report.path).values())) == report.size_bytes


def test_a_bfloat16_model_in_training_is_converted_from_a_copy() -> None:
    model = tiny_classifier("distilbert").model.to(torch.bfloat16).train()
    copied = _plain(model)
    assert model.training and next(model.parameters()).dtype == torch.bfloat16
    assert not copied.training and next(copied.parameters()).dtype == torch.float32
    assert _plain(copied) is copied
