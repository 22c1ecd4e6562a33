"""Runs a MIL program while it is being made, with Core ML Tools' own numpy meanings.

Each operation of MIL can say its value when its inputs are known (`value_inference`); giving the
program's inputs a value makes everything known, one operation after the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from types import TracebackType
from typing import Any

import numpy as np

from studio.convert.upstream import library
from studio.core.errors import UpstreamError


class Values:
    """Iterate inside a `with`: every value of the block in order, as (Var, array or None).

    inputs: an array for each input by its name. None stands for what couldn't be computed.
    A value is forgotten after its last use, and all of them at the end.
    """

    def __init__(self, block: Any, inputs: dict[str, Any]) -> None:
        self._block, self._inputs = block, inputs
        self._given: dict[int, tuple[Any, Any]] = {}  # with what was known of it before

    def __enter__(self) -> Values:
        for name, var in self._block.inputs.items():
            self._give(var, np.asarray(self._inputs[name]))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for var, _ in list(self._given.values()):
            self._forget(var)

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        operations = list(self._block.operations)
        left = Counter(id(var) for op in operations for var in _reads(op))
        for op in operations:
            if all(var.val is not None for var in op.outputs):
                continue  # a constant, or known without the inputs
            made = self._run(op)
            for var, array in zip(op.outputs, made, strict=False):
                if array is not None:
                    self._give(var, array)
                yield var, array
            for var in _reads(op):
                left[id(var)] -= 1
                if left[id(var)] == 0 and id(var) in self._given:
                    self._forget(var)

    def _run(self, op: Any) -> list[Any]:
        unknown = [None] * len(op.outputs)
        if any(var.val is None for var in _reads(op)):
            return unknown
        try:
            with library("measure", ""):
                made = _OURS[op.op_type](op) if op.op_type in _OURS else _theirs(op)
        except UpstreamError:
            return unknown
        if made is None:
            return unknown
        several = isinstance(made, tuple | list) and len(op.outputs) > 1
        return [np.asarray(array) for array in (made if several else [made])]

    def _give(self, var: Any, array: Any) -> None:
        self._given[id(var)] = (var, var._sym_val)
        var._sym_val = _Known(array)

    def _forget(self, var: Any) -> None:
        _, var._sym_val = self._given.pop(id(var))


class _Known:
    """What a Var holds when its value is known."""

    def __init__(self, array: Any) -> None:
        self.val = array


def _reads(op: Any) -> list[Any]:
    given = op.inputs.values()
    return [v for i in given for v in (i if isinstance(i, tuple | list) else (i,)) if v is not None]


def _theirs(op: Any) -> Any:
    """Without the decorator, which looks for symbols in shapes (those that look themselves are among ours)."""
    meaning = type(op).value_inference
    return getattr(meaning, "__wrapped__", meaning)(op)


def _shape(op: Any) -> Any:
    return np.array(op.x.val.shape, dtype=np.int32)


def _matmul(op: Any) -> Any:
    x, y = op.x.val, op.y.val
    x = np.swapaxes(x, -1, -2) if op.transpose_x.val else x
    return np.matmul(x, np.swapaxes(y, -1, -2) if op.transpose_y.val else y)


def _linear(op: Any) -> Any:
    made = op.x.val @ op.weight.val.T
    return made if op.bias is None else made + op.bias.val


def _expand_dims(op: Any) -> Any:
    return np.expand_dims(op.x.val, tuple(int(axis) for axis in op.axes.val))


def _reshape(op: Any) -> Any:
    """A 0 takes the side from x."""
    given, x = op.shape.val, op.x.val
    return x.reshape([x.shape[at] if side == 0 else int(side) for at, side in enumerate(given)])


def _gather(op: Any) -> Any:
    return np.take(op.x.val, op.indices.val, axis=op.axis.val)


def _gather_nd(op: Any) -> Any:
    if op.inputs.get("batch_dims") is not None and int(op.batch_dims.val):
        return None
    return op.x.val[tuple(np.moveaxis(op.indices.val, -1, 0))]


def _tensor(var: Any) -> Any:
    """float32, always: numpy's meanings of other operations give float64, which torch won't mix with it."""
    import torch

    return torch.from_numpy(np.array(var.val, dtype=np.float32))


def _mask(var: Any) -> Any:
    import torch

    return torch.from_numpy(np.array(var.val)) if var.val.dtype == bool else _tensor(var)


def _attention(op: Any) -> Any:
    import torch

    query, key, value = (_tensor(v) for v in (op.query, op.key, op.value))
    mask = None if op.attn_mask is None else _mask(op.attn_mask)
    return torch.nn.functional.scaled_dot_product_attention(query, key, value, mask).numpy()


def _conv(op: Any) -> Any:
    import torch

    x, weight = _tensor(op.x), _tensor(op.weight)
    bias = None if op.bias is None else _tensor(op.bias)
    if op.pad_type.val not in ("valid", "custom") or x.ndim != 3:
        return None
    before, after = (0, 0) if op.pad_type.val == "valid" else (int(n) for n in op.pad.val)
    x = torch.nn.functional.pad(x, (before, after))
    steps, spread = int(op.strides.val[0]), int(op.dilations.val[0])
    groups = int(op.groups.val)
    return torch.nn.functional.conv1d(x, weight, bias, steps, 0, spread, groups).numpy()


_OURS = {
    "shape": _shape, "matmul": _matmul, "linear": _linear, "gather": _gather, "conv": _conv,
    "expand_dims": _expand_dims, "reshape": _reshape, "gather_nd": _gather_nd, "scaled_dot_product_attention": _attention,
}  # fmt: skip
