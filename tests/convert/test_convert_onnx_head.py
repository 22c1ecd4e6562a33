"""An .onnx encoder gets a head; foreign files keep their temperature and what overflows float16."""

from __future__ import annotations

import dataclasses
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import torch
from convert_tiny import LABELS, drain, tiny_classifier

from studio.convert import ConvertSettings
from studio.convert.foreign import convert_onnx
from studio.convert.onnx_head import Head, read_head, with_head
from studio.core.errors import InputError
from studio.core.events import Note
from studio.runtime import open_runtime

TEXTS = ["a", "b c d e f", "z " * 30]
NAMES = ("input_ids", "attention_mask")
WEIGHT = np.random.default_rng(0).standard_normal((4, 64)).astype(np.float32)
HEAD = Head(WEIGHT, np.array([0.1, -0.2, 0.3, 0.0], np.float32), LABELS)


class Encoder(torch.nn.Module):
    """What a library of sentence encoders exports: rows of tokens, and a pooled one."""

    def __init__(self, bert: Any, factor: float = 1.0) -> None:
        super().__init__()
        self.bert, self.factor = bert, factor

    def forward(self, ids: Any, mask: Any) -> Any:
        hidden, pooled = self.bert(input_ids=ids, attention_mask=mask, return_dict=False)[:2]
        large = hidden * self.factor
        return large / self.factor, pooled


def exported(path: Path, factor: float = 1.0) -> Path:
    ones = torch.ones(2, 16, dtype=torch.int64)
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Encoder(tiny_classifier("bert").model.bert, factor).eval(), (ones, ones), str(path),
            dynamo=False, opset_version=17, input_names=list(NAMES),
            output_names=["last_hidden_state", "pooler_output"],
            dynamic_axes={name: {0: "batch", 1: "length"} for name in NAMES},
        )  # fmt: skip
    return path


@pytest.fixture(scope="module")
def encoder_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return exported(tmp_path_factory.mktemp("encoder") / "model.onnx")


def by_torch(pooling: str) -> Any:
    classifier = tiny_classifier("bert")
    ids, mask = (
        torch.from_numpy(a)
        for a in classifier.encoder.pad(classifier.encoder.encode(TEXTS, 32).ids, 32)
    )
    with torch.no_grad():
        hidden, pooled = classifier.model.bert(
            input_ids=ids.long(), attention_mask=mask.long(), return_dict=False
        )[:2]
        kept = mask[:, :, None].float()
        row = {
            "none": pooled,
            "first": hidden[:, 0],
            "mean": (hidden * kept).sum(1) / kept.sum(1),
        }[pooling]
    return row.numpy() @ HEAD.weight.T + HEAD.bias


def headed(path: Path, out: Path, pooling: str, output: str = "", head: Head | None = HEAD) -> Path:
    classifier = tiny_classifier("bert")
    return with_head(path, out, head, pooling, output, classifier.card, classifier.encoder)


@pytest.mark.parametrize("pooling", ["mean", "first", "none"])
def test_a_head_on_an_encoder_answers_as_torch_does(tmp_path: Path, encoder_file: Path, pooling: str) -> None:  # fmt: skip
    out = headed(encoder_file, tmp_path / "classifier.onnx", pooling)
    with open_runtime(out) as runtime:  # alone: labels and tokenizer are inside
        assert runtime.card.labels == LABELS
        assert np.abs(runtime.logits(TEXTS) - by_torch(pooling)).max() < 1e-4


@pytest.mark.slow
def test_the_package_of_a_headed_encoder(tmp_path: Path, encoder_file: Path) -> None:
    path = headed(encoder_file, tmp_path / "classifier.onnx", "mean")
    classifier, out = tiny_classifier("bert"), tmp_path / "m.mlpackage"
    settings = ConvertSettings(target="iOS18", lengths=(16, 32), temperature=3.0, reject_below=0.9)
    report, events = drain(
        convert_onnx(path, out, classifier.card, classifier.encoder, settings, texts=TEXTS)
    )
    assert (report.card.calibration, report.card.reject_below) == (3.0, 0.9)
    assert not report.kept and not [e for e in events if isinstance(e, Note)]
    wanted = by_torch("mean")
    with open_runtime(out, runtime="reference") as runtime:
        assert np.abs(runtime.logits(TEXTS) - wanted).max() < 0.1
        answer = runtime.predict(TEXTS[0])
        z = np.exp(wanted[0] / 3 - (wanted[0] / 3).max())
        assert max(answer.probabilities) == pytest.approx((z / z.sum()).max(), abs=1e-2)
        assert not answer.sure


