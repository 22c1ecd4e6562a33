"""The Data pane as a person uses it: a look, columns, import, reasons, merges, kept rows, Undo."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from ui_data import looked, table
from ui_fakes import ScriptedJobs
from ui_help import until
from ui_project import make_project

from studio.core.errors import StudioError
from studio.core.events import Event, Failed, Finished, Started
from studio.pipeline import door
from studio.project import Project
from studio.ui.data_lengths import LengthChart
from studio.ui.data_search import Search
from studio.ui.panes.data import DataPane
from studio.ui.presenters.data_lengths import lengths
from studio.ui.presenters.state import Badge
from studio.ui.window import Window

pytestmark = pytest.mark.gui


async def steps(order: dict[str, Any], *, cancel: asyncio.Event) -> AsyncGenerator[Event, None]:
    """Stand-in for a worker: the real steps, in this process."""
    yield Started(order["step"], 0)
    story = door.start(order)
    try:
        while True:
            event = next(story)
            if event is not None:
                yield event
    except StopIteration as end:
        yield Finished(end.value)
    except StudioError as error:
        yield Failed(error.code, error.message, error.remedy, error.detail)


def data_pane(window: Window) -> DataPane:
    window.go("data")
    pane = window.panes["data"]
    assert isinstance(pane, DataPane)
    return pane


async def looking(window: Window, file: Path) -> DataPane:
    """The pane once it shows the rows of a file."""
    pane = data_pane(window)
    pane.take(str(file))
    await until(lambda: pane.looked and pane._labels is not None, "the look", 30)
    return pane


async def imported(window: Window, file: Path) -> DataPane:
    """The pane once the file is imported."""
    window.space.desk._source = steps
    pane = await looking(window, file)
    assert pane.primary.isEnabled(), pane.reason.text()
    QTest.mouseClick(pane.primary, Qt.MouseButton.LeftButton)
    await until(lambda: pane.report.isVisible() and not window.space.desk.unfinished, "the report", 30)  # fmt: skip
    return pane


def digest(window: Window) -> str:
    return window.space.state.names["dataset"].digest


async def changed(window: Window, before: str) -> str:
    """The data set's digest once it is another and nothing runs."""
    await until(lambda: digest(window) != before and not window.space.desk.unfinished, "a new data set", 30)  # fmt: skip
    return digest(window)


async def test_a_look_shows_rows_and_columns_before_anything_is_imported(window: Window, jobs: ScriptedJobs, tmp_path: Path) -> None:  # fmt: skip
    file = table(tmp_path / "a.csv", header="what,kind")
    jobs.scripts["preview"] = looked(file)
    pane = data_pane(window)
    assert pane.reason.text() == "Choose or drop a file." and not pane.columns.isVisible()
    pane.take(str(file))
    assert pane.headline.whole == "Reading…" and not pane.primary.isEnabled()
    await until(pane.primary.isEnabled, "the look")
    assert pane.headline.whole == "62 rows, 2 columns · utf-8, delimiter comma"
    assert pane.columns.chosen() == {"text": "what", "label": "kind", "label_id": ""}
    assert pane.columns.hints["text"].text() == "guessed from its content: please check"
    assert pane.preview.view.model().rowCount() == 62 and not pane.report.isVisible()
    assert [order["step"] for order in jobs.orders] == ["preview"]
    assert window.drawer.rows == []  # a look is no job of its own


async def test_columns_are_changed_and_changed_back(window: Window, jobs: ScriptedJobs, tmp_path: Path) -> None:  # fmt: skip
    file = table(tmp_path / "a.csv")
    jobs.scripts["preview"] = looked(file)
    pane = await looking(window, file)
    box = pane.columns.boxes["label"]
    box.setCurrentIndex(box.findData("text"))
    assert pane.reason.text() == "Choose a different column for each."
    assert pane.undo_stack().undoText() == "column of the label"
    pane.undo_stack().undo()
    assert pane.columns.chosen()["label"] == "label" and pane.reason.text() == ""
    pane.undo_stack().redo()
    assert pane.columns.chosen()["label"] == "text" and not pane.primary.isEnabled()
    pane.undo_stack().undo()
    await until(pane.primary.isEnabled, "ready again")
    pane.press()
    await until(lambda: jobs.orders[-1]["step"] == "import", "the import")
    spec = jobs.orders[-1]["spec"]
    assert (spec["text"], spec["label"], spec["merge"], spec["keep_row"]) == ("text", "label", [], [])  # fmt: skip


async def test_one_label_only_is_said_before_the_import(window: Window, jobs: ScriptedJobs, tmp_path: Path) -> None:  # fmt: skip
    file = table(tmp_path / "a.csv", labels=("spam",))
    jobs.scripts["preview"] = looked(file)
    pane = await looking(window, file)
    assert pane.reason.text().startswith("Every row has the label “spam”")
    assert not pane.primary.isEnabled()


