"""Compare: what is known of every model, in order; the picture's marks; the rows two models differ on."""

from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from ui_fakes import ScriptedJobs
from ui_help import until
from ui_project import LABELS, make_project

from studio.core import columns
from studio.core.events import Failed, Finished, Progress
from studio.project import Project
from studio.ui.panes.compare import ComparePane
from studio.ui.presenters import disagreements, packages
from studio.ui.presenters.packages import Mark
from studio.ui.presenters.placing import Axis, Box, places, score_axis, size_axis
from studio.ui.presenters.state import ProjectState, read_state
from studio.ui.settings import Settings
from studio.ui.window import Window

pytestmark = pytest.mark.gui
MODELS = ["teacher", "student", "teacher-float16", "student-float16", "student-int8", "student-palette4"]  # fmt: skip
SIZE, ACCURACY, MEDIAN = 1, 2, 6


@pytest.fixture
def state(tmp_path: Path) -> ProjectState:
    return read_state(make_project(tmp_path / "p", 60))


def forget(root: Path, *, kind: str, name: str) -> None:
    with Project.open(root, write=True) as project:
        digest = project.names()[name].digest
        project._db.execute("DELETE FROM measurements WHERE digest = ? AND kind = ?", (digest, kind))  # fmt: skip


# the table -----------------------------------------------------------------------------------------


def test_every_model_is_shown_with_what_is_known(state: ProjectState) -> None:
    lines = packages.compared_lines(state)
    assert [line.name for line in lines] == [*MODELS, "majority class", "TF-IDF + logistic regression"]  # fmt: skip
    small = lines[4]
    assert small.cells == ("student-int8", "180.0 kB", "85.1 %", "81.1 %", "95.0 %", "passed", "6.0 ms", "8.4 ms", "reference")  # fmt: skip
    assert small.verdict is not None and (small.verdict.icon, small.verdict.tone) == ("circle-check", "good")  # fmt: skip
    assert "99.72 % of 521 rows" in small.verdict.why
    failed = lines[5].verdict
    assert failed is not None and (failed.words, failed.icon, failed.tone) == ("failed", "circle-x", "bad")  # fmt: skip
    assert "96.20% of the rows" in failed.why and packages.unmeasured(state) == ""
    assert packages.told(state)[1] == "The student keeps 97.8 % of the teacher's accuracy."


def test_what_is_not_measured_is_named(tmp_path: Path) -> None:
    root = make_project(tmp_path / "p", 60)
    forget(root, kind="parity", name="student-int8")
    forget(root, kind="speed", name="student-int8")
    forget(root, kind="exam", name="student-float16")
    state = read_state(root)
    assert packages.unmeasured(state) == "Not measured yet: accuracy of student-float16; parity, latency of student-int8."  # fmt: skip
    line = packages.compared_lines(state)[4]
    assert line.cells[5:] == ("not checked", "–", "–", "–") and line.keys[MEDIAN] is None
    assert Mark("student-int8", 180_000, 0.851, 0.0) in packages.marks(state)
    assert "student-float16" not in {mark.name for mark in packages.marks(state)}


def test_models_that_lack_the_same_are_named_together(tmp_path: Path) -> None:
    root = make_project(tmp_path / "p", 60)
    with Project.open(root, write=True) as project:
        project._db.execute("DELETE FROM measurements")
    assert packages.unmeasured(read_state(root)) == (
        "Not measured yet: latency of teacher, student; accuracy, parity, latency of"
        " teacher-float16, student-float16, student-int8, student-palette4."
    )
    assert packages.told(read_state(root)) == [
        "The student keeps 97.8 % of the teacher's accuracy."
    ]


def test_numbers_sort_as_numbers_and_unknown_ones_last(state: ProjectState) -> None:
    lines = packages.compared_lines(state)
    by_size = [line.name for line in packages.in_order(lines, SIZE, False)]
    assert by_size[:3] == ["student-palette4", "student-int8", "student-float16"]
    assert by_size[-2:] == ["majority class", "TF-IDF + logistic regression"]
    down = [line.name for line in packages.in_order(lines, SIZE, True)]
    assert down[:6] == list(reversed(by_size[:6])) and down[-2:] == by_size[-2:]
    assert packages.in_order(lines, MEDIAN, False)[0].cells[MEDIAN] == "3.1 ms"  # before 11.8 ms
    assert packages.in_order(lines, ACCURACY, True)[0].cells[ACCURACY] == "87.1 %"