@pytest.mark.slow
def test_a_foreign_file_that_leaves_float16_keeps_those_operations_in_float32(tmp_path: Path) -> None:  # fmt: skip
    path = headed(exported(tmp_path / "big.onnx", 3e4), tmp_path / "classifier.onnx", "mean")
    classifier, out = tiny_classifier("bert"), tmp_path / "m.mlpackage"
    report, events = drain(convert_onnx(path, out, classifier.card, classifier.encoder))
    assert report.kept and any("float16 would overflow" in e.text for e in events if isinstance(e, Note))  # fmt: skip
    with open_runtime(out, runtime="reference") as runtime:
        assert np.abs(runtime.logits(TEXTS) - by_torch("mean")).max() < 0.1


def test_an_output_is_taken_by_name(tmp_path: Path, encoder_file: Path) -> None:
    model = onnx.load(str(encoder_file))
    classifier = tiny_classifier("bert")
    card = dataclasses.replace(classifier.card, labels=tuple(f"n{k}" for k in range(64)))
    out = with_head(
        encoder_file, tmp_path / "c.onnx", None, "mean", "pooler_output", card, classifier.encoder
    )
    names = [output.name for output in onnx.load(str(out)).graph.output]
    assert names == ["logits"] != [output.name for output in model.graph.output]
    with open_runtime(out) as runtime:
        assert runtime.logits(TEXTS).shape == (3, 64)


def test_what_was_called_logits_makes_way(tmp_path: Path, encoder_file: Path) -> None:
    model = onnx.load(str(encoder_file))
    for node in model.graph.node:
        for names in (node.input, node.output):
            for at, name in enumerate(names):
                names[at] = "logits" if name == "last_hidden_state" else name
    model.graph.output[0].name = "logits"
    onnx.save(model, tmp_path / "odd.onnx")
    out = headed(tmp_path / "odd.onnx", tmp_path / "c.onnx", "mean", "logits")
    with open_runtime(out) as runtime:
        assert np.abs(runtime.logits(TEXTS) - by_torch("mean")).max() < 1e-4


@pytest.mark.parametrize(("pooling", "output"), [("mean", "pooler_output"), ("none", "last_hidden_state"), ("first", "nowhere")])  # fmt: skip
def test_outputs_that_do_not_fit_are_refused(tmp_path: Path, encoder_file: Path, pooling: str, output: str) -> None:  # fmt: skip
    with pytest.raises(InputError, match=output):
        headed(encoder_file, tmp_path / "c.onnx", pooling, output)
    assert not list(tmp_path.iterdir())


def test_heads_are_read_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "head.npz"
    np.savez(path, weight=WEIGHT, bias=HEAD.bias, labels=np.array(LABELS))
    found = read_head(path)
    assert found.labels == LABELS and np.array_equal(found.weight, WEIGHT)
    np.savez(path, weight=WEIGHT[:1], bias=np.array([0.5]))  # a binary logistic regression
    two = read_head(path)
    assert two.weight.shape == (2, 64) and two.bias.tolist() == [0.0, 0.5] and two.labels == ()
    for held in ({"bias": HEAD.bias}, {"weight": WEIGHT[0]}, {"weight": WEIGHT, "bias": [1.0]}, {"weight": WEIGHT * np.nan}, {"weight": WEIGHT, "labels": ["a"]}):  # fmt: skip
        np.savez(path, **{name: np.asarray(value) for name, value in held.items()})
        with pytest.raises(InputError, match="head"):
            read_head(path)
    path.write_bytes(b"no archive")
    with pytest.raises(InputError, match="holds no classification head"):
        read_head(path)
