"""Every pane opens, shows, complains and closes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTableView,
)
from ui_data import looked, table
from ui_fakes import ScriptedJobs, demo_script
from ui_help import until
from ui_project import make_project

from studio.core.events import Failed, Finished, Metric
from studio.ui.panes import in_order
from studio.ui.presenters.job import State
from studio.ui.presenters.state import Badge
from studio.ui.window import Window

pytestmark = pytest.mark.gui
NAMES = [pane.NAME for pane in in_order()]
JOBS = {"augment": "augment", "teacher": "teach", "distil": "label", "convert": "convert", "compare": "compare", "export": "export", "data": "import"}  # fmt: skip


def test_the_panes_are_the_specified_eight() -> None:
    assert NAMES == ["data", "augment", "teacher", "distil", "convert", "compare", "playground", "export"]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
async def test_a_pane_opens_empty_and_full_and_is_painted(window: Window, tmp_path: Path, name: str) -> None:  # fmt: skip
    window.go(name)
    pane = window.panes[name]
    assert pane.isVisible() and window.rail.buttons[name].isChecked()
    assert len(colours(window.grab().toImage())) > 3
    if name not in {"data", "playground"}:
        assert not pane.primary.isEnabled() and pane.mend.isVisible()
        QTest.mouseClick(pane.mend, Qt.MouseButton.LeftButton)
        assert window.stack.currentWidget().NAME in {"data", "teacher", "distil", "convert"}
    window.space.open(make_project(tmp_path / "p", 60))
    window.go(name)
    await asyncio.sleep(0)
    assert not pane.mend.isVisible() and not pane.notice.isVisible()


def colours(image: QImage) -> set[int]:
    return {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}  # fmt: skip


@pytest.mark.parametrize("name", sorted(JOBS))
async def test_a_pane_runs_its_job_and_shows_its_error(window: Window, jobs: ScriptedJobs, tmp_path: Path, name: str) -> None:  # fmt: skip
    failure = Failed("host.disk-full", "The disk is full.", "Free some space.")
    jobs.scripts[JOBS[name]] = [failure]
    window.space.open(make_project(tmp_path / "p", 60))
    window.go(name)
    pane = window.panes[name]
    if name == "teacher":
        assert pane.primary.isEnabled() and pane.form.typed()["finetune"] == "sample"
        pane.form.set_value("finetune", "")
        assert not pane.primary.isEnabled() and pane.reason.text() == "Name a model or a base encoder."  # fmt: skip
        pane.form.set_value("finetune", "sample")
    if name == "data":
        jobs.scripts["preview"] = looked(table(tmp_path / "x.csv"))
        pane.take(str(tmp_path / "x.csv"))
        await until(pane.primary.isEnabled, "the look")
        jobs.orders.clear()
    assert pane.primary.isEnabled(), pane.reason.text()
    QTest.mouseClick(pane.primary, Qt.MouseButton.LeftButton)
    await until(lambda: not window.space.desk.unfinished and pane.notice.isVisible(), "it ends")
    assert jobs.orders[0]["step"] == JOBS[name]
    assert pane.notice.message.text() == failure.message
    jobs.scripts[JOBS[name]] = [Finished({"lines": ["all well"]})]
    pane.press()
    assert not pane.notice.isVisible()
    await until(lambda: not window.space.desk.unfinished, "it ends again")


async def test_training_draws_live_curves(window: Window, jobs: ScriptedJobs, tmp_path: Path) -> None:  # fmt: skip
    jobs.scripts["teach"] = [*demo_script()[:-1], Metric("epoch", 1, 100), Metric("validation/accuracy", 0.8, 1), Metric("validation/loss", 0.5, 1), Finished({})]  # fmt: skip
    jobs.hold.clear()
    window.space.open(make_project(tmp_path / "p", 60, models=False))
    window.go("teacher")
    pane = window.panes["teacher"]
    pane.form.set_value("finetune", "sample")
    pane.press()
    await until(lambda: len(pane.loss.curves) == 2, "two curves")
    assert len(pane.loss.curves[0].points) == 120 and pane.accuracy.curves[0].points == [(1, 0.8)]
    assert pane.stop.isVisible() and not pane.primary.isVisible()
    assert window.rail.buttons["teacher"].badge is Badge.RUNNING
    await until(lambda: not pane.stop.fresh, "no longer the second half of a double click")
    QTest.mouseClick(pane.stop, Qt.MouseButton.LeftButton)
    await until(lambda: not window.space.desk.unfinished and pane.primary.isVisible(), "stopped")
    assert pane.primary.isVisible() and not pane.stop.isVisible()


@pytest.fixture
def slow_hands() -> Iterator[Callable[[int], None]]:
    """How long a double click may take, in milliseconds: a loaded machine outlasts the usual 400."""
    usual = QApplication.doubleClickInterval()
    QApplication.setDoubleClickInterval(600_000)
    yield QApplication.setDoubleClickInterval
    QApplication.setDoubleClickInterval(usual)


async def test_a_double_click_starts_a_job_and_lets_it_run(
    window: Window, jobs: ScriptedJobs, slow_hands: Callable[[int], None], tmp_path: Path
) -> None:
    jobs.hold.clear()
    window.space.open(make_project(tmp_path / "p", 60))
    window.go("augment")
    pane = window.panes["augment"]
    centre = pane.mapTo(window, pane.primary.geometry().center())
    left = Qt.MouseButton.LeftButton
    QTest.mouseClick(pane.primary, left)
    assert pane.stop.isVisible() and pane.stop.geometry().contains(pane.primary.geometry().center())
    QTest.mouseDClick(pane.stop, left)  # what Qt makes of the second click, centre of both
    job = window.space.desk.jobs[-1]
    await until(lambda: job.state is State.RUNNING, "it runs on")
    QTest.mouseClick(pane.stop, left)
    assert job.state is State.RUNNING and window.childAt(centre) is not None
    QTest.keyClick(pane.stop, Qt.Key.Key_Space)  # a key is nobody's second click
    await until(lambda: job.state is State.CANCELLED, "stopped by the key")
    QTest.mouseClick(pane.primary, left)  # nor does a double click on Stop start it again
    assert len(window.space.desk.jobs) == 1
    slow_hands(10)
    await until(lambda: not pane.primary.fresh, "a moment later")
    QTest.mouseClick(pane.primary, left)
    await until(lambda: len(window.space.desk.jobs) == 2, "it does")
    await until(lambda: not pane.stop.fresh, "a moment later")
    QTest.mouseClick(pane.stop, left)
    await until(lambda: not window.space.desk.unfinished, "stopped by the mouse")


async def test_every_control_has_a_name(window: Window, tmp_path: Path) -> None:
    window.space.open(make_project(tmp_path / "p", 60))
    kinds = (QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox, QPlainTextEdit, QTableView)
    for name in NAMES:
        window.go(name)
    for kind in kinds:
        for control in window.findChildren(kind):
            if control.isHidden():
                continue
            inner = control.objectName() in {"qt_spinbox_lineedit", "qt_menubar_ext_button"} or isinstance(control.parent(), QTableView)  # fmt: skip
            named = control.accessibleName() or (control.text() if isinstance(control, QAbstractButton) else "")  # fmt: skip
            assert inner or named, f"{type(control).__name__} in {type(control.parent()).__name__}"


@pytest.mark.parametrize("size", [(1280, 800), (1024, 700), (900, 600)])
async def test_nothing_is_wider_than_the_window(window: Window, tmp_path: Path, size: tuple[int, int]) -> None:  # fmt: skip
    window.space.open(make_project(tmp_path / "p", 60))
    window.resize(*size)
    for name in NAMES:
        window.go(name)
        await asyncio.sleep(0.02)
        pane = window.panes[name]
        assert pane.page.width() <= pane.area.viewport().width(), name
    assert (window.width(), window.height()) == size