# the picture ---------------------------------------------------------------------------------------


@given(
    st.lists(
        st.tuples(st.floats(0, 500), st.floats(0, 200), st.floats(5, 16), st.floats(20, 140)),
        min_size=1, max_size=14,
    )
)  # fmt: skip
def test_names_never_cover_each_other_or_a_mark(drawn: list[tuple[float, float, float, float]]) -> None:  # fmt: skip
    points, plot = [d[:3] for d in drawn], Box(0, 0, 500, 200)
    found = places(points, [d[3] for d in drawn], 18, plot)
    boxes = [box for box in found if box is not None]
    assert len(found) == len(points) and all(box.inside(plot) for box in boxes)
    assert not any(a.meets(b) for at, a in enumerate(boxes) for b in boxes[at + 1 :])
    assert not any(
        box.meets(Box(x - r, y - r, 2 * r, 2 * r)) for box in boxes for x, y, r in points
    )


def test_a_lone_mark_has_its_name_at_its_right() -> None:
    assert places([(100, 100, 8)], [50], 18, Box(0, 0, 500, 200)) == [Box(115, 91, 50, 18)]


def test_axes_count_in_factors_when_sizes_are_far_apart() -> None:
    assert not size_axis([20, 30]).log and size_axis([12, 670]).log
    axis = size_axis([10, 1000])
    assert axis.log and axis.share(100) == pytest.approx(0.5) and 10 in axis.ticks(7)
    assert 0 < axis.share(10) < axis.share(1000) < 1
    assert size_axis([5.0]).share(5.0) == pytest.approx(0.5)  # one model stands in the middle
    scores = score_axis([0.85, 0.85])
    assert 0 < scores.share(0.85) < 1 and score_axis([1.0, 0.5]).high <= 1.02
    assert Axis(1, 1000, True).ticks(3) == [1, 10, 100, 1000]


# rows on which two models disagree -------------------------------------------------------------------


def answers(root: Path, **models: list[int]) -> ProjectState:
    """A project whose models gave these labels to the first test rows and the truth to the rest."""
    with Project.open(root, write=True) as project:
        data = project.names()["dataset"]
        truth = columns.read_dataset(data.path / "test.arrow").label_ids
        for name, given_ in models.items():
            labels = truth.copy()
            labels[: len(given_)] = given_
            logits = np.zeros((len(truth), len(LABELS)), np.float32)
            logits[np.arange(len(truth)), labels] = 2.0
            columns.write_answers(project.answers_file(project.names()[name.replace("_", "-")].digest, data.digest), logits, LABELS)  # fmt: skip
    return read_state(root)


def test_disagreements_golden(tmp_path: Path) -> None:
    root = make_project(tmp_path / "p", 60)
    test = columns.read_dataset(read_state(root).names["dataset"].path / "test.arrow")
    truth = [int(label) for label in test.label_ids[:4]]
    other = [(label + 1) % 6 for label in truth]
    third = (truth[3] + 2) % 6
    state = answers(
        root,
        student=[truth[0], truth[1], other[2], other[3]],  # right, right, wrong, wrong
        student_int8=[truth[0], other[1], truth[2], third],  # same, worse, better, wrong both times
    )
    found = disagreements.disagreements(state, "student", "student-int8")
    assert [row.row for row in found.rows] == [1, 2, 3] and found.total == 9
    assert [(row.worse, row.better) for row in found.rows] == [(True, False), (False, True), (False, False)]  # fmt: skip
    sure = np.exp(2) / (np.exp(2) + 5)
    assert [found.cell(0, c) for c in range(4)] == [
        test.texts[1], LABELS[truth[1]], f"✓ {LABELS[truth[1]]}  {100 * sure:.0f} %", f"✗ {LABELS[other[1]]}  {100 * sure:.0f} %",
    ]  # fmt: skip
    assert found.HEADERS == ("Text", "Label", "student", "student-int8")
    assert (
        found.headline()
        == "3 of 9 test rows differ: 1 got worse, 1 got better, 1 wrong both times."
    )
    assert [row.row for row in found.only_worse().rows] == [1]
    same = disagreements.disagreements(state, "student", "student")
    assert same.headline() == "Both give the same label on all 9 test rows."