async def test_a_wrong_file_is_said_in_the_pane(window: Window, tmp_path: Path) -> None:
    window.space.desk._source = steps
    (tmp_path / "cat.csv").write_bytes(b"\x89PNG" + bytes(99))
    pane = data_pane(window)
    pane.take(str(tmp_path / "cat.csv"))
    await until(pane.notice.isVisible, "the notice")
    assert pane.notice.message.text() == "cat.csv is a PNG image, not a table of text."
    assert pane.notice.remedy.text() and pane.reason.text() == "Choose or drop a file."
    assert not pane.look.file and not pane.look.busy


async def test_a_table_without_labels_asks_for_the_columns(window: Window, tmp_path: Path) -> None:
    window.space.desk._source = steps
    file = tmp_path / "a.csv"
    file.write_text("text,other\na b,1\nc d,1\n")
    pane = data_pane(window)
    pane.take(str(file))
    await until(pane.notice.isVisible, "the notice")
    assert pane.notice.message.text().startswith("No column looks like the label")
    assert pane.columns.isVisible() and pane.preview.view.model().rowCount() == 2
    assert pane.reason.text() == "Choose the column with the sentences."


async def test_the_report_and_the_rows_behind_a_reason(window: Window, tmp_path: Path) -> None:
    pane = await imported(window, table(tmp_path / "a.csv"))
    report = pane.report
    assert [f.texts[1].whole for f in report.figures][:2] == ["59", "3"]
    assert report.split.model().rowCount() == 4
    assert sum(b.texts for b in report.lengths.lengths.bins) == 41
    await until(lambda: report.rows.view.model().rowCount() == 59, "all rows")
    reasons = [report.reasons.item(at).text() for at in range(report.reasons.count())]
    assert reasons == ["2  same text, another label", "1  exact duplicate of an earlier row"]
    assert not report.keep.isVisible() and not report.everything.isVisible()
    report.reasons.setCurrentRow(1)
    cells = report.rows.cells
    assert cells is not None
    assert [[cells.cell(row, column) for column in range(4)] for row in range(len(cells))] == [
        ["2", "kept", "shipping", "word0 other0 third0"],
        ["62", "dropped", "shipping", "word0 other0 third0"],
    ]
    QTest.mouseClick(report.everything, Qt.MouseButton.LeftButton)
    assert report.rows.view.model().rowCount() == 59 and not report.keep.isVisible()
    assert not pane.preview.isVisible() and pane.preview.shelf is None and not pane.look.file


async def test_lengths_say_who_counted_and_when_that_no_longer_holds(window: Window, jobs: ScriptedJobs, tmp_path: Path) -> None:  # fmt: skip
    root = make_project(tmp_path / "p", 60)
    window.space.open(root)
    window.go("data")
    report = window.pane("data").report  # type: ignore[attr-defined]
    assert report.length_words.text().startswith("Counted with the teacher's tokenizer.")
    assert report.count.isHidden()
    teacher = window.space.state.names["teacher"]
    with Project.open(root, write=True) as project:
        with project.draft("model", "teacher", made_by="teach") as draft:
            (draft.path / "config.json").write_text("another")
        other, data = project.names()["teacher"], project.names()["dataset"]
        told = project.measured(teacher.digest, "lengths", data.digest)
    window.space.refresh()
    assert report.length_old.text().startswith("Out of date") and report.count.isVisible()
    jobs.hold.clear()
    QTest.mouseClick(report.count, Qt.MouseButton.LeftButton)
    assert not report.count.isEnabled()
    with Project.open(root, write=True) as project:  # what the worker does
        project.measure(other.digest, "lengths", {**told, "teacher": other.digest}, data.digest)
    jobs.hold.set()
    await until(report.count.isHidden, "counted anew")
    assert jobs.orders[-1]["step"] == "count" and report.length_old.isHidden()
    assert "teacher's tokenizer" in report.length_words.text()


