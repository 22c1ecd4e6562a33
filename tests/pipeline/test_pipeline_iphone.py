"""An iPhone app out of a project: a real package, measured logits, stable bytes; figures come home."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pipeline_tiny import write_csv

from studio.core.errors import InputError
from studio.core.files import digest_path


@pytest.fixture(scope="module")
def exported(teacher_folder: Path, order_step: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:  # fmt: skip
    """(project, kit) with one package."""
    root, out = tmp_path_factory.mktemp("app"), tmp_path_factory.mktemp("out")
    project = root / "p"
    order_step("import", project, file=str(write_csv(root / "in.csv", 90)))
    order_step("teach", project, model=str(teacher_folder))
    order_step("convert", project, source="teacher")
    _, result = order_step("export", project, what="iphone", output=str(out), models=["teacher-float16"], title="Kinds")  # fmt: skip
    assert result["path"] == str(out / "iphone") and "Hugging Face" in " ".join(result["lines"])
    return project, out / "iphone"


def test_the_kit_holds_the_package_and_its_own_logits(exported: tuple[Path, Path]) -> None:
    project, kit = exported
    (model,) = json.loads((kit / "App" / "models.json").read_text())["models"]
    package = kit / "App" / "Models" / f"{model['resource']}.mlpackage"
    assert digest_path(package, skip=frozenset({"Manifest.json"})) == model["digest"]
    from studio.runtime import open_runtime

    with open_runtime(project / "exports" / "teacher-float16.mlpackage", arithmetic="faithful") as opened:  # fmt: skip
        again = opened.logits([case["text"] for case in model["parity"]])
    assert len(model["parity"]) >= 10
    np.testing.assert_allclose([c["logits"] for c in model["parity"]], again, atol=2e-4)
    assert "# Text classifier" in (kit / "MODEL_CARD.md").read_text()


def test_exporting_again_gives_the_same_bytes(exported: tuple[Path, Path], order_step: Any) -> None:
    project, kit = exported
    before = digest_path(kit)
    order_step("export", project, what="iphone", output=str(kit.parent), models=["teacher-float16"], title="Kinds")  # fmt: skip
    assert digest_path(kit) == before


def test_the_devices_figures_come_home(exported: tuple[Path, Path], order_step: Any, tmp_path: Path) -> None:  # fmt: skip
    project, kit = exported
    (model,) = json.loads((kit / "App" / "models.json").read_text())["models"]
    one = {
        "model": model["id"], "digest": model["digest"], "computeUnits": "ALL", "loadMilliseconds": 90.0, "tokens": 9, "thermalState": "nominal",
        "latency": {"count": 100, "median": 2.5, "p95": 3.5, "mean": 2.6}, "parityError": 0.002, "memoryBytes": 40_000_000,
    }  # fmt: skip
    file = tmp_path / "device-report.json"
    file.write_text(json.dumps({"format": "pocketbert-device-report", "version": 1, "device": "iPhone16,2", "system": "18.1", "measurements": [one]}))  # fmt: skip
    _, result = order_step("import", project, file=str(file))
    assert result["kept"] == 1
    _, told = order_step("export", project, what="card")
    assert "teacher-float16 on iPhone16,2 (ALL): median 2.5 ms" in Path(told["path"]).read_text()


def test_a_name_that_is_no_package_is_refused(exported: tuple[Path, Path], order_step: Any) -> None:
    with pytest.raises(InputError, match="no package 'teacher'"):
        order_step("export", exported[0], what="iphone", models=["teacher"])


def test_the_base_model_is_named_with_its_terms() -> None:
    from studio.pipeline.kits import INSTALLED_BASE, base_of

    assert base_of({"from": "sample"}) == INSTALLED_BASE
    assert base_of({"from": "some/bert"}) == "some/bert, under the terms of its publisher"
    assert base_of({}) == ""
