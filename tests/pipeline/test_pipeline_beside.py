"""What stands beside scores: the answers of each row, the floor, agreement, students' sizes."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from studio.core import columns, scores
from studio.core.errors import InputError
from studio.models.classifier import load_classifier
from studio.pipeline import beside, catalogue
from studio.project import Project

Walked = tuple[Path, dict[str, Any]]


def answers(project: Project, name: str) -> tuple[np.ndarray[Any, Any], tuple[str, ...]]:
    data = project.require("dataset", remedy="")
    return columns.read_answers(project.answers_file(project.names()[name].digest, data.digest))


@pytest.mark.slow
@pytest.mark.parametrize(("name", "step"), [("teacher", "teach"), ("student", "distil")])
def test_the_answers_kept_are_the_stored_models_and_give_its_scores(walked: Walked, name: str, step: str) -> None:  # fmt: skip
    with Project.open(walked[0]) as project:
        logits, labels = answers(project, name)
        test = columns.read_split(project.require("dataset", remedy="").path).test
        model = load_classifier(project.require(name, remedy="").path)
    assert labels == test.labels.names and logits.shape == (len(test), len(labels))
    assert np.abs(logits - model.logits(test.texts)).max() < 1e-5
    told = walked[1][step]["scores"]["test"]
    assert scores.confusion(test.label_ids, logits.argmax(-1), len(labels)).tolist() == told["confusion"]  # fmt: skip
    assert told["accuracy"] == scores.accuracy(test.label_ids, logits.argmax(-1))


@pytest.mark.slow
def test_the_student_agrees_with_the_teacher_on_the_rows_it_says(walked: Walked) -> None:
    with Project.open(walked[0]) as project:
        names = project.names()
        told = project.measured(names["student"].digest, "agreement", names["teacher"].digest)
        pair = [answers(project, n)[0].argmax(-1) for n in ("teacher", "student")]
    assert told is not None and told["agreement"] == pytest.approx((pair[0] == pair[1]).mean())


@pytest.mark.slow
def test_the_floor_and_the_students_sizes_are_known(walked: Walked) -> None:
    with Project.open(walked[0]) as project:
        names = project.names()
        floor = project.measured(names["dataset"].digest, "floor")
        students = project.measured(names["teacher"].digest, "students")
        teacher = load_classifier(names["teacher"].path)
    assert floor is not None and 0 < floor["majority"] <= floor["accuracy"] <= 1
    assert students is not None
    assert set(students) == {name for name, _ in catalogue.offered("distil", "student")}
    from studio.models.architectures import PRESETS

    built = PRESETS["every_second_layer"].build(teacher)
    told = students["every_second_layer"]
    assert told["parameters"] == built.parameters == walked[1]["distil"]["parameters"]
    sizes = told["package_bytes"]
    assert sizes["float16"] > sizes["int8"] > sizes["int4"] > 150_000


@pytest.mark.slow
def test_what_got_lost_is_found_out_again(walked: Walked, order_step: Any, teacher_folder: Path, tmp_path: Path) -> None:  # fmt: skip
    root = tmp_path / "p"
    shutil.copytree(walked[0], root)
    with Project.open(root) as project:
        before = answers(project, "teacher")[0]
    shutil.rmtree(root / "answers")
    told = order_step("teach", root, finetune=str(teacher_folder), epochs=6, learning_rate=5e-3, patience=6)[1]  # fmt: skip
    assert told["reused"]
    with Project.open(root) as project:
        assert np.abs(answers(project, "teacher")[0] - before).max() < 1e-5


def test_a_teacher_of_shared_layers_says_so_for_the_presets_it_cant_have(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "albert", "num_hidden_layers": 4, "hidden_size": 32, "num_attention_heads": 2, "intermediate_size": 64, "vocab_size": 50, "embedding_size": 16}')  # fmt: skip
    found = beside.students_of(tmp_path)
    assert "share their weights" in found["every_second_layer"]["problem"]
    assert found["minilm"]["parameters"] > 1e6


def test_labels_are_matched_by_the_rule_models_are_loaded_with() -> None:
    config = {"id2label": {"1": "Late Parcel", "0": "refund"}}
    assert catalogue.head_names(config) == ("refund", "Late Parcel")
    assert catalogue.matched(config, ["late-parcel", "refund"])[0] == (("late-parcel", "Late Parcel"), ("refund", "refund"))  # fmt: skip
    numbered = {"id2label": {"0": "LABEL_0", "1": "LABEL_1"}}
    assert catalogue.matched(numbered, ["b", "a"], ["1", "0"])[0] == (
        ("b", "LABEL_1"),
        ("a", "LABEL_0"),
    )
    assert "a guess" in catalogue.matched(numbered, ["b", "a"])[1]  # fmt: skip
    with pytest.raises(InputError, match="don't match"):
        catalogue.matched(config, ["refund", "praise"])
