"""Finds the operations that would overflow half precision, so that they alone stay in float32.

A torch forward pass first says, almost for free, whether any activation comes near float16's
limit. Only then is the program itself run, operation by operation, to find out where.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch.utils._python_dispatch import TorchDispatchMode

from studio.convert.mil_values import Values

LIMIT = 65504.0  # the largest finite float16
MARGIN = 2.0  # other texts give larger numbers than those measured
_MASK = 1e30  # masks made of the smallest float; Core ML Tools keeps them finite by itself


class Ranges(TorchDispatchMode):
    """Inside the `with`, `largest` becomes the largest |number| that any torch operation made."""

    def __init__(self) -> None:
        super().__init__()
        self.largest = 0.0

    def __torch_dispatch__(
        self, func: Any, types: Any, args: Any = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        """Run the operation and look at what it made."""
        made = func(*args, **(kwargs or {}))
        for tensor in made if isinstance(made, tuple | list) else (made,):
            if isinstance(tensor, torch.Tensor) and tensor.is_floating_point() and tensor.numel():
                low, high = (float(side) for side in torch.aminmax(tensor.detach()))
                seen = [abs(n) for n in (low, high) if abs(n) < _MASK]
                self.largest = max([self.largest, *seen])
        return made


def leaves_half(largest: float) -> bool:
    """Whether numbers of this size are too close to float16's limit."""
    return largest * MARGIN > LIMIT


class HalfGuard:
    """Decides, for Core ML Tools' half-precision pass, which operations stay in float32.

    rows: the inputs to measure with, each int32[1, L]. After the pass `kept` holds the names
    of the operations that stay and `largest` the largest number found.
    """

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self._rows = rows
        self._wide: set[int] | None = None
        self._held: list[Any] = []
        self.kept: tuple[str, ...] = ()
        self.largest = 0.0

    def half(self, op: Any) -> bool:
        """Whether the operation may be computed in float16."""
        if self._wide is None:
            self._measure(op.enclosing_block)
        assert self._wide is not None
        return id(op) not in self._wide

    def _measure(self, block: Any) -> None:
        sizes = _sizes(block, self._rows)
        wide = {at for at, size in sizes.items() if leaves_half(size)}
        kept = [op for op in block.operations if op.op_type != "const" and _touches(op, wide)]
        # An id names its object only as long as that lives: the pass replaces operations.
        self._held, self._wide = kept, {id(op) for op in kept}
        self.kept = tuple(op.outputs[0].name for op in kept)
        self.largest = max((s for s in sizes.values() if np.isfinite(s)), default=0.0)


def _touches(op: Any, wide: set[int]) -> bool:
    """Whether it makes or reads a number that float16 can't hold."""
    if any(id(var) in wide for var in op.outputs):
        return True
    inputs = [i for given in op.inputs.values() for i in (given if isinstance(given, tuple | list) else (given,))]  # fmt: skip
    return any(id(var) in wide for var in inputs)


def _sizes(block: Any, rows: list[dict[str, Any]]) -> dict[int, float]:
    """The largest |number| of each float value over all rows, by id; unmeasured: infinite."""
    sizes: dict[int, float] = {}
    for row in rows:
        with Values(block, row) as values:
            for var, array in values:
                size = _size(array) if array is not None else _unmeasured(var)
                sizes[id(var)] = max(sizes.get(id(var), 0.0), size)
    return sizes


def _unmeasured(var: Any) -> float:
    """Of a float, the worst is assumed."""
    from coremltools.converters.mil.mil import types

    return float("inf") if types.is_float(var.dtype) else 0.0


def _size(array: Any) -> float:
    if array.dtype.kind != "f" or not array.size:
        return 0.0
    magnitudes = np.abs(array)
    seen = magnitudes[magnitudes < _MASK]  # a NaN is none of our numbers either: the gate saw it
    return float(seen.max()) if seen.size else 0.0
