"""States: kept between predictions through coremltools' own make_state, and in both arithmetics."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from studio.core.errors import InputError

ONE = {"x": np.array([1.0, 2.0], np.float32)}


@pytest.fixture
def counter(ct: Any) -> Any:
    """A program that adds its input to what it has seen so far."""
    from coremltools.converters.mil.mil import Builder as mb
    from coremltools.converters.mil.mil import types

    @mb.program(
        input_specs=[
            mb.TensorSpec(shape=(2,), dtype=types.fp16),
            mb.StateTensorSpec(shape=(2,), dtype=types.fp16),
        ],
        opset_version=ct.target.iOS18,
    )
    def program(x: Any, total: Any) -> Any:
        new = mb.add(x=mb.read_state(input=total), y=x)
        kept = mb.coreml_update_state(state=total, value=new)
        return mb.mul(x=kept, y=np.float16(2), name="y")

    return program


def test_predictions_share_a_state_through_coremltools(
    stand_in: Any, counter: Any, forget: Callable[..., None]
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = stand_in.convert(
            counter, convert_to="mlprogram", minimum_deployment_target=stand_in.target.iOS18
        )
    one, other = model.make_state(), model.make_state()
    assert model.predict(ONE, state=one)["y"].tolist() == [2, 4]
    assert model.predict(ONE, state=one)["y"].tolist() == [4, 8]
    assert model.predict(ONE, state=other)["y"].tolist() == [2, 4]
    assert one.read_state("total").tolist() == [2, 4]
    one.write_state("total", np.array([10, 20], np.float32))
    assert model.predict(ONE, state=one)["y"].tolist() == [22, 44]
    with pytest.raises(RuntimeError, match=r"state total .* got none"):
        model.predict(ONE)
    with pytest.raises(RuntimeError, match="no state sum"):
        one.read_state("sum")
    with pytest.raises(RuntimeError, match="shape"):
        one.write_state("total", np.zeros(3, np.float32))
    forget(model)


@pytest.mark.parametrize("arithmetic", ["faithful", "fast"])
def test_a_second_look_at_an_overflow_changes_the_state_once(
    compiled: Callable[..., Any], counter: Any, arithmetic: str
) -> None:
    run = compiled(counter, precision="float16", target="iOS18", arithmetic=arithmetic)
    state = run.new_state()
    run(ONE, state=state)
    found = run({"x": np.array([np.inf, 1.0], np.float32)}, state=state)
    assert not np.isfinite(found["y"][0]) and run.first_nonfinite.op_type == "add"
    assert state["total"].value[1].item() == 3
    with pytest.raises(InputError, match="make_state"):
        try:
            run(ONE)
        except InputError as error:
            raise InputError(error.remedy, code=error.code) from error
