"""The main job on tiny real models: every step, its reuse, and the numbers against torch."""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pipeline_tiny import write_csv

from studio.core import columns, scores
from studio.core.errors import InputError, QualityError
from studio.core.events import Note
from studio.models.classifier import load_classifier
from studio.project import Project

pytestmark = pytest.mark.slow
Walked = tuple[Path, dict[str, Any]]


def test_every_row_is_accounted_for(walked: Walked) -> None:
    result = walked[1]["import"]
    assert result["rows_read"] == 182 and result["kept"] == 180
    assert result["dropped"] == {"no label": 1, "label id is -1": 1}
    assert sum(result["parts"].values()) == 180


def test_the_teacher_learns_and_the_student_follows(walked: Walked) -> None:
    for step in ("teach", "distil"):
        test = walked[1][step]["scores"]["test"]
        assert test["accuracy"] > 0.8, step
    assert walked[1]["distil"]["parameters"] < walked[1]["teach"]["parameters"]


def test_stored_scores_are_what_the_stored_model_scores(walked: Walked) -> None:
    with Project.open(walked[0]) as project:
        student = load_classifier(project.require("student", remedy="").path)
        test = columns.read_split(project.require("dataset", remedy="").path).test
    logits = student.logits(test.texts)
    told = walked[1]["distil"]["scores"]["test"]
    assert told["accuracy"] == scores.accuracy(test.label_ids, logits.argmax(-1))


def test_the_student_names_its_ancestors(walked: Walked) -> None:
    with Project.open(walked[0]) as project:
        names = project.names()
        card = load_classifier(names["student"].path).card
    wanted = tuple(names[n].digest for n in ("dataset", "teacher", "soft-labels"))
    assert names["student"].parents == wanted and card.temperature == 2.0
    assert card.made_from == (*(digest[:12] for digest in wanted), "every_second_layer")


def test_soft_labels_are_the_teachers_logits(walked: Walked) -> None:
    with Project.open(walked[0]) as project:
        soft = np.load(project.require("soft-labels", remedy="").path / "logits.npy")
        rows = columns.read_dataset(project.require("augmented", remedy="").path / "train.arrow")
        teacher = load_classifier(project.require("teacher", remedy="").path)
    assert np.abs(soft - teacher.logits(rows.texts)).max() < 1e-5


@pytest.mark.parametrize("step", ["augment", "label", "distil", "convert"])
def test_a_second_run_keeps_what_is_unchanged(walked: Walked, order_step: Any, step: str) -> None:
    spec = {"augment": {"copies": 1}, "distil": {"epochs": 4, "learning_rate": 5e-3, "patience": 4}, "convert": {"source": "student"}}  # fmt: skip
    events, result = order_step(step, walked[0], **spec.get(step, {}))
    assert result["reused"] and Note(f"{step}: nothing changed, kept from before") in events


def test_the_package_agrees_with_torch(walked: Walked, order_step: Any) -> None:
    _, result = order_step("verify", walked[0], reference="student", models=["student-float16"])
    report = result["reports"][0]
    assert report["verdict"] == "pass" and report["arithmetic"] == "faithful"
    assert report["max_abs_probability"] <= 5e-3 and report["label_agreement"] == 1.0


def test_another_model_fails_the_check_with_the_row(walked: Walked, order_step: Any) -> None:
    with pytest.raises(QualityError) as caught:
        order_step("verify", walked[0], reference="teacher", models=["student-float16"])
    assert "does not agree" in caught.value.message and "worst row" in caught.value.detail


def test_a_copied_package_alone_predicts(walked: Walked, order_step: Any, tmp_path: Path) -> None:
    copy = tmp_path / "elsewhere.mlpackage"
    shutil.copytree(walked[0] / "exports" / "student-int8.mlpackage", copy)
    _, result = order_step("predict", None, model=str(copy), text=["parcel late courier", ""])
    assert (result["arithmetic"], result["trouble"]) == ("faithful", "") and "rounded" in result[
        "about"
    ]
    first = result["predictions"][0]
    assert first["label"] == "shipping" and first["runtime"] == "reference"
    assert sum(first["probabilities"].values()) == pytest.approx(1, abs=1e-5)
    assert set(first) == {"text", "label", "label_id", "probabilities", "runtime", "milliseconds"}


