"""Try the sample: a trained project is copied and opened at Playground; without one the demo runs."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from ui_fakes import ScriptedJobs
from ui_help import until
from ui_project import make_project

from studio.core import optional
from studio.project import Project
from studio.project.sample import pack
from studio.ui.presenters.state import Badge, read_state
from studio.ui.sample import place
from studio.ui.welcome import of_the_sample
from studio.ui.window import Window

pytestmark = pytest.mark.gui


@pytest.fixture
def sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    whole = make_project(tmp_path / "whole", 60)
    with Project.open(whole) as project:
        kept = [n for n, a in project.names().items() if n == "dataset" or a.kind == "package"]
    pack(whole, tmp_path / "packed", kept)
    monkeypatch.setenv("POCKETBERT_SAMPLE", str(tmp_path / "packed"))
    return tmp_path / "packed"


async def test_it_opens_trained_and_complains_of_nothing(window: Window, jobs: ScriptedJobs, sample: Path) -> None:  # fmt: skip
    window.try_sample()
    window.try_sample()  # a double click makes one copy
    root = window.space.settings.projects / "sample"
    await until(lambda: window.space.state.root == root, "the project")
    assert window.stack.currentWidget() is window.panes["playground"]
    assert window.panes["playground"].models.isVisible()  # type: ignore[attr-defined]
    assert window.space.state.packages() and window.space.state.lost() == []
    assert not {window.rail.buttons[n].badge for n in window.rail.buttons} & {Badge.MISSING, Badge.STALE}  # fmt: skip
    window.go("compare")
    assert not window.panes["compare"].notice.isVisible()
    assert jobs.orders == [] and [p.name for p in root.parent.iterdir()] == ["sample"]


async def test_a_second_time_opens_what_is_there(window: Window, sample: Path) -> None:
    root = window.space.settings.projects / "sample"
    window.try_sample()
    await until(lambda: window.space.state.root == root, "the project")
    (root / "mine.txt").write_text("kept")
    window.close_project()
    window.try_sample()
    await until(lambda: window.space.state.root == root, "again")
    assert (root / "mine.txt").exists()


async def test_without_one_the_demo_runs(window: Window, jobs: ScriptedJobs) -> None:
    window.try_sample()
    await until(lambda: [o["step"] for o in jobs.orders] == ["demo"], "the demo")


async def test_without_the_packages_it_says_how_to_get_them(window: Window, jobs: ScriptedJobs, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr(optional, "SAMPLE", ("no-such-package-here",))
    window.try_sample()
    notice = window.welcome.notice
    assert notice.isVisible() and jobs.orders == [] and window.stack.currentWidget() is window.welcome  # fmt: skip
    assert "pip install 'pocketbert-studio[sample]'" in notice.remedy.text()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    window.run_demo()
    assert "pip" not in notice.remedy.text() and "pocketbert-studio-sample" in notice.remedy.text()
    assert "optional packages" in of_the_sample()


async def test_a_folder_that_can_not_be_written_is_told(window: Window, sample: Path) -> None:
    window.space.settings.projects = sample / "project.sqlite" / "below-a-file"
    window.try_sample()
    await until(lambda: window.welcome.notice.isVisible(), "the notice")
    assert window.space.state.root is None


def test_a_strangers_folder_of_that_name_is_left_alone(tmp_path: Path) -> None:
    assert place(tmp_path) == tmp_path / "sample"
    (tmp_path / "sample").mkdir()
    assert place(tmp_path) == tmp_path / "sample-2"
    make_project(tmp_path / "sample-2", 60, models=False)
    assert place(tmp_path) == tmp_path / "sample-2"


def test_what_was_left_out_is_not_lost(sample: Path) -> None:
    state = read_state(sample)
    assert "student" in state.names and not state.has("student") and state.lost() == []