def test_the_first_pair_is_the_student_and_its_smallest(state: ProjectState) -> None:
    assert disagreements.first_choice(state) == ("student", "student-palette4")
    assert disagreements.first_choice(ProjectState()) == ("", "")


# the pane ------------------------------------------------------------------------------------------


async def opened(window: Window, tmp_path: Path, rows: int = 60) -> ComparePane:
    window.space.open(make_project(tmp_path / "p", rows))
    window.go("compare")
    pane = window.panes["compare"]
    assert isinstance(pane, ComparePane)
    await until(lambda: pane.table.names() and pane.scatter.isVisible(), "shown")
    return pane


async def test_a_heading_sorts_and_the_order_is_remembered(window: Window, tmp_path: Path, settings: Settings) -> None:  # fmt: skip
    pane = await opened(window, tmp_path)
    head = pane.table.view.horizontalHeader()
    at = QPoint(head.sectionViewportPosition(SIZE) + 12, head.height() // 2)
    QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    assert pane.table.names()[0] == "student-palette4" and settings.order("compare") == (SIZE, False)  # fmt: skip
    QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    assert pane.table.names()[0] == "teacher" and settings.order("compare") == (SIZE, True)
    pane.table.sort.menu().actions()[ACCURACY].trigger()  # the same by keyboard, best first
    assert settings.order("compare") == (ACCURACY, True)
    window.space.refresh()
    assert pane.table.names()[0] in {"teacher", "teacher-float16"}


async def test_arrow_keys_walk_the_marks_and_the_table_follows(window: Window, tmp_path: Path) -> None:  # fmt: skip
    pane = await opened(window, tmp_path)
    walked = []
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_End, Qt.Key.Key_Left, Qt.Key.Key_Home, Qt.Key.Key_Left):  # fmt: skip
        QTest.keyClick(pane.scatter, key)
        walked.append(pane.scatter.current)
        assert pane.table.selected() == [pane.scatter.current]
    assert walked == ["student-palette4", "student-int8", "teacher", "student", "student-palette4", "student-palette4"]  # fmt: skip
    assert (
        pane.scatter.accessibleDescription()
        == "student-palette4: 92.0 kB, 84.0 %, 3.1 ms, failed its check"
    )
    teacher = next(mark for mark in pane.scatter.marks if mark.name == "teacher")
    assert pane.scatter.hover(pane.scatter.at(teacher)) == "teacher: 900.0 kB, 87.1 %, 31.0 ms"
    QTest.mouseClick(pane.scatter, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, pane.scatter.at(teacher).toPoint())  # fmt: skip
    assert pane.table.selected() == ["teacher"]
    pane.table.select(["student-int8"])
    assert pane.scatter.current == "student-int8"


async def test_two_selected_rows_are_compared_row_by_row(window: Window, tmp_path: Path) -> None:
    pane = await opened(window, tmp_path, 600)
    card = pane.disagreements
    assert card.first.currentText() == "student" and card.second.currentText() == "student-palette4"
    pane.table.select(["student-int8", "teacher"])
    assert (card.first.currentText(), card.second.currentText()) == ("teacher", "student-int8")
    found = disagreements.disagreements(window.space.state, "teacher", "student-int8")
    assert card.said.text() == found.headline() and card.table.model().rowCount() == len(found)
    card.worse.click()
    assert card.table.model().rowCount() == len(found.only_worse()) < len(found)
    card.second.setCurrentText("teacher")
    assert card.said.text() == "Choose two different models." and card.table.isHidden()
    pane.table.select(["teacher", "majority class"])  # a floor gave no answers: nothing changes
    assert card.second.currentText() == "teacher"


