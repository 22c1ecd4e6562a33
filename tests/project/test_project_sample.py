"""The packed sample project: small, whole for what it keeps, silent about what it left out."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from studio.core.errors import InputError
from studio.core.events import Finished
from studio.project import Project, is_project
from studio.project.copying import copy_project
from studio.project.sample import LEFT_OUT, pack, sample_project

KEPT = ("dataset", "student-int8")


@pytest.fixture
def trained(tmp_path: Path) -> Path:
    root = tmp_path / "trained"
    with Project.open(root, write=True, create=True) as project:
        with project.draft("dataset", "dataset", made_by="import") as data:
            (data.path / "rows.arrow").write_bytes(b"rows")
        with project.draft("model", "student", made_by="distil", parents=(data.artifact.digest,)) as student:  # fmt: skip
            (student.path / "model.safetensors").write_bytes(b"large" * 10_000)
            student.about["parameters"] = 17
        with project.draft("package", "student-int8", made_by="compress", parents=(student.artifact.digest,), suffix=".mlpackage") as small:  # fmt: skip
            (small.path / "weight.bin").write_bytes(b"small")
        project.measure(small.artifact.digest, "exam", {"accuracy": 0.5}, data.artifact.digest)
        project.measure(small.artifact.digest, "parity", {"verdict": "pass"}, student.artifact.digest)  # fmt: skip
        project.answers_file(small.artifact.digest, data.artifact.digest).write_bytes(b"answers")
        project.remember("key", "distil", {"path": str(root)}, {})
        project.begin_run("distil", {"from": str(root)}).end(Finished({}))
    return root


def test_what_is_kept_is_whole_and_measured_what_is_not_is_marked(trained: Path, tmp_path: Path) -> None:  # fmt: skip
    packed = tmp_path / "packed"
    assert pack(trained, packed, KEPT) < 120_000
    with Project.open(packed) as project:
        names = project.names()
        assert project.require("student-int8", remedy="").path.name == "student-int8.mlpackage"
        assert not names["student"].path.exists()
        assert project.about(names["student"]) == {"parameters": 17, LEFT_OUT: True}
        found = next(known for known in project.known() if known.name == "student-int8")
        assert found.exam == {"accuracy": 0.5} and found.parity == {"verdict": "pass"}
        assert found.reference == "student" and found.answers is not None
        assert project.runs() == [] and project.recall("key") is None


def test_no_path_of_its_maker_travels(trained: Path, tmp_path: Path) -> None:
    pack(trained, tmp_path / "packed", KEPT)
    for file in (p for p in (tmp_path / "packed").rglob("*") if p.is_file()):
        assert str(tmp_path).encode() not in file.read_bytes(), file


def test_it_is_copied_from_a_folder_nobody_may_write_to(trained: Path, tmp_path: Path) -> None:
    packed, mine = tmp_path / "packed", tmp_path / "mine"
    pack(trained, packed, KEPT)
    with sqlite3.connect(packed / "project.sqlite") as db:
        assert db.execute("PRAGMA journal_mode").fetchone()[0] == "delete"
    db.close()
    before = sorted(p.name for p in packed.iterdir())
    folders = [packed, *(p for p in packed.rglob("*") if p.is_dir())]
    for folder in folders:
        os.chmod(folder, 0o555)
    try:
        list(copy_project(packed, mine))
    finally:
        for folder in folders:
            os.chmod(folder, 0o755)
    assert sorted(p.name for p in packed.iterdir()) == before
    with Project.open(mine, write=True) as project:
        project.require("student-int8", remedy="")


def test_a_project_without_what_is_asked_for_is_refused(trained: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no teacher-int4"):
        pack(trained, tmp_path / "packed", (*KEPT, "teacher-int4"))
    assert not (tmp_path / "packed").exists()
    pack(trained, tmp_path / "packed", KEPT)
    with pytest.raises(InputError, match="exists already"):
        pack(trained, tmp_path / "packed", KEPT)


def test_where_it_is_looked_for(trained: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setenv("POCKETBERT_SAMPLE", str(tmp_path / "none"))
    assert sample_project() is None
    monkeypatch.setenv("POCKETBERT_SAMPLE", str(trained))
    assert sample_project() == trained and is_project(trained)
