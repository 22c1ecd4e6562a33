"""Tests of studio.convert.half_pass: Core ML Tools' own answers, in small memory."""

from __future__ import annotations

import tracemalloc
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.convert.half_pass import _OURS, _THEIRS, beyond, half_precision

EDGES = (0.0, 1e-9, 6e-8, 1.0, 65503.0, 65504.0, 65519.996, 65520.0, 7e4, 9.99e37, 1e38, 3.4e38, np.inf, np.nan)  # fmt: skip
numbers = st.lists(
    st.sampled_from([*EDGES, *(-n for n in EDGES)]) | st.floats(width=32), min_size=1, max_size=20
)


def passes() -> tuple[Any, Any]:
    """Core ML Tools' pass and ours."""
    import coremltools as ct
    from coremltools.converters.mil.mil.passes.pass_registry import PASS_REGISTRY

    half_precision(ct.PassPipeline.DEFAULT, lambda op: True)
    return PASS_REGISTRY[_THEIRS], PASS_REGISTRY[_OURS]


def constant(values: Any) -> Any:
    """What the pass sees of a float32 constant."""
    var = SimpleNamespace(val=values, is_tensor_or_scalar_of=lambda dtype: dtype == "fp32")
    var.op = SimpleNamespace(op_type="const", val=var)
    return var


def cast(values: Any) -> Any:
    with np.errstate(over="ignore"):
        half = np.float16(values)
    made = SimpleNamespace(_sym_val=SimpleNamespace(val=half))
    made.val = half
    return made


@given(numbers)
def test_it_finds_the_same_overflows(some: list[float]) -> None:
    theirs, ours = passes()
    op = SimpleNamespace(inputs={"x": constant(np.float32(some)), "others": [constant(np.float32(1))]})  # fmt: skip
    with np.errstate(invalid="ignore"):
        assert ours.fp16_overflow(op) == theirs.fp16_overflow(op)


@given(numbers, st.booleans())
def test_what_became_infinite_or_zero_is_mended_alike(some: list[float], one: bool) -> None:
    values = np.float32(some[0]) if one else np.float32(some)
    made = []
    for which in passes():
        new, var = cast(values), constant(values)
        which._check_overflow_to_inf(new, var)
        which._check_underflow_to_zero(new, var)
        made.append(np.asarray(new._sym_val.val))
    np.testing.assert_array_equal(made[1], made[0])


def test_an_activation_has_no_value_to_look_at() -> None:
    _, ours = passes()
    unknown = SimpleNamespace(val=None, op=None)
    assert not ours.fp16_overflow(SimpleNamespace(inputs={"x": unknown}))
    ours._check_overflow_to_inf(unknown, unknown)
    ours._check_underflow_to_zero(unknown, unknown)


@pytest.mark.parametrize("at", [0, (1 << 18) - 1, 1 << 18, 999_999])
def test_every_block_is_looked_at(at: int) -> None:
    values = np.zeros((1000, 1000), np.float32)
    assert not beyond(values, 65504, 1e38)
    values.reshape(-1)[at] = -7e4
    assert beyond(values, 65504, 1e38)


def test_a_large_constant_is_not_copied() -> None:
    """24 bytes a number for XLM-RoBERTa-large's words were 6 GB."""
    _, ours = passes()
    var = constant(np.ones((2000, 1000), np.float32))
    new = cast(var.val)
    tracemalloc.start()
    ours.fp16_overflow(SimpleNamespace(inputs={"x": var}))
    ours._check_overflow_to_inf(new, var)
    ours._check_underflow_to_zero(new, var)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4e6  # half of the constant's 8 MB


def test_the_pipeline_holds_it_in_the_place_of_the_other() -> None:
    import coremltools as ct

    before, pipeline = ct.PassPipeline.DEFAULT, ct.PassPipeline.DEFAULT
    half_precision(pipeline, lambda op: True)
    assert pipeline.passes == [_OURS if name == _THEIRS else name for name in before.passes]
    pipeline.validate()
