"""The Teacher and Distil panes: labels before anything runs, what runs, what came of it, time left."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from ui_fakes import ScriptedJobs
from ui_help import until
from ui_project import LABELS, make_project

from studio.core.events import Event, Finished, Metric, Progress, Started
from studio.project import Project
from studio.ui.panes.distil import DistilPane
from studio.ui.panes.teacher import TeacherPane
from studio.ui.presenters import matching, training
from studio.ui.presenters.curves import Level, nearest, union
from studio.ui.presenters.job import JobView, State
from studio.ui.presenters.state import ProjectState, read_state
from studio.ui.presenters.students import students
from studio.ui.window import Window

pytestmark = pytest.mark.gui


def model(folder: Path, names: list[str], **more: object) -> Path:
    folder.mkdir(parents=True)
    config = {"model_type": "bert", "id2label": {str(at): n for at, n in enumerate(names)}, **more}
    (folder / "config.json").write_text(json.dumps(config))
    return folder


# before anything runs -----------------------------------------------------------------------------


def test_labels_that_match_in_any_order_and_case(tmp_path: Path) -> None:
    state = read_state(make_project(tmp_path / "p", 60))
    found = matching.look(str(model(tmp_path / "m", [n.upper() for n in reversed(LABELS)])), state)
    assert found is not None and found.problem == "" and found.matched == 6
    assert found.rows == tuple((n, n.upper()) for n in LABELS) and "by name" in found.note


def test_labels_that_dont_match_are_shown_side_by_side(tmp_path: Path) -> None:
    state = read_state(make_project(tmp_path / "p", 60))
    found = matching.look(str(model(tmp_path / "m", ["Notice", *LABELS[1:5], "praise"])), state)
    assert found is not None and found.matched == 5 and "can't be matched" in found.problem
    assert found.rows[0] == ("notice", "Notice")
    assert found.rows[-2:] == (("clue", ""), ("", "praise")) and "fine-tune" in found.remedy


def test_numbered_heads_say_that_they_are_a_guess(tmp_path: Path) -> None:
    state = read_state(make_project(tmp_path / "p", 60))
    found = matching.look(str(model(tmp_path / "m", [f"LABEL_{at}" for at in range(6)])), state)
    assert found is not None and not found.problem and "a guess" in found.note


def test_what_is_no_teacher_is_said_before_it_is_loaded(tmp_path: Path) -> None:
    state = read_state(make_project(tmp_path / "p", 60))
    bare = model(tmp_path / "bare", [], architectures=["BertModel"])
    empty, damaged = tmp_path / "empty", tmp_path / "damaged"
    empty.mkdir()
    damaged.mkdir()
    (damaged / "config.json").write_text('{"model_type": "bert", "id2label": {"x": "y"}}')
    said = {p.name: matching.look(str(p), state) for p in (bare, empty, damaged, tmp_path / "none")}
    assert {name: found.reason for name, found in said.items() if found} == {
        "bare": "This is a bare encoder.",
        "empty": "This is not a model folder.",
        "damaged": "Its config.json is damaged.",
        "none": "There is no such folder.",
    }
    hub = matching.look("google/bert-tiny", state)
    assert hub is not None and not hub.problem and not hub.rows and "downloaded" in hub.note
    assert matching.look("", state) is None and matching.look(str(bare), ProjectState()) is None


async def test_a_teacher_with_other_labels_cant_be_prepared(window: Window, jobs: ScriptedJobs, tmp_path: Path) -> None:  # fmt: skip
    window.space.open(make_project(tmp_path / "p", 60))
    window.go("teacher")
    pane = window.panes["teacher"]
    assert isinstance(pane, TeacherPane) and not pane.labels_card.isVisible()
    QTest.keyClicks(pane.form.controls["model"], str(model(tmp_path / "other", ["a", "b"])))
    assert pane.form.typed()["finetune"] == ""  # one's own model replaces the encoder offered
    assert pane.labels_card.isVisible() and pane.matched.text() == "0 of 8 matched"
    assert not pane.primary.isEnabled() and pane.reason.text() == "Its labels don't match the data's."  # fmt: skip
    pane.take(str(model(tmp_path / "mine", list(LABELS))))
    assert pane.primary.isEnabled() and pane.matched.text() == "6 of 6 matched"
    pane.form.set_value("model", "")
    pane.form.set_value("finetune", "sample")
    assert not pane.labels_card.isVisible() and pane.primary.isEnabled()
    QTest.mouseClick(pane.primary, Qt.MouseButton.LeftButton)
    await until(lambda: not window.space.desk.unfinished, "it ends")
    assert jobs.orders[-1]["spec"]["finetune"] == "sample"


async def test_a_folder_is_chosen_with_a_dialog(window: Window, tmp_path: Path) -> None:
    window.space.open(make_project(tmp_path / "p", 60))
    window.go("teacher")
    pane = window.panes["teacher"]
    assert isinstance(pane, TeacherPane)
    pane._use_sample()
    dialog = pane.choose_folder()
    assert isinstance(dialog, QFileDialog) and dialog.isVisible()
    folder = model(tmp_path / "mine", list(LABELS))
    dialog.fileSelected.emit(str(folder))
    typed = pane.form.typed()
    assert typed["model"] == str(folder) and typed["finetune"] == ""
    dialog.close()


# what came of it ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["teacher", "distil"])
async def test_the_exam_is_shown_and_a_cell_lists_its_rows(window: Window, tmp_path: Path, name: str) -> None:  # fmt: skip
    window.go(name)
    pane = window.panes[name]
    assert not pane.exam.isVisible()
    window.space.open(make_project(tmp_path / "p", 200))
    window.go(name)
    assert pane.exam.isVisible() and not pane.exam.behind.isVisible()
    matrix = pane.exam.chart.matrix
    assert matrix is not None and pane.exam.scores.model().rowCount() == 6
    pane.exam.chart.setFocus()
    pane.exam.chart.current = (0, 0)
    QTest.keyClick(pane.exam.chart, Qt.Key.Key_Return)
    await until(pane.exam.behind.isVisible, "the rows")
    assert pane.exam.rows.model().rowCount() == matrix.counts[0][0] > 0
    assert pane.exam.told.text() == matrix.told(0, 0) and not pane.exam.why.isVisible()
    for file in (tmp_path / "p" / "answers").iterdir():
        file.unlink()
    pane.exam.open_cell(0, 0)
    assert pane.exam.why.isVisible() and not pane.exam.rows.isVisible()


async def test_figures_lines_and_stale(window: Window, tmp_path: Path) -> None:
    root = make_project(tmp_path / "p", 60)
    window.space.open(root)
    window.go("distil")
    pane = window.panes["distil"]
    assert [f.texts[1].whole for f in pane.figures] == ["85.2 %", "80.2 %", "17.4 M", "95.0 %"]
    told = training.lines(window.space.state, "student")
    assert told[1:] == [
        "Best checkpoint kept: epoch 3 of 4.",
        "3.7 points above TF-IDF + logistic regression (81.5\u00a0%).",
        "45.2 points above always saying the commonest label (40.0\u00a0%).",
    ]
    assert pane.accuracy.levels == [Level("teacher", 0.871), Level("TF-IDF", 0.815), Level("commonest label", 0.4, False)]  # fmt: skip
    assert not pane.old.isVisible()
    with Project.open(root, write=True) as project, project.draft("dataset", "dataset", made_by="import") as draft:  # fmt: skip
        (draft.path / "dataset.json").write_text('{"labels": ["x"], "digest": ""}')
    state = read_state(root)
    assert "Make it again" in training.stale(state, "student") and training.agreement(state, "student") is None  # fmt: skip


def test_a_floor_above_is_said_as_it_is() -> None:
    found = training.against_floors(0.8, training.Floors(0.815, None))
    assert found == ["No better than TF-IDF + logistic regression (81.5\u00a0%): 1.5 points below."]
    assert training.against_floors(0.8, training.Floors()) == []


async def test_students_are_a_list_and_the_field_follows(window: Window, tmp_path: Path) -> None:
    window.space.open(make_project(tmp_path / "p", 60))
    window.go("distil")
    pane = window.panes["distil"]
    assert isinstance(pane, DistilPane)
    known = {s.name: s for s in students(window.space.state)}
    assert known["every_second_layer"].cells == ("every second layer", "17.4 M", "35.0", "18.1", "12.1")  # fmt: skip
    assert pane.presets.model().rowCount() == len(known)
    assert pane.presets.currentIndex().row() == list(known).index("every_second_layer")
    pane.presets.selectRow(list(known).index("minilm"))
    assert pane.form.typed()["student"] == "minilm" and pane.primary.isEnabled()
    pane.form.set_value("student", "tinybert")
    assert pane.presets.currentIndex().row() == list(known).index("tinybert")
    assert not pane.primary.isEnabled() and "share their weights" in pane.reason.text()


def test_students_before_their_sizes_are_known(tmp_path: Path) -> None:
    found = students(read_state(make_project(tmp_path / "p", 60, models=False)))
    assert len(found) >= 5 and {s.cells[1:] for s in found} == {("–",) * 4}


# while it runs ------------------------------------------------------------------------------------


def epochs(n: int) -> list[Event]:
    told: list[Event] = []
    for e in range(1, n + 1):
        told += [Metric("train/loss", 1 / e, e * 10), Progress("train", e * 10, 40), Metric("epoch", e, e * 10)]  # fmt: skip
        told += [Metric("validation/accuracy", 0.9 if e == 2 else 0.8, e), Metric("validation/loss", 1.0, e)]  # fmt: skip
    return told


async def test_live_curves_the_best_checkpoint_and_a_stop(window: Window, jobs: ScriptedJobs, tmp_path: Path) -> None:  # fmt: skip
    jobs.scripts["distil"] = [*epochs(3), Finished({})]
    window.space.open(make_project(tmp_path / "p", 60))
    window.go("distil")
    pane = window.panes["distil"]
    assert not pane.running.isVisible()
    jobs.held = {"distil"}
    jobs.hold.clear()
    QTest.mouseClick(pane.primary, Qt.MouseButton.LeftButton)
    await until(lambda: any(j.step == "distil" and j.state is State.RUNNING for j in window.space.desk.jobs), "it runs")  # fmt: skip
    await until(lambda: len(pane.accuracy.curves) == 1 and len(pane.accuracy.curves[0].points) == 3, "three epochs")  # fmt: skip
    assert pane.running.isVisible() and pane.bar.value() == 750
    assert pane.best.text() == "Best checkpoint kept: epoch 2, accuracy 90.0 %."
    assert "30 of 40" in pane.pace.text() and pane.accuracy.levels[0] == Level("teacher", 0.871)
    await until(lambda: not pane.stop.fresh, "long enough there")
    QTest.mouseClick(pane.stop, Qt.MouseButton.LeftButton)
    await until(lambda: not window.space.desk.unfinished and pane.notice.isVisible(), "stopped")
    assert not pane.running.isVisible() and "go on from the last checkpoint" in pane.notice.remedy.text()  # fmt: skip
    jobs.hold.set()
    await until(lambda: not pane.primary.fresh, "long enough there")
    QTest.mouseClick(pane.primary, Qt.MouseButton.LeftButton)
    assert not pane.notice.isVisible()
    await until(lambda: not window.space.desk.unfinished, "resumed and done")
    await asyncio.sleep(0)
    assert [o["step"] for o in jobs.orders][-2:] == ["label", "distil"]


def test_the_best_so_far_takes_a_tie_by_loss() -> None:
    assert "first epoch" in training.best_so_far({"train/loss": [(1, 1.0)]})
    told = {"validation/accuracy": [(1.0, 0.8), (2.0, 0.8), (3.0, 0.7)], "validation/loss": [(1.0, 0.5), (2.0, 0.4)]}  # fmt: skip
    assert training.best_so_far(told) == "Best checkpoint kept: epoch 2, accuracy 80.0 %."


@settings(deadline=None, max_examples=40)  # hundreds of events each, on a loaded machine
@given(
    step=st.floats(0.05, 2), share=st.floats(0.0, 0.12), rounds=st.integers(2, 6),
    first=st.floats(1, 12), jitter=st.floats(0, 0.3), resumed=st.integers(0, 50),
)  # fmt: skip
def test_time_left_is_right_within_a_fifth_after_a_minute(step: float, share: float, rounds: int, first: float, jitter: float, resumed: int) -> None:  # fmt: skip
    """A steady run by a simulated clock: slow first step, uneven batches, a pause after each epoch.

    `share` is validation's part of an epoch: with 15 % of the rows and no backward pass about 7 %.
    """
    each = max(20, int(300 / step))
    total, now, job = rounds * each + resumed, 1000.0, JobView("distil", "Distil")
    ends = _ends(resumed, total, each, step, share, first, jitter)
    job.take(Started("distil", 1), now)
    job.take(Progress("train", resumed, total), now)
    asked = []
    for at, passed in enumerate(ends, resumed + 1):
        job.take(Progress("train", at, total), now + passed)
        if passed >= 60 and total - at > 5:
            left = job.seconds_left(now + passed)
            assert left is not None
            asked.append(abs(left - (ends[-1] - passed)) / (ends[-1] - passed))
    assert asked and asked[0] <= 0.2
    assert max(asked[: max(1, len(asked) * 9 // 10)]) <= 0.2


def _ends(resumed: int, total: int, each: int, step: float, share: float, first: float, jitter: float) -> list[float]:  # fmt: skip
    """When each step of a run ends, in seconds from its start."""
    clock, ends = 0.0, []
    for at in range(resumed + 1, total + 1):
        clock += step * (first if at == resumed + 1 else 1 + jitter * (1 if at % 2 else -1))
        ends.append(clock)
        if (at - resumed) % each == 0 and at < total:
            clock += share * each * step
    return ends


def test_nearest_and_union() -> None:
    points = [(1.0, 5.0), (4.0, 6.0), (9.0, 7.0)]
    assert [nearest(points, x)[0] for x in (-3, 2, 3, 7, 99)] == [1, 1, 4, 9, 9]
    assert union([points, [(4.0, 1.0)]]) == [(1, [5, None]), (4, [6, 1]), (9, [7, None])]
