"""A project as the first version left it (kept as it was then, in `version1/`) opens with all that it holds."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from studio.project import Project, result_key
from studio.project.copying import copy_project
from studio.project.schema import MIGRATIONS

GOLDEN = Path(__file__).parent / "version1"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    root = tmp_path / "old"
    shutil.copytree(GOLDEN, root, ignore=shutil.ignore_patterns("*.sql"))
    db = sqlite3.connect(root / "project.sqlite")
    db.executescript((GOLDEN / "project.sql").read_text("utf-8"))
    db.close()
    return root


def test_nothing_of_it_is_lost(old: Path) -> None:
    with Project.open(old, write=True) as project:
        assert project.restored == ""
        assert list(project.names()) == ["dataset", "teacher"]
        data, teacher = (project.require(name, remedy="") for name in ("dataset", "teacher"))
        assert "parcel" in (data.path / "rows.csv").read_text("utf-8")
        assert teacher.parents == (data.digest,) and project.about(teacher)["parameters"] == 22_713_216  # fmt: skip
        assert [(run.step, run.state) for run in project.runs()] == [("import", "done")]
        assert project.recall(result_key("import", 1, {"file": "sentences.csv"})) == {"rows": 2}


def test_it_is_a_project_of_this_version_from_then_on(old: Path) -> None:
    with Project.open(old, write=True) as project:
        teacher = project.require("teacher", remedy="")
        project.measure(teacher.digest, "speed", {"p50_milliseconds": 1.0}, "torch")
        assert [known.name for known in project.known()] == ["teacher"]
    with sqlite3.connect(old / "project.sqlite") as db:
        seen = [row[0] for row in db.execute("SELECT name FROM migrations ORDER BY name")]
    db.close()
    assert seen == [name for name, _ in MIGRATIONS] and len(seen) > 1
    assert (old / "cards" / "names.json").is_file()


def test_a_copy_of_it_opens_too(old: Path, tmp_path: Path) -> None:
    list(copy_project(old, tmp_path / "copy"))
    with Project.open(tmp_path / "copy", write=True) as project:
        assert project.intact(project.require("teacher", remedy=""))
