"""Compare asks where a package parts; the sheet shows sentence, picture and ops."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ui_help import until
from ui_project import make_project

from studio.core.events import Finished
from studio.ui.panes.compare import ComparePane
from studio.ui.presenters import parting
from studio.ui.presenters.state import read_state
from studio.ui.trace_sheet import TraceSheet

if TYPE_CHECKING:
    from ui_fakes import ScriptedJobs

    from studio.ui.window import Window

REMARK = {"text": "likes four dimensions", "said_by": "documented by Apple", "source": "a page"}


def told(kind: str = "weights") -> dict[str, Any]:
    op = {"op": "linear", "output": "linear_1", "layer": "encoder.layer.0.dense", "type": "fp16", "shape": [1, 16, 32], "bits": 4.25, "bytes": 1088, "multiply_adds": 16384, "neural_engine": [REMARK]}  # fmt: skip
    depth = [{"layer": "a", "faithful": 0.001, "float32": 0.0002}, {"layer": "b", "faithful": None, "float32": 0.12}]  # fmt: skip
    return {"model": "student-int8", "kind": kind, "op": "linear_1", "sentence": "They part first in layer b.", "depth": depth, "ops": [op, {**op, "op": "add", "output": "x", "bits": None, "bytes": 0, "multiply_adds": 0, "neural_engine": []}]}  # fmt: skip


def test_only_one_package_with_its_classifier_can_be_asked(tmp_path: Path) -> None:
    state = read_state(make_project(tmp_path / "p", 60))
    assert parting.question(state, ["student-int8"]) == {"reference": "student", "model": "student-int8", "threads": 0}  # fmt: skip
    for names in ([], ["student"], ["student-int8", "student-float16"], ["majority class"]):
        assert parting.question(state, names) is None


def test_curves_and_cells() -> None:
    faithful, exact = parting.curves(told())
    assert faithful[1] == [(1, 0.001), (2, 1.0)] and exact[1] == [(1, 0.0002), (2, 0.12)]
    headers, rows = parting.op_cells(told())
    assert len(headers) == 9 and rows[0][:2] == ["➤ linear", "linear_1"]
    assert rows[0][4:] == ["1 × 16 × 32", "4.25", "1,088", "16,384", "likes four dimensions (documented by Apple: a page)"]  # fmt: skip
    assert rows[1][0] == "add" and rows[1][5:] == ["", "", "", ""]
    assert parting.op_cells(told("together"))[1][0][0] == "linear"


def test_devices_are_a_column_where_core_ml_told_them() -> None:
    found = told()
    found["ops"][0] |= {"device": "Neural Engine", "cost": 0.0625}
    headers, rows = parting.op_cells(found)
    assert headers[1] == "Runs on" and len(headers) == 10
    assert [cells[1] for cells in rows] == ["Neural Engine, 6.25 %", ""] and rows[0][
        2
    ] == "linear_1"


async def test_the_button_asks_and_the_sheet_opens(window: Window, jobs: ScriptedJobs, tmp_path: Path) -> None:  # fmt: skip
    window.space.open(make_project(tmp_path / "p", 60))
    window.go("compare")
    pane = window.panes["compare"]
    assert isinstance(pane, ComparePane)
    await until(lambda: pane.table.names(), "shown")
    assert not pane.part.isEnabled()
    pane.table.select(["student"])
    assert not pane.part.isEnabled()
    pane.table.select(["student-int8"])
    assert pane.part.isEnabled()
    jobs.scripts["trace"] = [Finished({"trace": told()})]
    pane.part.click()
    await until(lambda: window.findChildren(TraceSheet), "sheet")
    sheet = window.findChildren(TraceSheet)[0]
    assert sheet.sentence.text() == "They part first in layer b."
    assert sheet.chart.table()[1][0][0] == "1" and sheet.table.model().rowCount() == 2
    assert sheet.table.currentIndex().row() == 0 and pane.asked is None
    sheet.close()
