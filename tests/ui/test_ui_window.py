"""The window as a person uses it: drops, jobs, an orderly end."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from ui_data import looked, table
from ui_fakes import ScriptedJobs, demo_script
from ui_help import drop, until
from ui_project import make_project

from studio.core.events import Cancelled, Failed, Finished, Note, Progress, Started
from studio.ui.presenters.job import State
from studio.ui.presenters.state import Badge
from studio.ui.window import Window

pytestmark = pytest.mark.gui


async def test_a_dropped_csv_is_looked_at_and_imported_by_a_job(window: Window, jobs: ScriptedJobs, tmp_path: Path) -> None:  # fmt: skip
    file = table(tmp_path / "parcels.csv")
    jobs.scripts["preview"] = looked(file)
    entered, sentence = drop(window, file)
    assert entered and sentence == "Import “parcels.csv” into a new project."
    await until(lambda: "data" in window.panes and window.panes["data"].preview.isVisible(), "rows")  # type: ignore[attr-defined]  # fmt: skip
    pane = window.panes["data"]
    assert [order["step"] for order in jobs.orders] == ["preview"]
    await until(pane.primary.isEnabled, "the look")
    QTest.mouseClick(pane.primary, Qt.MouseButton.LeftButton)
    await until(lambda: len(jobs.orders) == 2, "the job starts")
    order = jobs.orders[1]
    assert (order["step"], order["spec"]["file"]) == ("import", str(file))
    assert order["project"] == str(tmp_path / "projects" / "parcels")
    assert window.stack.currentWidget() is window.panes["data"]
    await until(lambda: not window.space.desk.unfinished, "it ends")


async def test_what_cannot_be_used_is_said_plainly(window: Window, jobs: ScriptedJobs, tmp_path: Path) -> None:  # fmt: skip
    picture = tmp_path / "cat.png"
    picture.write_bytes(b"x")
    _, sentence = drop(window, picture)
    assert "“cat.png” can't be used here." in sentence
    await until(window.welcome.notice.isVisible, "the notice")
    assert window.welcome.notice.message.text() == sentence
    assert jobs.orders == [] and window.overlay.isHidden()


async def test_other_drops_go_where_they_belong(window: Window, tmp_path: Path) -> None:
    model = tmp_path / "bert"
    model.mkdir()
    (model / "config.json").write_text("{}")
    drop(window, model)
    await until(lambda: "teacher" in window.panes, "teacher pane")
    assert window.panes["teacher"].form.typed()["model"] == str(model)  # type: ignore[attr-defined]
    package = tmp_path / "small.mlpackage"
    package.mkdir()
    drop(window, package)
    await until(lambda: "playground" in window.panes, "playground")
    assert str(package) in window.panes["playground"].models.boxes  # type: ignore[attr-defined]
    project = make_project(tmp_path / "p", 60)
    drop(window, project)
    await until(lambda: window.space.state.root == project, "project")


async def test_the_demo_runs_with_live_progress_and_ends(window: Window, jobs: ScriptedJobs) -> None:  # fmt: skip
    jobs.scripts["demo"] = demo_script()
    jobs.hold.clear()
    window.try_sample()
    row = window.drawer.rows[0]
    await until(lambda: "Fine-tune the teacher" in row.headline.whole, "a part")
    await until(lambda: row.job.done == 119, "progress")
    await until(lambda: row.bar.value() == 595, "the bar")
    assert "7 min 00 s left" in row.figures.text() and "119 of 200" in row.figures.text()
    assert window.rail.buttons["teacher"].badge is Badge.RUNNING and row.cancel.isVisible()
    window.go("teacher")
    assert len(window.panes["teacher"].loss.curves[0].points) == 120
    assert window.panes["teacher"].stop.isVisible()
    jobs.hold.set()
    await until(lambda: row.job.state is State.DONE, "done")
    await until(lambda: row.headline.whole == "Done", "said")
    assert not row.cancel.isVisible()


async def test_the_demo_is_cancelled_and_can_be_resumed(window: Window, jobs: ScriptedJobs) -> None:
    jobs.scripts["demo"] = demo_script()
    jobs.hold.clear()
    window.try_sample()
    row = window.drawer.rows[0]
    await until(lambda: row.job.done == 119, "at work")
    QTest.mouseClick(row.cancel, Qt.MouseButton.LeftButton)
    assert row.job.state is State.STOPPING
    await until(lambda: row.job.state is State.CANCELLED, "cancelled")
    assert row.headline.whole == "Stopped: can be resumed" and jobs.ended == 1
    assert row.again.accessibleName() == "Resume: Try the sample"
    QTest.mouseClick(row.again, Qt.MouseButton.LeftButton)
    await until(lambda: len(jobs.orders) == 2, "resumed")
    assert jobs.orders[1] == jobs.orders[0]


async def test_jobs_wait_for_each_other_and_a_failure_skips_what_needs_it(window: Window, jobs: ScriptedJobs, tmp_path: Path) -> None:  # fmt: skip
    window.space.open(make_project(tmp_path / "p", 60))
    jobs.scripts["label"] = [Failed("host.disk-full", "The disk is full.", "Free some space.")]
    window.go("distil")
    window.panes["distil"].press()
    notice = window.panes["distil"].notice
    await until(lambda: not window.space.desk.unfinished and notice.isVisible(), "both end")
    assert [o["step"] for o in jobs.orders] == ["label"]
    states = {job.step: job.state for job in window.space.desk.jobs}
    assert states == {"label": State.FAILED, "distil": State.CANCELLED}
    assert notice.message.text() == "The disk is full." and not notice.detail.isVisible()


async def test_only_a_bug_shows_its_traceback(window: Window, jobs: ScriptedJobs, tmp_path: Path) -> None:  # fmt: skip
    window.space.open(make_project(tmp_path / "p", 60))
    jobs.scripts["augment"] = [Failed("bug", "ValueError: x", "", "Traceback …")]
    window.go("augment")
    window.panes["augment"].press()
    notice = window.panes["augment"].notice
    await until(notice.isVisible, "the notice")
    assert notice.detail.isVisible() and notice.detail.toPlainText() == "Traceback …"
    assert notice.copy.isVisible()


async def test_a_story_that_breaks_off_is_shown_as_a_bug(window: Window, tmp_path: Path) -> None:
    async def broken(order, *, cancel):
        yield Started("augment", 0)
        raise KeyError("lost")

    window.space.desk._source = broken
    window.space.open(make_project(tmp_path / "p", 60))
    job = window.space.start("augment", {})
    await until(lambda: job.state is State.FAILED, "failed")
    assert job.failure is not None and "KeyError: 'lost'" in job.failure.detail


async def test_closing_with_jobs_asks_and_stops_them(window: Window, jobs: ScriptedJobs) -> None:
    jobs.scripts["demo"] = demo_script()
    jobs.hold.clear()
    window.try_sample()
    await until(lambda: window.drawer.rows[0].job.done == 119, "at work")
    window.close()
    box = window.findChild(QMessageBox)
    assert window.isVisible() and "Try the sample" in box.informativeText()
    assert {b.text() for b in box.buttons()} == {"Keep working", "Stop and close", "Resume later"}  # fmt: skip
    QTest.mouseClick(next(b for b in box.buttons() if b.text() == "Stop and close"), Qt.MouseButton.LeftButton)  # fmt: skip
    await asyncio.wait_for(window.closed.wait(), 5)
    assert jobs.ended == 1 and not window.isVisible()


async def test_keep_working_keeps_the_job(window: Window, jobs: ScriptedJobs) -> None:
    jobs.hold.clear()
    window.try_sample()
    await until(lambda: window.space.desk.busy(), "at work")
    window.close()
    box = window.findChild(QMessageBox)
    QTest.mouseClick(next(b for b in box.buttons() if b.text() == "Keep working"), Qt.MouseButton.LeftButton)  # fmt: skip
    await asyncio.sleep(0.05)
    assert window.isVisible() and not window.closed.is_set() and window.space.desk.unfinished


async def test_an_import_fills_the_data_pane(window: Window, tmp_path: Path) -> None:
    root = tmp_path / "projects" / "licences"
    file = table(tmp_path / "licences.csv")
    story = looked(file)

    async def importing(order, *, cancel):
        yield Started(order["step"], 0)
        if order["step"] == "preview":
            yield story[-1]
            return
        yield Progress("read", 1, 1)
        make_project(root, 120, models=False)
        yield Finished({})

    window.space.desk._source = importing
    window.open_path(file)
    pane = window.panes["data"]
    await until(pane.primary.isEnabled, "the look")
    pane.press()
    report = pane.report  # type: ignore[attr-defined]
    await until(report.isVisible, "the report")
    assert [f.texts[1].whole for f in report.figures][:2] == ["120", "6"]
    assert sum(sum(c) for _, c in report.chart.rows) == 120
    assert report.rows.view.model().rowCount() == 120
    assert window.rail.buttons["data"].badge is Badge.DONE
    assert window.rail.buttons["teacher"].badge is Badge.READY


async def test_cancelled_and_notes_reach_the_log(window: Window, jobs: ScriptedJobs) -> None:
    jobs.scripts["demo"] = [Note("hello"), Cancelled(False)]
    window.try_sample()
    job = window.space.desk.jobs[0]
    await until(lambda: job.state.over, "over")
    assert "hello" in job.log and job.headline() == "Stopped"
