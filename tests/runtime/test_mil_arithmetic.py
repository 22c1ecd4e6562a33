"""Faithful rounding is numpy's float16 rounding; fast keeps float32."""

from __future__ import annotations

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from studio.runtime.mil.arithmetic import is_finite, round_to_half, settle

EDGES = [
    65504.0,
    65519.9,
    65520.0,
    -65520.0,
    1e9,
    6e-8,
    2.98e-8,
    2.99e-8,
    0.0,
    -0.0,
    2049.0,
    2051.0,
]


@given(arrays(np.float32, st.integers(0, 30), elements=st.floats(width=32)))
def test_rounding_is_numpys(values: np.ndarray) -> None:
    with np.errstate(over="ignore", invalid="ignore"):
        expected = values.astype(np.float16).astype(np.float32)
    got = round_to_half(torch.from_numpy(values)).numpy()
    assert np.array_equal(got, expected, equal_nan=True)
    known = ~np.isnan(expected)  # a NaN's sign means nothing
    assert np.array_equal(np.signbit(got)[known], np.signbit(expected)[known])


def test_edges_round_to_even_and_overflow_to_infinity() -> None:
    got = round_to_half(torch.tensor(EDGES)).tolist()
    assert got[:5] == [65504.0, 65504.0, float("inf"), float("-inf"), float("inf")]
    assert got[6] == 0.0 and got[7] == 2**-24
    assert got[10:] == [2048.0, 2052.0]


def test_modes() -> None:
    x = torch.tensor([1.0001])
    faithful, fast = settle("fp16", "faithful"), settle("fp16", "fast")
    assert faithful is not None and fast is not None
    assert faithful(x).item() == 1.0 and fast(x).item() == x.item()
    moved = settle("fp16", "faithful", moved=True)
    assert moved is not None and moved(x) is x
    whole = settle("int32", "faithful")
    assert whole is not None and whole(torch.tensor([-1.7, 2.9])).tolist() == [-1, 2]
    assert settle("string", "faithful") is None


def test_is_finite_sees_what_a_sum_hides() -> None:
    assert is_finite(torch.tensor([3e38, 3e38]))  # the sum overflows, the numbers don't
    assert not is_finite(torch.tensor([float("inf"), float("-inf")]))
    assert not is_finite(torch.tensor([1.0, float("nan")]))
