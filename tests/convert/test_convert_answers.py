"""What a package answers with: labels in order, a folded temperature once, a threshold."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from convert_tiny import LABELS, drain, read, tiny_classifier

from studio.convert import ConvertSettings, PackageReport, compress, convert
from studio.convert.labels import check_labels
from studio.convert.metadata import REJECT_KEY, TEMPERATURE_KEY
from studio.core.errors import UpstreamError
from studio.core.scores import softmax
from studio.runtime import open_runtime
from studio.runtime.mil import open_evaluator, open_package

TEXTS = ("a b", "c d e f", "z " * 40)
SCALE = 2.5


@pytest.fixture(scope="module")
def doubtful(tmp_path_factory: pytest.TempPathFactory) -> PackageReport:
    """BERT in float32 with a temperature and a threshold folded in."""
    out = tmp_path_factory.mktemp("doubtful") / "bert.mlpackage"
    settings = ConvertSettings(precision="float32", temperature=SCALE, reject_below=0.5)
    return drain(convert(tiny_classifier("bert"), out, settings))[0]


def block_of(spec: Any) -> Any:
    (block,) = spec.mlProgram.functions["main"].block_specializations.values()
    return block


def op_of(spec: Any, kind: str) -> Any:
    return [op for op in block_of(spec).operations if op.type == kind][-1]


def swap(spec: Any) -> None:
    """Two labels change places."""
    values = op_of(spec, "classify").inputs["classes"].arguments[0].value.immediateValue.list.values
    names = [v.immediateValue.tensor.strings.values[0] for v in values]
    for value, name in zip(values, [names[1], names[0], *names[2:]], strict=True):
        value.immediateValue.tensor.strings.values[0] = name


def drop(spec: Any) -> None:
    """A label is lost."""
    del op_of(spec, "classify").inputs["classes"].arguments[0].value.immediateValue.list.values[-1]


def unscale(spec: Any) -> None:
    """The softmax reads the logits as they are."""
    op_of(spec, "softmax").inputs["x"].arguments[0].name = "logits"


def other(spec: Any) -> None:
    """Something else lies between logits and softmax."""
    op_of(spec, "mul").type = "add"


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (swap, "class 0 is 'größe 😀' and should be 'shipping'"),
        (drop, "class 3 is 'missing'"),
        (unscale, "divided by 1 and not by 2.5"),
        (other, "between logits and softmax lies add"),
    ],
)
def test_a_program_with_other_answers_is_refused(doubtful: PackageReport, harm: Any, said: str) -> None:  # fmt: skip
    spec = read(doubtful.path)
    check_labels(spec, doubtful.card)
    harm(spec)
    with pytest.raises(UpstreamError, match=said):
        check_labels(spec, doubtful.card)


def test_a_card_of_more_labels_is_refused(doubtful: PackageReport) -> None:
    card = dataclasses.replace(doubtful.card, labels=(*LABELS, "fifth"))
    with pytest.raises(UpstreamError, match="class 4 is 'missing' and should be 'fifth'"):
        check_labels(read(doubtful.path), card)


def test_the_temperature_is_folded_once(doubtful: PackageReport) -> None:
    """The program's own probabilities, those of `predict`, and softmax(logits / T) are the same."""
    wanted = tiny_classifier().logits(list(TEXTS))
    program = open_evaluator(open_package(doubtful.path))
    with open_runtime(doubtful.path, runtime="reference") as runtime:
        assert np.abs(runtime.logits(TEXTS) - wanted).max() < 1e-5  # the logits stay raw
        encoder = runtime.encoder
        for text, row in zip(TEXTS, softmax(wanted, SCALE), strict=True):
            answer = runtime.predict(text)
            ids, mask = encoder.pad([encoder.encode([text], 32).ids[0]], 32)
            inside = program({"input_ids": ids, "attention_mask": mask})
            assert inside["label"] == answer.label == LABELS[int(row.argmax())]
            for k, name in enumerate(LABELS):
                assert inside["probabilities"][name] == pytest.approx(row[k], abs=1e-5), name
                assert answer.probabilities[k] == pytest.approx(row[k], abs=1e-5), name
            assert answer.sure == (row.max() >= 0.5)


def test_card_and_metadata_say_so_and_a_smaller_copy_too(doubtful: PackageReport, tmp_path: Path) -> None:  # fmt: skip
    small = drain(compress(doubtful.path, "int8", tmp_path / "small.mlpackage"))[0]
    for package in (doubtful, small):
        told = read(package.path).description.metadata.userDefined
        assert (told[TEMPERATURE_KEY], told[REJECT_KEY]) == (repr(SCALE), "0.5")
        assert (package.card.calibration, package.card.reject_below) == (SCALE, 0.5)
        check_labels(read(package.path), package.card)