async def test_labels_are_merged_undone_and_merged_again(window: Window, tmp_path: Path) -> None:
    pane = await imported(window, table(tmp_path / "a.csv"))
    first = digest(window)
    with Project.open(window.space.state.root, write=True) as project, project.draft("model", "teacher", made_by="teach", parents=(first,)) as draft:  # fmt: skip
        (draft.path / "config.json").write_text("{}")
    window.space.refresh()
    assert window.rail.buttons["teacher"].badge is Badge.DONE
    sheet = pane.report.open_merge()
    assert not sheet.merge.isEnabled()
    for at in (0, 1):
        sheet.list.item(at).setCheckState(Qt.CheckState.Checked)
    QTest.keyClicks(sheet.name, " two")
    into, told = sheet.name.text(), sheet.told.text()
    assert into.endswith(" two") and told == "2 labels will remain. You can undo it."
    QTest.keyClick(sheet.list, Qt.Key.Key_Return)  # Enter merges; it must not press Cancel
    second = await changed(window, first)
    assert len(window.space.state.data["labels"]) == 2 and into in window.space.state.data["labels"]
    assert window.rail.buttons["teacher"].badge is Badge.STALE
    assert pane.undo_stack().undoText() == "merge of 2 labels"
    assert "labels edited: 1" in pane.headline.whole
    pane.undo_stack().undo()
    assert await changed(window, second) == first
    await until(lambda: window.rail.buttons["teacher"].badge is Badge.DONE, "done again")
    pane.undo_stack().redo()
    assert await changed(window, first) == second


async def test_a_dropped_row_is_put_back_and_dropped_again(window: Window, tmp_path: Path) -> None:
    pane = await imported(window, table(tmp_path / "a.csv"))
    report, first = pane.report, digest(window)
    report.reasons.setCurrentRow(1)
    assert report.keep.isVisible() and not report.keep.isEnabled()
    report.rows.view.selectRow(0)
    assert not report.keep.isEnabled()  # it is in the data set
    report.rows.view.selectRow(1)
    QTest.mouseClick(report.keep, Qt.MouseButton.LeftButton)
    second = await changed(window, first)
    assert window.space.state.data["settings"]["keep_row"] == [62]
    assert report.figures[0].texts[1].whole == "60"
    assert "rows put back: 1" in pane.headline.whole
    assert report.keep.text() == "Drop this row again" and report.keep.isEnabled()
    QTest.mouseClick(report.keep, Qt.MouseButton.LeftButton)
    assert await changed(window, second) == first
    pane.undo_stack().undo()
    assert await changed(window, first) == second


async def test_an_edit_that_fails_is_taken_back(window: Window, tmp_path: Path) -> None:
    pane = await imported(window, table(tmp_path / "a.csv"))
    first, asked = digest(window), pane.asked
    pane._merge(["no such label"], "x")
    await until(lambda: not window.space.desk.unfinished and pane.notice.isVisible(), "it fails", 30)  # fmt: skip
    assert pane.notice.message.text() == "There is no label 'no such label' to merge."
    assert digest(window) == first and pane.asked.merge == asked.merge == ()
    assert not pane.undo_stack().canUndo() and not pane.undo_stack().canRedo()


async def test_a_project_opened_later_can_be_edited_until_its_file_is_gone(window: Window, tmp_path: Path) -> None:  # fmt: skip
    file = table(tmp_path / "a.csv")
    pane = await imported(window, file)
    root, first = window.space.state.root, digest(window)
    window.space.open(make_project(tmp_path / "other", 60))
    assert pane.undo_stack().count() == 0 and pane.columns.chosen()["text"] == "sentence"
    window.space.open(root)
    assert pane.path == str(file) and digest(window) == first
    pane._merge(["account"], "profile")
    second = await changed(window, first)
    assert "profile" in window.space.state.data["labels"]
    file.unlink()
    pane._merge(["profile"], "person")
    assert "no longer there" in pane.notice.message.text() and digest(window) == second
    assert pane.undo_stack().undoText() == "rename of a label" and pane.undo_stack().count() == 1
    pane.undo_stack().undo()
    await until(lambda: pane.undo_stack().count() == 0, "nothing can be undone without the file")
    assert pane.asked.merge == ("account=profile",)


async def test_another_file_can_be_put_away(window: Window, tmp_path: Path) -> None:
    pane = await imported(window, table(tmp_path / "a.csv"))
    await looking(window, table(tmp_path / "b.csv", 30))
    assert not pane.report.isVisible() and pane.back.isVisible()
    QTest.mouseClick(pane.back, Qt.MouseButton.LeftButton)
    assert pane.report.isVisible() and not pane.preview.isVisible()
    assert pane.file.whole == "a.csv" and pane.path == str(tmp_path / "a.csv")


