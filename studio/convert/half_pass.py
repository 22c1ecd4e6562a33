"""Core ML Tools' half-precision pass with its checks of large constants made in small memory.

Core ML Tools asks of every constant whether a number in it lies beyond float16, through arrays of
indices: 24 bytes a number, 6 GB and half a minute for the word table of XLM-RoBERTa-large. The
same questions are answered here a block at a time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

LARGEST = 65504.0  # the largest finite float16
INFINITE = 1e38  # Core ML Tools takes what is larger for a mask's infinity
FEW = 400  # numbers of an array in which Core ML Tools looks for ones that become zero
_BLOCK = 1 << 18  # numbers
_ROUNDS_TO_INFINITY = 65520.0
_THEIRS, _OURS = "common::add_fp16_cast", "pocketbert::add_fp16_cast"


def half_precision(pipeline: Any, half: Callable[[Any], bool]) -> None:
    """Put this pass in the place of Core ML Tools' own, in place; `half` says of an operation
    whether float16 may compute it. A pipeline with it wants ct.precision.FLOAT16.
    """
    _register()
    at = pipeline.passes.index(_THEIRS)
    pipeline.remove_pass(at)
    pipeline.insert_pass(at, _OURS)
    pipeline.set_options(_OURS, {"op_selector": half})


def beyond(values: Any, smallest: float, largest: float) -> bool:
    """Whether a number of `values`, float [...], has smallest < |number| < largest; NaN has not."""
    flat = np.asarray(values).reshape(-1)
    for start in range(0, flat.size, _BLOCK):
        size = np.abs(flat[start : start + _BLOCK])
        if bool(((size > smallest) & (size < largest)).any()):
            return True
    return False


def _register() -> None:
    from coremltools.converters.mil.mil.passes.defs.quantization import add_fp16_cast
    from coremltools.converters.mil.mil.passes.pass_registry import PASS_REGISTRY

    if _OURS not in PASS_REGISTRY:
        PASS_REGISTRY.add("pocketbert", _lean(add_fp16_cast), False, "add_fp16_cast")


def _lean(theirs: Any) -> Any:
    """A subclass of Core ML Tools' pass whose checks don't copy a large constant."""

    class LeanHalf(theirs):  # type: ignore[misc]
        @staticmethod
        def fp16_overflow(op: Any) -> bool:
            """Whether a constant it reads has a finite number beyond float16."""
            given = [i for some in op.inputs.values() for i in (some if isinstance(some, list | tuple) else (some,))]  # fmt: skip
            return any(_is_constant(var) and beyond(var.op.val.val, LARGEST, INFINITE) for var in given)  # fmt: skip

        def _check_overflow_to_inf(self, new_var: Any, var: Any) -> None:
            known = new_var.val is not None and var.val is not None
            if known and beyond(var.val, np.nextafter(_ROUNDS_TO_INFINITY, 0), np.inf):
                super()._check_overflow_to_inf(new_var, var)

        def _check_underflow_to_zero(self, new_var: Any, var: Any) -> None:
            if new_var.val is not None and np.size(var.val) < FEW:
                super()._check_underflow_to_zero(new_var, var)

    return LeanHalf


def _is_constant(var: Any) -> bool:
    made = var.op is not None and var.op.op_type == "const"
    return made and bool(var.is_tensor_or_scalar_of(dtype="fp32"))