def test_a_whole_csv(walked: Walked, order_step: Any, tmp_path: Path) -> None:
    source = write_csv(tmp_path / "in.csv", rows=12, seed=9)
    out = tmp_path / "out.csv"
    order_step("predict", walked[0], model="student-int8", csv=str(source), out=str(out))
    with open(out, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 14 and set(rows[0]) == {"sentence", "label", "label id", "predicted_label", "confidence"}  # fmt: skip
    right = sum(row["predicted_label"] == row["label"] for row in rows[:12])
    assert right >= 9
    with pytest.raises(InputError, match="go together"):
        order_step("predict", walked[0], model="student-int8", csv=str(source))


def test_what_is_read_is_never_written_over(walked: Walked, order_step: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    source = write_csv(tmp_path / "in.csv", rows=12, seed=9)
    before = source.read_bytes()
    with pytest.raises(InputError, match="is the file that is read"):
        order_step("predict", walked[0], model="student-int8", csv=str(source), out="in.csv")
    assert source.read_bytes() == before
    package = tmp_path / "m.mlpackage"
    (package / "Data").mkdir(parents=True)
    with pytest.raises(InputError, match="is the package that is read"):
        order_step("compress", None, model=str(package), scheme=["int8"], output="./m.mlpackage")
    assert list(package.iterdir()) == [package / "Data"]


def test_bench_measures_side_by_side(walked: Walked, order_step: Any) -> None:
    _, result = order_step("bench", walked[0], models=["student", "student-int8"], runs=5)
    assert [row["runtime"] for row in result["table"]] == ["torch", "onnx", "reference"]
    assert float(result["table"][2]["MB"]) > 0 and float(result["table"][0]["p50 ms"]) > 0


@pytest.mark.parametrize("what", ["card", "report"])
def test_card_and_report_state_the_measured_numbers(walked: Walked, order_step: Any, what: str, tmp_path: Path) -> None:  # fmt: skip
    project = tmp_path / "p"
    shutil.copytree(walked[0], project)
    with sqlite3.connect(project / "project.sqlite") as db:  # other tests may have measured
        db.execute("DELETE FROM measurements")
    db.close()
    test = walked[1]["distil"]["scores"]["test"]
    unmeasured = Path(order_step("export", project, what=what)[1]["path"]).read_text("utf-8")
    assert f"{test['accuracy']:.3f}" in unmeasured and "student-int8" in unmeasured
    assert "No package was checked yet." in unmeasured
    rows = {row["model"]: row for row in order_step("compare", project, runs=5)[1]["rows"]}
    text = Path(order_step("export", project, what=what)[1]["path"]).read_text("utf-8")
    small = rows["student-int8"]
    for number in (
        f"{small['accuracy']:.3f}", f"{small['macro_f1']:.3f}", f"{small['p95_milliseconds']:.1f}",
        f"{small['per_label_f1']['billing']:.3f}", f"{small['parity']['max_abs_logit']:.1e}",
        f"{small['parity']['label_agreement']:.2%}", "reference", "torch", "TF-IDF",
    ):  # fmt: skip
        assert number in text, number
    assert "No package was checked yet." not in text


def test_soft_labels_of_other_rows_are_refused(walked: Walked, order_step: Any, tmp_path: Path) -> None:  # fmt: skip
    project = tmp_path / "p"
    shutil.copytree(walked[0], project)
    order_step("augment", project, copies=2)
    with pytest.raises(InputError) as caught:
        order_step("distil", project)
    assert caught.value.code == "input.stale-soft-labels" and "pocketbert label" in caught.value.remedy  # fmt: skip


def test_a_new_import_makes_old_copies_stale(walked: Walked, order_step: Any, tmp_path: Path) -> None:  # fmt: skip
    project = tmp_path / "p"
    shutil.copytree(walked[0], project)
    order_step("import", project, file=str(write_csv(tmp_path / "other.csv", rows=90, seed=4)))
    with pytest.raises(InputError, match="another teacher or of other rows"):
        order_step("distil", project)


def test_run_records_hold_every_event(walked: Walked) -> None:
    with Project.open(walked[0]) as project:
        runs = {run.step: run for run in project.runs()}  # the first of each
    lines = (walked[0] / "runs" / runs["distil"].id / "events.jsonl").read_text().splitlines()
    kinds = [json.loads(line)["kind"] for line in lines]
    assert kinds[-1] == "finished" and "metric" in kinds and runs["distil"].state == "done"
