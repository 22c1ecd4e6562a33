"""The app's figures come home: read, checked, kept by digest, shown beside our own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from studio.core.errors import InputError
from studio.pipeline import comparison, device_figures
from studio.project import Project

ONE = {
    "model": "student-int8", "digest": "", "computeUnits": "ALL", "loadMilliseconds": 120.0, "tokens": 12,
    "latency": {"count": 100, "median": 3.25, "p95": 4.5, "mean": 3.4}, "parityError": 0.012, "memoryBytes": 50_000_000, "thermalState": "nominal",
}  # fmt: skip


def report(path: Path, **changes: Any) -> Path:
    told = {"format": "pocketbert-device-report", "version": 1, "device": "iPhone16,2", "system": "Version 18.1", "measurements": [ONE], **changes}  # fmt: skip
    path.write_text(json.dumps(told))
    return path


@pytest.fixture
def project(tmp_path: Path) -> Any:
    with Project.open(tmp_path / "p", write=True, create=True) as found:
        with found.draft("package", "student-int8", made_by="test", suffix=".mlpackage") as draft:
            (draft.path / "x").write_text("weights")
        yield found


def test_figures_stand_beside_ours(project: Project, tmp_path: Path) -> None:
    artifact = project.require("student-int8", remedy="")
    told = device_figures.read(report(tmp_path / "r.json", measurements=[{**ONE, "digest": artifact.digest}, {**ONE, "model": "other"}]))  # fmt: skip
    assert told is not None
    result = device_figures.keep(project, told)
    assert result["kept"] == 1 and "other" in result["lines"][0]
    assert result["table"][0]["p50 ms"] == "3.2" and result["table"][0]["device"] == "iPhone16,2"
    (model,) = project.known()
    assert model.devices[0]["p95_milliseconds"] == 4.5 and model.speed is None and "speed" in model.lacks  # fmt: skip
    lines = comparison.verdicts([comparison.row(model, [model])])
    assert lines == ["student-int8 on iPhone16,2 (ALL): median 3.2 ms, p95 4.5 ms, largest logit difference 1.2e-02"]  # fmt: skip


def test_a_newer_figure_replaces_the_older_of_the_same_processors(project: Project, tmp_path: Path) -> None:  # fmt: skip
    digest = project.require("student-int8", remedy="").digest
    for units, median in (("ALL", 9.0), ("CPU_ONLY", 5.0), ("ALL", 3.0)):
        one = {**ONE, "digest": digest, "computeUnits": units, "latency": {**ONE["latency"], "median": median}}  # type: ignore[dict-item]  # fmt: skip
        told = device_figures.read(report(tmp_path / "r.json", measurements=[one]))
        assert told is not None
        device_figures.keep(project, told)
    (model,) = project.known()
    assert [d["p50_milliseconds"] for d in model.devices] == [3.0, 5.0]


def test_strangers_are_refused(project: Project, tmp_path: Path) -> None:
    told = device_figures.read(report(tmp_path / "r.json"))
    assert told is not None
    with pytest.raises(InputError, match="None of the models"):
        device_figures.keep(project, told)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"version": 2}, "newer app"),
        ({"measurements": [{**ONE, "latency": {}}]}, "damaged"),
        ({"measurements": [{**ONE, "tokens": float("nan")}]}, "damaged"),
        ({"measurements": 3}, "damaged"),
    ],
)
def test_what_is_no_good_is_said(tmp_path: Path, changes: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        device_figures.read(report(tmp_path / "r.json", **changes))


def test_other_files_are_left_to_the_import(tmp_path: Path) -> None:
    other = tmp_path / "rows.json"
    other.write_text('[{"text": "a"}]')
    assert device_figures.read(other) is None
    assert device_figures.read(tmp_path / "in.csv") is None
    other.write_text("not json")
    assert device_figures.read(other) is None
