"""Temperatures fitted on validation rows, thresholds, and ONNX encoders with a head, as steps."""

from __future__ import annotations

import csv
import json
import shutil
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pipeline_tiny import make_teacher

from studio.core import columns
from studio.core.calibration import (
    COLDEST,
    HOTTEST,
    calibration_error,
    fit_temperature,
    negative_log_likelihood,
)
from studio.core.errors import InputError
from studio.core.events import Note
from studio.pipeline.own_data import OwnData, own_data, temperature_of
from studio.project import Project


def drawn(temperature: float, rows: int = 4000) -> tuple[Any, Any]:
    """Logits whose labels are drawn from softmax(logits / temperature)."""
    dice = np.random.default_rng(0)
    logits = dice.standard_normal((rows, 4)).astype(np.float32) * 4
    noise = dice.gumbel(size=logits.shape)
    return logits, (logits / temperature + noise).argmax(axis=1)


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.5])
def test_the_temperature_the_labels_were_drawn_with_is_found(temperature: float) -> None:
    logits, labels = drawn(temperature)
    found = fit_temperature(logits, labels)
    assert found == pytest.approx(temperature, rel=0.08)
    assert calibration_error(logits, labels, found) < 0.03
    if temperature != 1:
        assert calibration_error(logits, labels, found) < calibration_error(logits, labels, 1) / 2


@given(st.integers(0, 1000), st.floats(0.2, 5))
@settings(max_examples=30, deadline=None)
def test_no_other_temperature_is_likelier(seed: int, factor: float) -> None:
    dice = np.random.default_rng(seed)
    logits = dice.standard_normal((60, 3)).astype(np.float32) * 2
    labels = dice.integers(0, 3, 60)
    found = fit_temperature(logits, labels)
    other = min(max(found * factor, COLDEST), HOTTEST)
    assert (
        negative_log_likelihood(logits, labels, found)
        <= negative_log_likelihood(logits, labels, other) + 1e-6
    )


def test_rows_that_are_all_right_or_all_wrong_meet_the_bounds() -> None:
    logits = np.eye(3, dtype=np.float32).repeat(10, axis=0)
    right = logits.argmax(axis=1)
    assert fit_temperature(logits, right) == COLDEST
    assert fit_temperature(logits, (right + 1) % 3) == HOTTEST


@pytest.mark.parametrize("asked", ["0", "-1", "warm", "nan", "1e9"])
def test_a_temperature_that_is_none_is_refused(asked: str) -> None:
    with pytest.raises(InputError, match="temperature"):
        next(temperature_of(asked, lambda _: np.zeros((1, 2), np.float32), ("a", "b"), OwnData()))


def test_without_rows_there_is_nothing_to_fit() -> None:
    with pytest.raises(InputError, match="no labelled rows"):
        next(temperature_of("auto", lambda _: np.zeros((1, 2), np.float32), ("a", "b"), OwnData()))
    assert own_data(None) == OwnData()


@pytest.mark.slow
def test_a_fitted_temperature_and_a_threshold_reach_every_answer(walked: tuple[Path, Any], order_step: Any, tmp_path: Path) -> None:  # fmt: skip
    project = tmp_path / "p"
    shutil.copytree(walked[0], project)
    asked = {"source": "student", "temperature": "auto", "reject_below": 0.99, "lengths": "auto", "target": "iOS18"}  # fmt: skip
    events, result = order_step("convert", project, **asked)
    (note,) = [e.text for e in events if isinstance(e, Note) and "fitted on" in e.text]
    assert f"temperature {result['temperature']:.3f}" in note
    with Project.open(project) as opened:
        rows = columns.read_split(opened.require("dataset", remedy="").path).validation
        counts = own_data(opened).counts
    assert counts and result["lengths"][-1] >= max(min(n, result["lengths"][-1]) for n, _ in counts)
    (plain,) = order_step("predict", project, model="student", text=[rows.texts[0]])[1]["predictions"]  # fmt: skip
    (answer,) = order_step("predict", project, model="student-float16", text=[rows.texts[0]])[1]["predictions"]  # fmt: skip
    assert answer["label"] == plain["label"] and answer["reject_below"] == 0.99
    assert answer["sure"] == (answer["probabilities"][answer["label"]] >= 0.99)
    p, q = (np.array(list(a["probabilities"].values())) for a in (plain, answer))
    again = np.exp(np.log(np.maximum(p, 1e-12)) / result["temperature"])
    assert np.abs(again / again.sum() - q).max() < 1e-2
    out = tmp_path / "out.csv"
    source = tmp_path / "in.csv"
    source.write_text("text\n" + "\n".join(rows.texts[:5]) + "\n", encoding="utf-8")
    order_step("predict", project, model="student-float16", csv=str(source), out=str(out))
    with open(out, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            assert row["sure"] == ("yes" if float(row["confidence"]) >= 0.99 else "no")
    assert order_step("convert", project, **asked)[1]["reused"]
    report = order_step("verify", project, reference="student", models=["student-float16"])[1]
    assert report["reports"][0]["verdict"] == "pass"


@pytest.mark.slow
def test_an_encoder_elsewhere_with_a_head_of_ones_own(order_step: Any, tmp_path: Path) -> None:
    import torch
    from transformers import AutoModel

    folder = make_teacher(tmp_path / "encoder")
    (folder / "config.json").write_text(json.dumps({**json.loads((folder / "config.json").read_text()), "id2label": {}}))  # fmt: skip
    encoder = AutoModel.from_pretrained(folder).eval().requires_grad_(False)
    ones = torch.ones(1, 16, dtype=torch.int64)

    class Plain(torch.nn.Module):
        def forward(self, ids: Any, mask: Any) -> Any:
            return encoder(input_ids=ids, attention_mask=mask, return_dict=False)[0]

    names = ["input_ids", "attention_mask"]
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Plain(), (ones, ones), str(folder / "model.onnx"), dynamo=False, opset_version=17,
            input_names=names, output_names=["last_hidden_state"],
            dynamic_axes={name: {0: "batch", 1: "length"} for name in names},
        )  # fmt: skip
    weight = np.random.default_rng(0).standard_normal((3, 32)) / 4
    np.savez(tmp_path / "head.npz", weight=weight, bias=np.zeros(3), labels=["x", "y", "z"])
    out = tmp_path / "m.mlpackage"
    asked = {"source": str(folder / "model.onnx"), "head": str(tmp_path / "head.npz"), "temperature": "2", "reject_below": 0.9}  # fmt: skip
    _, result = order_step("convert", None, **asked, output=str(out), check_parity=True)
    assert result["temperature"] == 2.0 and (tmp_path / "m.onnx").is_file()
    answers = [order_step("predict", None, model=str(m), text=["parcel late"])[1]["predictions"][0] for m in (out, tmp_path / "m.onnx")]  # fmt: skip
    assert answers[0]["label"] == answers[1]["label"] and not answers[0]["sure"]
    assert "sure" not in answers[1]  # the ONNX file itself has no threshold
    np.savez(tmp_path / "head.npz", weight=weight[:2], bias=np.zeros(2), labels=["x", "y"])
    with pytest.raises(InputError, match="take the encoder's place"):
        order_step("convert", None, **asked, output=str(folder / "model.mlpackage"))
