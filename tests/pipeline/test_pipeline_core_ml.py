"""On a Mac: benchmarker rows, phones remembered, ops with their devices. Core ML is a stand-in here."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from studio.core.errors import UpstreamError
from studio.core.events import Note
from studio.pipeline import apples_bench, placing
from studio.pipeline.specs import BenchSpec
from studio.pipeline.steps import bench
from studio.project import Project
from studio.runtime import BACKENDS, coreml_benchmark, coreml_cache, coreml_plan, onnx_twin
from studio.runtime.backends.coreml import STAND_IN
from studio.runtime.coreml_benchmark import DeviceTimes, Measured

MAC = DeviceTimes("this Mac", "macOS 26.1", (80.0, 60.0, 70.0), (2.0, 3.0, 4.0, 9.0, 1.0))
PHONE = DeviceTimes("Ada's iPhone", "iphone 26.1", (120.0,), (1.5, 1.5, 2.5))


def taken(story: Any) -> tuple[list[Any], Any]:
    events = []
    while True:
        try:
            events.append(next(story))
        except StopIteration as end:
            return events, end.value


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no coremltools for Windows")
def test_a_trace_on_a_mac_says_where_each_op_runs(walked: tuple[Path, dict[str, Any]], order_step: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setenv(STAND_IN, "1")
    monkeypatch.setenv(coreml_cache.PLACE, str(tmp_path))
    events, result = order_step("trace", walked[0], reference="student", model="student-float16", limit=1)  # fmt: skip
    ops = result["trace"]["ops"]
    assert {op["device"] for op in ops} == {"CPU"} and ops[0]["possible"] == ["CPU"]
    said = [e.text for e in events if isinstance(e, Note)]
    assert f"Core ML would run {len(ops)} ops (100 % of the work) on the CPU." in said
    assert any(line.endswith("  CPU") for line in said) and any("runs on" in line for line in said)


def test_an_unreadable_plan_is_a_note_and_sums_count_devices(monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    def refuse(package: Path) -> Any:
        raise UpstreamError("Core ML refused the model.", code="coreml-refused", remedy="-")

    ops: list[dict[str, Any]] = [{"output": name} for name in "abc"]
    monkeypatch.setenv(STAND_IN, "1")
    monkeypatch.setattr(coreml_plan, "plan_of", refuse)
    events, lines = taken(placing.placed(ops, Path("x")))
    assert "compute plan couldn't be read" in events[0].text and lines == [] and "device" not in ops[0]  # fmt: skip
    rows = [{"output": "a", "device": "Neural Engine", "possible": [], "cost": 0.9}, {"output": "b", "device": "CPU", "possible": [], "cost": None}]  # fmt: skip
    monkeypatch.setattr(coreml_plan, "plan_of", lambda package: rows)
    lines = taken(placing.placed(ops, Path("x")))[1]
    assert lines[1] == "Core ML would run 1 ops (90 % of the work) on the Neural Engine, 1 ops (0 % of the work) on the CPU."  # fmt: skip
    assert lines[2].startswith("1 ops stand under other names") and ops[2]["device"] == ""


def test_elsewhere_no_plan_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv(STAND_IN, raising=False)
    assert taken(placing.placed([{"output": "a"}], Path("x"))) == ([], [])


def test_rows_of_the_benchmarker_and_a_phone_remembered(walked: tuple[Path, dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    root = tmp_path / "p"
    shutil.copytree(walked[0], root)
    asked: list[dict[str, Any]] = []

    def measure(path: Path, text: str, **how: Any) -> Measured:
        asked.append({"text": text, **how})
        return Measured((MAC, PHONE), ("Pad",), ("Old phone: no profile",))

    monkeypatch.setattr(coreml_benchmark, "benchmark", measure)
    with Project.open(root) as project:
        mine = project.names()["student-float16"]
        spec = BenchSpec(("student-float16",), runs=7, team="T")
        context: Any = SimpleNamespace(project=project)
        events, rows = taken(apples_bench.apples_rows(spec, mine.path, ["a b c", "a", "a b"], mine, context))  # fmt: skip
        device = next(m for m in project.known() if m.name == "student-float16").devices[0]
    assert asked == [{"text": "a b", "calls": 7, "compute_units": "ALL", "team": "T"}]
    assert [row["runtime"] for row in rows] == ["Core ML Tools, this Mac", "Core ML Tools, Ada's iPhone"]  # fmt: skip
    assert (rows[0]["p50 ms"], rows[0]["p95 ms"], rows[0]["load s"]) == ("3.0", "9.0", "0.07")
    assert device["device"] == "Ada's iPhone" and device["p50_milliseconds"] == 1.5
    said = [e.text for e in events if isinstance(e, Note)]
    assert "Pad is connected" in said[0] and "--team" in said[0] and "Old phone" in said[1]


def test_a_refusal_costs_the_row_and_no_more(walked: tuple[Path, dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    def refuse(*_: Any, **__: Any) -> Any:
        raise UpstreamError("Core ML refused the model.", code="coreml-refused", remedy="-")

    monkeypatch.setattr(coreml_benchmark, "benchmark", refuse)
    with Project.open(walked[0]) as project:
        path = project.names()["student-float16"].path
    events, rows = taken(apples_bench.apples_rows(BenchSpec(), path, ["a"], None, SimpleNamespace(project=None)))  # type: ignore[arg-type]  # fmt: skip
    assert rows == [] and events[-1].level == "warning" and "gave nothing" in events[-1].text


def test_a_classifier_the_exporter_refuses_keeps_its_other_row(walked: tuple[Path, dict[str, Any]], order_step: Any, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    def refuse(path: Path) -> Path:
        raise UpstreamError("PyTorch couldn't export it.", code="no-onnx-twin", remedy="-")

    monkeypatch.setattr(onnx_twin, "onnx_twin", refuse)
    events, result = order_step("bench", walked[0], models=["student"], runs=5)
    assert [row["runtime"] for row in result["table"]] == ["torch"]
    assert any(isinstance(e, Note) and "no onnx here" in e.text for e in events)
    with pytest.raises(UpstreamError, match="couldn't export"):
        order_step("bench", walked[0], models=["student"], runs=5, runtime="onnx")


def test_runtimes_of_each_kind_of_model(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    assert bench.runtimes(tmp_path) == ("torch", "onnx") and "onnx" in BACKENDS
    assert bench.runtimes(Path("x.onnx")) == ("onnx",)
