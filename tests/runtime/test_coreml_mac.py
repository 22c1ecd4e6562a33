"""The Mac side at its seam: compiled models kept and rebuilt, fewer units after a death, plans read."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from studio.core.errors import HostError
from studio.runtime import coreml_cache, coreml_fallback, coreml_plan, open_runtime
from studio.runtime.backends.coreml import STAND_IN
from studio.runtime.coreml_cache import Compiled, sweep
from studio.runtime.coreml_fallback import CoreMLFallback
from studio.runtime.coreml_process import CoreMLProcess

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no coremltools for Windows")


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(coreml_cache.PLACE, str(tmp_path / "compiled"))
    monkeypatch.setenv(STAND_IN, "1")
    return tmp_path / "compiled"


@pytest.fixture(scope="module")
def package(package_of: Callable[..., Path]) -> Path:
    return package_of("bert", precision="float16", lengths=(8, 16), target="iOS18")


# the cache ------------------------------------------------------------------------------------------


def folder(at: Path, text: str = "x") -> Path:
    at.mkdir(parents=True, exist_ok=True)
    (at / "file").write_text(text)
    return at


def test_kept_by_digest_units_and_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = folder(tmp_path / "a.mlpackage")
    first = Compiled.of(package, "ALL")
    assert first == Compiled.of(package, "ALL") and not first.ready()
    others = {Compiled.of(package, "CPU_ONLY").folder, Compiled.of(package, "ALL", "f").folder}
    with monkeypatch.context() as other:
        other.setattr(coreml_cache, "system_build", lambda: "24A1")
        others.add(Compiled.of(package, "ALL").folder)
    folder(package, "y")
    assert first.folder not in others and len(others) == 3
    assert Compiled.of(package, "ALL").folder != first.folder


def test_a_damaged_or_half_written_one_is_dropped(tmp_path: Path) -> None:
    kept = Compiled.of(folder(tmp_path / "a.mlpackage"), "ALL")
    kept.keep(folder(tmp_path / "c.mlmodelc"))
    kept.keep(tmp_path / "c.mlmodelc")  # a second process
    assert kept.ready() and [p.name for p in kept.folder.parent.iterdir()] == [kept.folder.name]
    (kept.model / "file").write_text("z")
    assert not kept.ready() and not kept.folder.exists()
    kept.keep(tmp_path / "c.mlmodelc")
    (kept.folder / coreml_cache.MARK).unlink()
    assert not kept.ready() and not kept.folder.exists()


def test_stale_ones_are_swept(tmp_path: Path) -> None:
    kept = Compiled.of(folder(tmp_path / "a.mlpackage"), "ALL")
    kept.keep(folder(tmp_path / "c.mlmodelc"))
    assert sweep() == 0 and kept.ready()
    assert sweep(days=-1) == 1 and not kept.folder.exists()


@pytest.mark.slow
def test_the_second_start_loads_what_the_first_compiled(package: Path, own_cache: Path) -> None:
    said: list[list[str]] = []
    answers = []
    for damage in (False, False, True):
        if damage:  # as if macOS had emptied half of it
            next(own_cache.glob("*/model.mlmodelc/Manifest.json")).unlink()
        stages: list[str] = []
        process = CoreMLProcess(package, "CPU_ONLY", told=stages.append)
        ids = np.array([[2, 5, 6, 3, 0, 0, 0, 0]], np.int32)
        answers.append(process.call(ids, (ids > 0).astype(np.int32)))
        process.close()
        said.append(stages)
    assert said == [["copy", "compile"], ["load"], ["copy", "compile"]]
    assert all(np.array_equal(answers[0], other) for other in answers[1:])
    with open_runtime(package, runtime="reference") as reference:
        assert reference.logits(["late"]).shape == answers[0].shape


# fewer units ----------------------------------------------------------------------------------------


class Fragile:
    """A process that dies on some units."""

    dies_on: tuple[str, ...] = ()
    closed: int = 0

    def __init__(self, path: Path, units: str, function: str, told: Any, wiring: Any) -> None:
        self.units = units
        if f"load {units}" in self.dies_on:
            raise died("died while it loaded")

    def call(self, ids: Any, mask: Any) -> Any:
        if self.units in self.dies_on:
            raise died("hung while it answered")
        return self.units

    def close(self) -> None:
        Fragile.closed += 1


def died(how: str) -> HostError:
    return HostError(f"The process that runs Core ML {how}.", code="coreml-died", remedy="-")


@pytest.mark.parametrize(
    ("asked", "dies_on", "answers"),
    [
        ("ALL", (), "ALL"),
        ("ALL", ("ALL",), "CPU_AND_NE"),
        ("ALL", ("ALL", "CPU_AND_NE"), "CPU_AND_GPU"),
        ("ALL", ("load ALL", "load CPU_AND_NE", "CPU_AND_GPU"), "CPU_ONLY"),
        ("CPU_AND_GPU", ("CPU_AND_GPU",), "CPU_ONLY"),
    ],
)
def test_after_a_death_the_next_units_answer(monkeypatch: pytest.MonkeyPatch, asked: str, dies_on: tuple[str, ...], answers: str) -> None:  # fmt: skip
    monkeypatch.setattr(coreml_fallback, "CoreMLProcess", Fragile)
    monkeypatch.setattr(Fragile, "dies_on", dies_on)
    said: list[str] = []
    model = CoreMLFallback(Path("x"), asked, told=said.append)
    assert model.call(None, None) == answers == model.units  # type: ignore[arg-type,comparison-overlap]
    assert len(said) == len(dies_on) and bool(model.reason) == bool(dies_on)
    assert answers in model.about and model.trouble() == model.reason
    if dies_on:
        assert model.reason.endswith(f"So {answers} answers.") and "Core ML" in model.reason


def test_when_the_last_units_die_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coreml_fallback, "CoreMLProcess", Fragile)
    monkeypatch.setattr(Fragile, "dies_on", coreml_fallback.ORDER)
    with pytest.raises(HostError, match="hung"):
        CoreMLFallback(Path("x")).call(None, None)  # type: ignore[arg-type]
    monkeypatch.setattr(Fragile, "dies_on", tuple(f"load {u}" for u in coreml_fallback.ORDER))
    with pytest.raises(HostError, match="loaded"):
        CoreMLFallback(Path("x"))


# the plan -------------------------------------------------------------------------------------------


class MLCPUComputeDevice:
    """Named as coremltools names it."""


class MLNeuralEngineComputeDevice:
    """Named as coremltools names it."""


def test_a_plan_is_read_op_by_op(ct: Any) -> None:
    from coremltools.models import compute_plan as cp

    def op(kind: str, output: str, blocks: list[Any]) -> Any:
        named = cp.MLModelStructureProgramNamedValueType(
            output, cp.MLModelStructureProgramValueType()
        )
        return cp.MLModelStructureProgramOperation({}, kind, [named], blocks, None)

    inner = cp.MLModelStructureProgramBlock([], [op("add", "inner", [])], ["inner"])
    ops = [op("const", "w", []), op("gather", "e", []), op("linear", "l", []), op("cond", "c", [inner])]  # fmt: skip
    main = cp.MLModelStructureProgramFunction([], cp.MLModelStructureProgramBlock([], ops, ["l"]))
    cpu, ane = MLCPUComputeDevice(), MLNeuralEngineComputeDevice()
    wanted = {"e": (cpu, [cpu]), "l": (ane, [cpu, ane]), "c": (cpu, [cpu]), "inner": (cpu, [cpu])}

    class Plan:
        model_structure = cp.MLModelStructure(
            None, cp.MLModelStructureProgram({"main": main}), None
        )

        def get_compute_device_usage_for_mlprogram_operation(self, operation: Any) -> Any:
            found = wanted.get(operation.outputs[0].name)
            return cp.MLComputePlanDeviceUsage(*found) if found else None  # type: ignore[arg-type]

        def get_estimated_cost_for_mlprogram_operation(self, operation: Any) -> Any:
            return cp.MLComputePlanCost(0.75) if operation.operator_name == "linear" else None

    told = list(coreml_plan.read_plan(Plan()))
    assert [row["output"] for row in told] == ["e", "l", "c", "inner"]
    assert told[1] == {"output": "l", "op": "linear", "device": "Neural Engine", "possible": ["CPU", "Neural Engine"], "cost": 0.75}  # fmt: skip
    with pytest.raises(ValueError, match="ML Program"):
        list(coreml_plan.read_plan(SimpleNamespace(model_structure=SimpleNamespace(program=None))))