async def test_measure_all_is_one_job_and_again_when_all_is_known(window: Window, jobs: ScriptedJobs, tmp_path: Path) -> None:  # fmt: skip
    pane = await opened(window, tmp_path)
    assert pane.primary.text().strip() == "Measure again"
    pane.press()
    await until(lambda: not window.space.desk.unfinished, "it ends")
    root = window.space.state.root
    assert root is not None and jobs.orders[-1]["spec"] == {"again": True}
    forget(root, kind="speed", name="student-int8")
    window.space.refresh()
    assert pane.primary.text().strip() == "Measure all" and pane.lacking.isVisible()
    assert pane.lacking.text() == "Not measured yet: latency of student-int8."
    await until(lambda: not pane.primary.fresh, "long enough there")
    QTest.mouseClick(pane.primary, Qt.MouseButton.LeftButton)
    await until(lambda: not window.space.desk.unfinished, "it ends")
    assert jobs.orders[-1]["step"] == "compare" and jobs.orders[-1]["spec"] == {"again": False}


async def test_figures_appear_while_the_job_runs(window: Window, jobs: ScriptedJobs, tmp_path: Path) -> None:  # fmt: skip
    pane = await opened(window, tmp_path)
    root = window.space.state.root
    assert root is not None
    forget(root, kind="speed", name="student-int8")
    window.space.refresh()
    jobs.scripts["compare"] = [Progress("models", 1, 2), Finished({})]
    jobs.hold.clear()
    forget(root, kind="speed", name="student-palette4")  # what a worker would write meanwhile
    pane.press()
    await until(lambda: "student-palette4" in pane.lacking.text(), "read again at the progress")
    assert pane.stop.isVisible()
    jobs.hold.set()
    await until(lambda: not window.space.desk.unfinished, "it ends")


async def test_without_models_there_is_one_sentence_and_a_way_on(window: Window, tmp_path: Path) -> None:  # fmt: skip
    window.space.open(make_project(tmp_path / "p", 60, models=False))
    window.go("compare")
    pane = window.panes["compare"]
    assert not pane.picture.isVisible() and not pane.compared.isVisible()
    assert not pane.disagreements.isVisible() and pane.mend.text() == "Convert a model first."


async def test_answers_that_are_gone_are_said(window: Window, tmp_path: Path) -> None:
    pane = await opened(window, tmp_path)
    for model in window.space.state.known:
        assert model.answers is not None
        model.answers.unlink()
    pane.disagreements.choose("student", "student-int8")
    assert "missing or damaged" in pane.disagreements.said.text()
    window.space.refresh()
    assert pane.disagreements.said.text().startswith("Two models must have answered")
    assert not pane.disagreements.first.isEnabled()


async def test_a_failed_job_is_told(window: Window, jobs: ScriptedJobs, tmp_path: Path) -> None:
    pane = await opened(window, tmp_path)
    jobs.scripts["compare"] = [Failed("host.disk-full", "The disk is full.", "Free some space.")]
    pane.press()
    await until(lambda: pane.notice.isVisible(), "the notice")
    assert pane.notice.message.text() == "The disk is full."


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_both_themes_are_painted(window: Window, tmp_path: Path, theme: str) -> None:
    pane = await opened(window, tmp_path)
    window.space.theme.apply(theme)
    await asyncio.sleep(0)
    for mark in pane.scatter.marks:
        pane.scatter.choose(mark.name)
        image = pane.scatter.grab().toImage()
        assert len({image.pixel(x, y) for x in range(0, image.width(), 5) for y in range(0, image.height(), 5)}) > 4  # fmt: skip
    assert QApplication.instance() is not None


@pytest.mark.parametrize("size", [(1280, 800), (1024, 700), (900, 600)])
@pytest.mark.parametrize("name", ["convert", "compare"])
async def test_nothing_is_cut_off(window: Window, tmp_path: Path, name: str, size: tuple[int, int]) -> None:  # fmt: skip
    window.space.open(make_project(tmp_path / "p", 60))
    window.resize(*size)
    window.go(name)
    pane = window.panes[name]
    await until(lambda: pane.table.names(), "shown")
    await asyncio.sleep(0.02)
    assert pane.page.width() <= pane.area.viewport().width()
    view = pane.table.view
    metrics = view.fontMetrics()
    longest = max(metrics.horizontalAdvance(name) for name in MODELS)
    assert size[0] < 1024 or view.columnWidth(0) >= longest + 10  # models' names in full
    head = view.horizontalHeader()
    for column in range(1, view.model().columnCount()):
        title = str(view.model().headerData(column, Qt.Orientation.Horizontal))
        assert head.sectionSize(column) >= metrics.horizontalAdvance(title) + 16, title
