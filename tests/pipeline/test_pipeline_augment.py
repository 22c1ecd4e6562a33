"""Augmenting as a step: the mix, the teacher's filter, and the window's preview of it."""

from __future__ import annotations

import queue
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from pipeline_tiny import write_csv

from studio.core import columns
from studio.core.errors import InputError
from studio.core.events import Answer
from studio.pipeline import door
from studio.pipeline.steps.augment_preview import sample
from studio.project import Project


def augmented(project: Path) -> Any:
    with Project.open(project) as opened:
        found = opened.named("augmented")
        assert found is not None
        return columns.read_dataset(found.path / "train.arrow"), found


def test_the_mix_says_how_often_a_method_is_drawn(tmp_path: Path, order_step: Any) -> None:
    order_step("import", tmp_path / "p", file=str(write_csv(tmp_path / "in.csv")))
    methods = ["synonym_replacement=0.3", "random_deletion=0.3"]
    even = order_step("augment", tmp_path / "p", method=methods, copies=4)[1]["origins"]
    told = order_step("augment", tmp_path / "p", method=methods, mix=[1, 9], copies=4)[1]["origins"]
    assert even["augment:random_deletion"] < 0.75 * 4 * even["csv"]
    assert told["augment:random_deletion"] > 0.8 * sum(n for o, n in told.items() if o != "csv")
    with pytest.raises(InputError, match="one weight above 0 for each"):
        order_step("augment", tmp_path / "p", method=methods, mix=[1])


def test_the_filter_needs_a_teacher(tmp_path: Path, order_step: Any) -> None:
    order_step("import", tmp_path / "p", file=str(write_csv(tmp_path / "in.csv")))
    with pytest.raises(InputError) as caught:
        order_step("augment", tmp_path / "p", teacher_filter=True)
    assert "teacher" in caught.value.message and "--teacher-filter" in caught.value.remedy


def test_the_filter_drops_what_the_teacher_answers_otherwise(walked: Any, order_step: Any, tmp_path: Path) -> None:  # fmt: skip
    import shutil

    from studio.models.classifier import load_classifier

    root = tmp_path / "p"
    shutil.copytree(walked[0], root)
    hard = {"method": ["random_deletion=0.5"], "copies": 3}
    plain = order_step("augment", root, **hard)[1]
    told = order_step("augment", root, **hard, teacher_filter=True)[1]
    assert told["changed_mind"] == plain["rows"] - told["rows"] > 0
    rows, artifact = augmented(root)
    with Project.open(root) as project:
        teacher_at = project.named("teacher")
        assert teacher_at is not None and teacher_at.digest in artifact.parents
        teacher = load_classifier(teacher_at.path, None)
    answers = teacher.logits(rows.texts).argmax(-1)
    first = {row: answer for row, answer, o in zip(rows.source_rows.tolist(), answers, rows.origins, strict=True) if o == "csv"}  # fmt: skip
    assert [first[row] for row in rows.source_rows.tolist()] == answers.tolist()
    assert len(first) == plain["originals"]  # no original is ever dropped


def preview(project: Path, *questions: dict[str, Any]) -> list[Any]:
    inbox: queue.SimpleQueue[tuple[int, Any]] = queue.SimpleQueue()
    story = door.start({"step": "augment_preview", "spec": {}, "project": str(project)}, inbox)
    next(story)
    answers = []
    for number, question in enumerate(questions, start=1):
        inbox.put((number, question))
        event = next(story)
        assert isinstance(event, Answer) and event.id == number
        answers.append(event.value)
    story.close()
    return answers


def test_the_preview_is_what_the_job_writes(walked: Any, order_step: Any, tmp_path: Path) -> None:
    import shutil

    root = tmp_path / "p"
    shutil.copytree(walked[0], root)
    methods = [["synonym_replacement", 0.4], ["random_deletion", 0.2]]
    first, again, rolled = preview(root, *({"methods": methods, "seed": seed} for seed in (3, 3, 4)))  # fmt: skip
    assert first == again != rolled
    assert len(first["rows"]) == 8 and len({row["label"] for row in first["rows"]}) == 3
    order_step("augment", root, method=["synonym_replacement=0.4", "random_deletion=0.2"], copies=1, seed=3)  # fmt: skip
    rows, _ = augmented(root)
    written = Counter(zip(rows.texts, rows.origins, strict=True))
    for row in first["rows"]:
        assert row["after"] is None or written[row["after"], f"augment:{row['method']}"] == 1


def test_the_preview_tells_what_cannot_be_used(walked: Any) -> None:
    (told,) = preview(walked[0], {"methods": [["synonym_replacement", 7.0]]})
    assert told["rows"] == [] and "7" in told["problem"] and told["remedy"]


@pytest.mark.parametrize("n", [1, 3, 8, 50])
def test_the_sample_is_spread_and_has_no_row_twice(walked: Any, n: int) -> None:
    with Project.open(walked[0]) as project:
        dataset = project.require("dataset", remedy="")
        train = columns.read_dataset(dataset.path / "train.arrow")
    rows = sample(train, n)
    assert len(rows) == min(n, len(train)) and len(set(rows.source_rows.tolist())) == len(rows)
    assert len(set(rows.label_ids.tolist())) == min(3, n)
