"""Models as others make them: whole-number classes, default values, the newest opset, loops."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from studio.core.errors import InputError
from studio.runtime.mil import open_evaluator, open_package

X = np.array([[0.1, 0.7, 0.2]], np.float32)


def saved(ct: Any, program: Any, folder: Path, forget: Callable[..., None], **options: Any) -> Path:
    """The .mlpackage of a program, as a plain coremltools script would write it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = ct.convert(program, convert_to="mlprogram", skip_model_load=True, compute_precision=ct.precision.FLOAT32, **options)  # fmt: skip
        model.save(str(folder / "model.mlpackage"))
    forget(model)
    return folder / "model.mlpackage"


def test_classes_may_be_whole_numbers(ct: Any, tmp_path: Path, forget: Callable[..., None]) -> None:
    from coremltools.converters.mil.mil import Builder as mb

    @mb.program(input_specs=[mb.TensorSpec(shape=(1, 3))], opset_version=ct.target.iOS17)
    def program(x: Any) -> Any:
        return mb.softmax(x=x, name="chances")

    path = saved(
        ct, program, tmp_path, forget, minimum_deployment_target=ct.target.iOS17,
        classifier_config=ct.ClassifierConfig([10, 20, 30]),
    )  # fmt: skip
    found = open_evaluator(open_package(path))({"x": X})
    label, chances = (found[k] for k in found)
    assert label == 20 and isinstance(label, int)
    assert set(chances) == {10, 20, 30} and sum(chances.values()) == pytest.approx(1)


def test_an_input_may_have_a_default(ct: Any, tmp_path: Path, forget: Callable[..., None]) -> None:
    from coremltools.converters.mil.mil import Builder as mb

    specs = [mb.TensorSpec(shape=(1, 3)), mb.TensorSpec(shape=(1, 3))]

    @mb.program(input_specs=specs, opset_version=ct.target.iOS17)
    def program(x: Any, y: Any) -> Any:
        return mb.add(x=x, y=y, name="sum")

    inputs = [
        ct.TensorType("x", shape=(1, 3)),
        ct.TensorType("y", shape=(1, 3), default_value=np.full((1, 3), 2, np.float32)),
    ]
    target = ct.target.iOS17
    path = saved(ct, program, tmp_path, forget, inputs=inputs, minimum_deployment_target=target)
    run = open_evaluator(open_package(path))
    assert np.allclose(run({"x": X})["sum"], X + 2)
    assert np.allclose(run({"x": X, "y": X})["sum"], 2 * X)
    with pytest.raises(InputError, match="input x"):
        run({"y": X})


def test_an_older_file_is_refused_by_its_format(ct: Any, tmp_path: Path) -> None:
    spec = ct.proto.Model_pb2.Model()
    spec.neuralNetworkClassifier.SetInParent()
    (tmp_path / "old.mlmodel").write_bytes(spec.SerializeToString())
    with pytest.raises(InputError, match="of format neuralNetworkClassifier") as caught:
        open_package(tmp_path / "old.mlmodel")
    assert "mlprogram" in caught.value.remedy
    (tmp_path / "other.mlmodel").write_bytes(b"nothing of the kind")
    with pytest.raises(InputError, match="is a file, not a"):
        open_package(tmp_path / "other.mlmodel")


def test_the_newest_opset_and_a_loop(ct: Any, compiled: Callable[..., Any]) -> None:
    from coremltools.converters.mil.mil import Builder as mb

    target = ct.target.iOS26

    @mb.program(input_specs=[mb.TensorSpec(shape=(1, 3))], opset_version=target)
    def program(x: Any) -> Any:
        def more(value: Any, power: Any) -> Any:
            return mb.less(x=power, y=np.float32(3))

        def double(value: Any, power: Any) -> Any:
            return mb.mul(x=value, y=np.float32(2)), mb.add(x=power, y=np.float32(1))

        start = mb.reduce_sum(x=mb.mul(x=x, y=np.float32(0)))
        value, _ = mb.while_loop(_cond=more, _body=double, loop_vars=(x, start))
        large = mb.greater(x=mb.reduce_sum(x=value), y=np.float32(8))
        return mb.cond(
            pred=large,
            _true_fn=lambda: mb.identity(x=value),
            _false_fn=lambda: mb.mul(x=value, y=np.float32(-1)),
            name="y",
        )

    run = compiled(program, target="iOS26")
    assert np.allclose(run({"x": X})["y"], -8 * X)  # the sum is 8: not greater
    assert np.allclose(run({"x": 2 * X})["y"], 16 * X)
    assert run.first_nonfinite is None


def test_trouble_inside_a_loop_is_named(ct: Any, compiled: Callable[..., Any]) -> None:
    from coremltools.converters.mil.mil import Builder as mb

    @mb.program(input_specs=[mb.TensorSpec(shape=(1, 3))], opset_version=ct.target.iOS17)
    def program(x: Any) -> Any:
        def small(value: Any) -> Any:
            return mb.less(x=mb.reduce_max(x=value), y=np.float32(1e4))

        def squared(value: Any) -> Any:
            return (mb.square(x=value, name="squared"),)

        value = mb.while_loop(_cond=small, _body=squared, loop_vars=(x,))
        return mb.mul(x=value, y=np.float32(1), name="y")

    run = compiled(program, precision="float16")
    assert run({"x": np.full((1, 3), 90, np.float32)})["y"][0, 0] == np.inf  # 90, 8100, too much
    assert "squared" in run.first_nonfinite.output and run.first_nonfinite.kind == "inf"
    assert str(run.first_nonfinite).startswith("infinity first appears in squared")
