"""Measurements: kept by digest, replaced by newer ones, shown only while they hold."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np
import pytest

from studio.core import columns
from studio.core.values import Artifact
from studio.project import Follower, Project
from studio.project.measurements import Known
from studio.project.schema import MIGRATIONS


@pytest.fixture
def project(tmp_path: Path):
    with Project.open(tmp_path / "p", write=True, create=True) as made:
        yield made


def made(project: Project, kind: str, name: str, *parents: str, text: str = "") -> Artifact:
    with project.draft(kind, name, made_by="test", parents=parents) as draft:
        (draft.path / "f").write_text(text or name)
        draft.about["parameters"] = len(name)
    assert draft.artifact is not None
    return draft.artifact


def whole(project: Project) -> dict[str, Artifact]:
    data = made(project, "dataset", "dataset")
    student = made(project, "model", "student", data.digest)
    plain = made(project, "package", "student-float16", student.digest)
    small = made(project, "package", "student-int8", plain.digest)
    return {"dataset": data, "student": student, "student-float16": plain, "student-int8": small}


def known(project: Project, name: str) -> Known:
    return next(model for model in project.known() if model.name == name)


def test_a_project_of_the_first_version_is_migrated_by_name(tmp_path: Path) -> None:
    root = tmp_path / "old"
    root.mkdir()
    name, script = MIGRATIONS[0]
    with sqlite3.connect(root / "project.sqlite") as db:
        db.executescript(f"CREATE TABLE migrations (name TEXT PRIMARY KEY) STRICT; {script}")
        db.execute("INSERT INTO migrations VALUES (?)", (name,))
        db.execute("INSERT INTO artifacts VALUES ('d1', 'model', 'models/x', 1, 'teach', '[]', '{}', 'then')")  # fmt: skip
        db.execute("INSERT INTO names VALUES ('teacher', 'd1')")
    db.close()
    (root / "models").mkdir()
    (root / "models" / "x").write_text("x")
    with Project.open(root) as project:
        assert project.names()["teacher"].digest == "d1"
        assert [model.lacks for model in project.known()] == [("exam", "speed")]
    with sqlite3.connect(root / "project.sqlite") as db:
        seen = [row[0] for row in db.execute("SELECT name FROM migrations ORDER BY name")]
    db.close()
    assert seen == [name for name, _ in MIGRATIONS] and "0002-measurements" in seen


def test_a_newer_result_replaces_the_older_one(project: Project) -> None:
    for accuracy in (0.5, 0.75):
        project.measure("d", "exam", {"accuracy": accuracy}, against="data")
    project.measure("d", "exam", {"accuracy": 1.0}, against="other data")
    assert project.measured("d", "exam", "data") == {"accuracy": 0.75}
    assert project.measured("d", "exam", "nothing") is None


def test_what_is_not_measured_is_lacking(project: Project) -> None:
    whole(project)
    assert known(project, "student").lacks == ("exam", "speed")  # nothing to be compared with
    model = known(project, "student-int8")
    assert model.lacks == ("exam", "parity", "speed") and model.reference == "student"
    assert model.speed is None and model.exam is None and model.agreement is None


def test_everything_measured(project: Project) -> None:
    names = whole(project)
    small, data = names["student-int8"].digest, names["dataset"].digest
    teacher = made(project, "model", "teacher", data).digest
    project.measure(small, "exam", {"accuracy": 0.8}, against=data)
    project.measure(small, "agreement", {"agreement": 0.9, "data": data}, against=teacher)
    project.measure(small, "parity", {"verdict": "pass"}, against=names["student"].digest)
    for runtime in ("reference", "coreml", "coreml@64"):
        project.measure(small, "speed", {"runtime": runtime}, against=runtime)
    assert known(project, "student-int8").lacks == ("exam",)  # its answers are not kept
    columns.write_answers(project.answers_file(small, data), np.eye(2, dtype=np.float32), ("a", "b"))  # fmt: skip
    model = known(project, "student-int8")
    assert model.lacks == () and model.agreement == 0.9 and model.parity == {"verdict": "pass"}
    assert [s["runtime"] for s in model.speeds] == ["coreml", "reference", "coreml@64"]


def test_an_exam_on_other_data_no_longer_holds(project: Project) -> None:
    names = whole(project)
    small = names["student-int8"].digest
    project.measure(small, "exam", {"accuracy": 0.8}, against=names["dataset"].digest)
    assert known(project, "student-int8").exam == {"accuracy": 0.8}
    made(project, "dataset", "dataset", text="new rows")
    assert known(project, "student-int8").exam is None


def test_parity_with_a_replaced_classifier_is_about_that_one(project: Project) -> None:
    names = whole(project)
    small = names["student-int8"].digest
    project.measure(small, "parity", {"verdict": "pass"}, against=names["student"].digest)
    made(project, "model", "student", names["dataset"].digest, text="trained again")
    model = known(project, "student-int8")
    assert model.parity == {"verdict": "pass"} and model.reference == ""  # still true of its own
    assert "parity" not in model.lacks  # and nobody here can be asked again


def test_a_teachers_exam_comes_with_its_making(project: Project) -> None:
    data = made(project, "dataset", "dataset")
    with project.draft("model", "teacher", made_by="teach", parents=(data.digest,)) as draft:
        (draft.path / "f").write_text("t")
        draft.about["scores"] = {"test": {"accuracy": 0.9}}
    assert known(project, "teacher").exam == {"accuracy": 0.9}


def test_a_model_gone_from_the_disk_is_not_listed(project: Project) -> None:
    names = whole(project)
    (names["student-int8"].path / "f").unlink()
    names["student-int8"].path.rmdir()
    assert [model.name for model in project.known()] == ["student", "student-float16"]


def test_answers_come_back_as_they_were(tmp_path: Path) -> None:
    logits = np.random.default_rng(0).normal(size=(7, 3)).astype(np.float32)
    columns.write_answers(tmp_path / "a.arrow", logits, ("x", "y", "ß"))
    found, labels = columns.read_answers(tmp_path / "a.arrow")
    assert np.array_equal(found, logits) and labels == ("x", "y", "ß")
    assert [p.name for p in tmp_path.iterdir()] == ["a.arrow"]


def test_a_follower_measures_nothing(project: Project) -> None:
    with Follower.open(project.root) as follower:
        follower.measure("d", "exam", {"accuracy": 1.0})
    assert project.measured("d", "exam") is None
