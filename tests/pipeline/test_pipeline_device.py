"""Step `device`: a report comes in; what is no report is refused by name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from studio.core.errors import InputError
from studio.pipeline.catalogue import DEVICE_REPORT
from studio.project import Project


def test_a_report_comes_in_and_nothing_else(order_step: Any, tmp_path: Path) -> None:
    with Project.open(tmp_path / "p", write=True, create=True) as project:
        with project.draft("package", "small", made_by="test", suffix=".mlpackage") as draft:
            (draft.path / "x").write_text("weights")
        digest = project.require("small", remedy="").digest
    one = {
        "model": "small", "digest": digest, "computeUnits": "ALL", "loadMilliseconds": 120.0, "tokens": 12,
        "latency": {"count": 9, "median": 3.0, "p95": 4.0, "mean": 3.4}, "thermalState": "nominal",
    }  # fmt: skip
    file = tmp_path / "device-report.json"
    file.write_text(json.dumps({"format": DEVICE_REPORT, "version": 1, "device": "iPhone16,2", "system": "18.1", "measurements": [one]}))  # fmt: skip
    _, result = order_step("device", tmp_path / "p", file=str(file))
    assert (result["device"], result["kept"]) == ("iPhone16,2", 1)
    with Project.open(tmp_path / "p") as project:
        assert project.known()[0].devices[0]["p50_milliseconds"] == 3.0
    (tmp_path / "x.json").write_text("{}")
    with pytest.raises(InputError, match=r"x\.json is not a device report"):
        order_step("device", tmp_path / "p", file=str(tmp_path / "x.json"))