async def test_search_label_and_order_by_keyboard_or_mouse(window: Window, jobs: ScriptedJobs, tmp_path: Path) -> None:  # fmt: skip
    file = table(tmp_path / "a.csv")
    jobs.scripts["preview"] = looked(file)
    pane = await looking(window, file)
    shown, rows = pane.preview, pane.preview.view.model().rowCount
    shown.words.setFocus()
    QTest.keyClicks(shown.words, "WORD1")
    await until(lambda: rows() == 12, "1, 10 to 19, and 1 again")
    assert shown.count.text() == "12 of 62 rows"
    shown.narrow.setCurrentIndex(shown.narrow.findData("billing"))
    await until(lambda: rows() == 5, "of one label")
    shown.words.clear()
    shown.narrow.setCurrentIndex(0)
    await until(lambda: rows() == 62, "all again")
    at = next(i for i in range(shown.order.count()) if shown.order.itemText(i) == "Row ↓")
    shown.order.setCurrentIndex(at)
    await until(lambda: shown.cells.cell(0, 0) == "63", "the last row first")
    head = shown.view.horizontalHeader()
    x = head.sectionViewportPosition(1) + 30
    QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=QPointF(x, 10).toPoint())
    await until(lambda: shown.cells.cell(0, 1) == "account", "by label")
    assert shown.order.currentText() == "label (label) ↑"


async def test_only_the_newest_search_is_answered(window: Window) -> None:
    answers: list[str] = []
    search = Search(window.space.desk, window)
    search.found.connect(answers.append)
    gate = threading.Event()

    def slow() -> str:
        gate.wait(10)
        return "old"

    search.ask(slow)
    await asyncio.sleep(0)
    search.ask(lambda: "older")
    search.ask(lambda: "new")
    gate.set()
    await until(lambda: not search.busy, "the end")
    assert answers == ["new"]


async def test_a_look_is_shown_before_its_worker_is_gone(window: Window, tmp_path: Path) -> None:
    file, leave = table(tmp_path / "a.csv"), asyncio.Event()
    story = looked(file)

    async def slow_to_leave(order: dict[str, Any], *, cancel: asyncio.Event) -> AsyncGenerator[Event, None]:  # fmt: skip
        yield Started(order["step"], 0)
        for event in story:
            yield event
        await leave.wait()

    window.space.desk._source = slow_to_leave
    pane = await looking(window, file)
    assert not pane.look.busy and pane.preview.shelf is not None
    pane.take(str(table(tmp_path / "b.csv")))  # the next look doesn't wait for it, either
    await until(lambda: pane.look.busy or pane.preview.shelf is not None, "the second look")
    leave.set()
    await until(lambda: not window.space.desk._asides, "both are gone")


async def test_a_window_that_closes_ends_a_look_and_a_search(window: Window, tmp_path: Path) -> None:  # fmt: skip
    ended: list[str] = []

    async def endless(order: dict[str, Any], *, cancel: asyncio.Event) -> AsyncGenerator[Event, None]:  # fmt: skip
        try:
            yield Started(order["step"], 0)
            await asyncio.Event().wait()
        finally:
            ended.append(order["step"])

    window.space.desk._source = endless
    pane = data_pane(window)
    pane.take(str(table(tmp_path / "a.csv")))
    folder = pane.look._folder
    assert folder is not None
    Search(window.space.desk, window).ask(lambda: time.sleep(0.2))
    await until(lambda: threading.active_count() > 1 and pane.look.busy, "both at work")
    await asyncio.sleep(0.02)
    window.close()
    await asyncio.wait_for(window.closed.wait(), 10)
    assert ended == ["preview"] and not folder.exists()


async def test_every_control_can_be_reached_by_tab(window: Window, tmp_path: Path) -> None:
    pane = await imported(window, table(tmp_path / "a.csv"))
    report = pane.report
    report.reasons.setCurrentRow(1)
    report.rows.view.selectRow(1)
    await until(report.rows.narrow.isEnabled, "labels are counted")
    pane.primary.setFocus()
    seen = set()
    for _ in range(60):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        seen.add(QApplication.focusWidget())
    wanted = {
        pane.choose_file, *pane.columns.boxes.values(), report.merge, report.reasons, report.split,
        report.rows.words, report.rows.narrow, report.rows.order, report.rows.view, report.keep,
        report.everything, pane.primary,
    }  # fmt: skip
    assert {w.accessibleName() for w in wanted - seen} == set()


def test_the_histogram_tells_its_figures(qapp: QApplication) -> None:
    chart = LengthChart()
    chart.resize(400, 200)
    assert chart.hover(QPointF(200, 100)) == "" and chart.table()[1] == []
    chart.grab()
    counts = [[4, 30], [9, 10], [20, 2]]
    chart.show_lengths(lengths({"counted_with": "sample", "rows": 42, "of": 42, "counts": counts, "max_length": 16}))  # fmt: skip
    assert chart.table()[1][4] == ["4", "4", "30"]
    assert "9 to 9 tokens: 10 texts" in {chart.hover(QPointF(x, 100)) for x in range(400)}
    assert chart.hover(QPointF(5, 100)) == ""
    assert "4.8 % of the texts are longer than 16 tokens" in chart.accessibleDescription()
    assert not chart.grab().isNull()
    chart.deleteLater()
