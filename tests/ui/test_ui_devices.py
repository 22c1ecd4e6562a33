"""Figures of phones: the report is dropped, taken in by a job, shown beside this computer's, drawn."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog
from ui_fakes import ScriptedJobs
from ui_help import until
from ui_project import make_project

from studio.core.events import Failed, Finished
from studio.pipeline import device_figures
from studio.project import Project
from studio.ui.panes.compare import ComparePane
from studio.ui.presenters import devices, packages
from studio.ui.presenters.dropping import judge
from studio.ui.presenters.state import ProjectState, read_state
from studio.ui.window import Window

pytestmark = pytest.mark.gui
PHONE = "iPhone16,2 ALL"


def report(project: Path, file: Path, heat: str = "nominal") -> Path:
    """Two packages on two sets of processors."""
    with Project.open(project) as found:
        digests = {m.name: m.artifact.digest for m in found.known() if m.name in ("student-int8", "student-float16")}  # fmt: skip
    measured = [
        {
            "model": name, "digest": digest, "computeUnits": units, "loadMilliseconds": 120.0, "tokens": 12,
            "latency": {"count": 100, "median": median, "p95": 2 * median, "mean": median},
            "parityError": None, "memoryBytes": 50_000_000, "thermalState": heat,
        }
        for at, (name, digest) in enumerate(sorted(digests.items()))
        for units, median in (("ALL", 2.0 + at), ("CPU_ONLY", 8.0 + at))
    ]  # fmt: skip
    file.write_text(json.dumps({"format": "pocketbert-device-report", "version": 1, "device": "iPhone16,2", "system": "Version 18.1", "measurements": measured}))  # fmt: skip
    return file


def take_in(project: Path, file: Path) -> dict[str, Any]:
    told = device_figures.read(file)
    assert told is not None
    with Project.open(project, write=True) as found:
        return device_figures.keep(found, told)


@pytest.fixture
def state(tmp_path: Path) -> ProjectState:
    root = make_project(tmp_path / "p", 60)
    take_in(root, report(root, tmp_path / "device-report.json", "serious"))
    return read_state(root)


def test_each_measurement_is_a_row(state: ProjectState) -> None:
    rows = devices.cells(state)
    assert rows[0] == ["student-float16", "iPhone16,2, 18.1", "All processors", "2.0 ms", "4.0 ms", "0.12 s", "50.0 MB", "–"]  # fmt: skip
    assert [row[2:4] for row in rows] == [["All processors", "2.0 ms"], ["CPU only", "8.0 ms"], ["All processors", "3.0 ms"], ["CPU only", "9.0 ms"]]  # fmt: skip
    assert len(devices.headers()) == len(rows[0])
    assert devices.warm(state) == ["iPhone16,2 was hot while it measured (serious): measure again when it is cool."]  # fmt: skip


def test_the_picture_can_show_a_devices_latency(state: ProjectState) -> None:
    assert devices.places(state) == [("", "this computer"), (PHONE, "iPhone16,2, All processors"), ("iPhone16,2 CPU_ONLY", "iPhone16,2, CPU only")]  # fmt: skip
    here = {m.name: m.milliseconds for m in packages.marks(state, devices.latencies(state, ""))}
    there = {m.name: m.milliseconds for m in packages.marks(state, devices.latencies(state, PHONE))}
    assert here["student-int8"] == 6.0 and here["teacher"] == 31.0
    assert there["student-int8"] == 3.0 and there["teacher"] == 0.0 and set(there) == set(here)


def test_a_dropped_report_needs_its_project(tmp_path: Path) -> None:
    file = report(make_project(tmp_path / "p", 60), tmp_path / "device-report.json")
    assert judge([file], True).kind == "device" and "comparison" in judge([file], True).sentence
    refused = judge([file], False)
    assert not refused.ok and "open the project" in refused.sentence
    other = tmp_path / "other.json"
    other.write_text("{}")
    assert judge([other], True).kind == ""


async def test_a_drop_becomes_a_job_and_then_figures(window: Window, jobs: ScriptedJobs, tmp_path: Path) -> None:  # fmt: skip
    root = make_project(tmp_path / "p", 60)
    window.space.open(root)
    pane = window.pane("compare")
    assert isinstance(pane, ComparePane)
    assert pane.place.isHidden() and pane.devices.table.isHidden() and pane.devices.empty.text()
    file = report(root, tmp_path / "device-report.json")
    jobs.scripts["device"] = [Finished(take_in(root, file))]
    window.open_path(file)
    assert window.stack.currentWidget() is pane
    await until(lambda: bool(devices.cells(window.space.state)), "the figures are read")
    assert jobs.orders[-1]["step"] == "device" and jobs.orders[-1]["spec"] == {"file": str(file)}
    assert "iPhone16,2" in pane.notice.message.text() and not pane.devices.table.isHidden()
    assert pane.place.count() == 3 and not pane.place.isHidden() and pane.devices.empty.isHidden()
    pane.place.setCurrentIndex(1)
    assert {m.name: m.milliseconds for m in pane.scatter.marks}["student-int8"] == 3.0
    window.space.refresh()
    assert pane.place.currentData() == PHONE  # the choice stays


async def test_a_report_of_another_project_is_told_in_the_pane(window: Window, jobs: ScriptedJobs, tmp_path: Path) -> None:  # fmt: skip
    window.space.open(make_project(tmp_path / "p", 60))
    window.go("compare")
    pane = window.pane("compare")
    assert isinstance(pane, ComparePane)
    jobs.scripts["device"] = [Failed("input.no-such-model", "None of the models in this report is in the project.", "Import it elsewhere.")]  # fmt: skip
    dialog = pane.devices.ask()
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "r.json"))
    dialog.close()
    await until(lambda: not window.space.desk.unfinished, "the job ends")
    assert "None of the models" in pane.notice.message.text()
