"""A package of several functions: any of them runs, by our door and by coremltools'."""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from studio.core.errors import InputError
from studio.runtime.door import open_runtime
from studio.runtime.mil import open_evaluator, open_package

X = np.array([1.0, -2.0, 3.0], np.float32)


@pytest.fixture
def several(ct: Any, tmp_path: Path, forget: Callable[..., None]) -> Path:
    """Functions `twice` (3 numbers) and `negative` (any of 1 to 4), the first by default."""
    from coremltools.converters.mil.mil import Builder as mb

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, factor, shape in (("twice", 2, (3,)), ("negative", -1, (ct.RangeDim(1, 4),))):

            @mb.program(input_specs=[mb.TensorSpec(shape=(3,))], opset_version=ct.target.iOS18)
            def program(x: Any) -> Any:
                return mb.mul(x=x, y=np.float32(factor), name="y")  # noqa: B023  called at once

            inputs = [ct.TensorType("x", shape=shape)]
            model = ct.convert(
                program, convert_to="mlprogram", skip_model_load=True, inputs=inputs,
                compute_precision=ct.precision.FLOAT32,
                minimum_deployment_target=ct.target.iOS18,
            )  # fmt: skip
            model.save(str(tmp_path / f"{name}.mlpackage"))
            forget(model)
        chosen = ct.utils.MultiFunctionDescriptor()
        for name in ("twice", "negative"):
            chosen.add_function(str(tmp_path / f"{name}.mlpackage"), "main", name)
        chosen.default_function_name = "twice"
        ct.utils.save_multifunction(chosen, str(tmp_path / "both.mlpackage"))
    return tmp_path / "both.mlpackage"


def test_each_function_answers(several: Path) -> None:
    assert open_evaluator(open_package(several))({"x": X})["y"].tolist() == [2, -4, 6]
    named = open_evaluator(open_package(several), function="negative")
    assert named({"x": X})["y"].tolist() == [-1, 2, -3]
    package = open_package(several, "negative")
    assert package.model.default_function == "negative"
    assert open_evaluator(package)({"x": X})["y"].tolist() == [-1, 2, -3]
    for attempt in (
        lambda: open_package(several, "thrice"),
        lambda: open_evaluator(open_package(several), function="thrice"),
    ):
        with pytest.raises(InputError, match="no function thrice") as caught:
            attempt()
        assert "negative" in caught.value.remedy


def test_coremltools_chooses_too(stand_in: Any, several: Path, forget: Callable[..., None]) -> None:
    for name, expected in ((None, [2, -4, 6]), ("negative", [-1, 2, -3])):
        model = stand_in.models.MLModel(str(several), function_name=name)
        assert model.predict({"x": X})["y"].tolist() == expected
        forget(model)


def test_a_runtime_of_a_function(package_of: Callable[..., Path], tmp_path: Path) -> None:
    copy = tmp_path / "copy.mlpackage"
    shutil.copytree(package_of("bert"), copy)
    with open_runtime(copy, function_name="main") as runtime:
        assert runtime.name == "reference"
    with pytest.raises(InputError, match="no function other"):
        open_runtime(copy, function_name="other")
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(InputError, match="no functions"):
        open_runtime(tmp_path, function_name="main")
