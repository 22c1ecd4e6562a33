"""Places: what can't be written is said before the work, and a failed step leaves no empty project."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pipeline_tiny import write_csv

from studio.core.errors import InputError, StudioError
from studio.pipeline import door
from studio.project import Project


@pytest.mark.parametrize("option", ["out", "answers"])
def test_a_place_that_takes_no_file_is_told_before_the_work(tmp_path: Path, order_step: Any, option: str) -> None:  # fmt: skip
    file = write_csv(tmp_path / "in.csv")
    given = {"out": str(tmp_path / "out.csv"), option: str(file / "deeper" / "out.csv")}
    with pytest.raises(InputError, match="no folder") as caught:
        order_step("predict", None, model="not even looked for", csv=str(file), **given)
    assert caught.value.code == "input.not-a-folder"


@pytest.mark.parametrize("stood", [False, True])
def test_a_failed_import_leaves_no_empty_project(tmp_path: Path, order_step: Any, stood: bool) -> None:  # fmt: skip
    root = tmp_path / "p"
    if stood:
        root.mkdir()
    with pytest.raises(StudioError):
        order_step("import", root, file=str(tmp_path / "nowhere.csv"))
    assert root.is_dir() == stood and not list(tmp_path.glob("p/*"))


def test_a_stopped_import_leaves_no_empty_project(tmp_path: Path) -> None:
    file, root = write_csv(tmp_path / "in.csv"), tmp_path / "p"
    story = door.start({"step": "import", "spec": {"file": str(file)}, "project": str(root)})
    next(story)
    story.close()
    assert not root.exists()


def test_a_project_that_was_there_or_holds_something_stays(tmp_path: Path, order_step: Any) -> None:
    root, missing = tmp_path / "p", str(tmp_path / "nowhere.csv")
    Project.open(root, write=True, create=True).close()
    with pytest.raises(StudioError):
        order_step("import", root, file=missing)
    with Project.open(root) as project:
        assert [run.state for run in project.runs()] == ["failed"]

    from studio.project.blank import Blank

    for holds in ("thesis.txt", "models/teacher", "window.lock"):
        blank = Blank(tmp_path / "q")
        Project.open(tmp_path / "q", write=True, create=True).close()
        (tmp_path / "q" / holds).touch()
        assert not blank.take_away() and (tmp_path / "q" / holds).exists()
        (tmp_path / "q" / holds).unlink()
        assert blank.take_away() and not (tmp_path / "q").exists()
