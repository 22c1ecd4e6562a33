"""slice_by_index, slice_by_size: parts of a tensor (iOS15 tensor_transformation)."""

from __future__ import annotations

import torch
from torch import Tensor

from studio.runtime.mil.op import op


@op("slice_by_index", moves=True)
def slice_by_index(
    x: Tensor,
    *,
    begin: list[int],
    end: list[int],
    stride: list[int] | None = None,
    begin_mask: list[bool] | None = None,
    end_mask: list[bool] | None = None,
    squeeze_mask: list[bool] | None = None,
) -> Tensor:
    """x[begin:end:stride] by dimension, as Python slices.

    A mask means "from the start" or "to the end"; a squeezed dimension is taken at `begin` and
    dropped.
    """
    no = [False] * x.ndim
    strides, opened = stride or [1] * x.ndim, begin_mask or no
    ended, squeezed = end_mask or no, squeeze_mask or no
    for axis in range(x.ndim):
        if squeezed[axis]:
            x = x.narrow(axis, begin[axis] % x.shape[axis], 1)
            continue
        first = None if opened[axis] else begin[axis]
        last = None if ended[axis] else end[axis]
        x = _sliced(x, axis, slice(first, last, strides[axis]))
    return x.reshape([n for axis, n in enumerate(x.shape) if not squeezed[axis]])


def _sliced(x: Tensor, axis: int, part: slice) -> Tensor:
    if part == slice(None, None, 1):
        return x
    if part.step > 0:
        return x[(slice(None),) * axis + (part,)]
    rows = list(range(*part.indices(x.shape[axis])))  # torch has no backward slices
    return x.index_select(axis, torch.tensor(rows, dtype=torch.int64))


@op("slice_by_size", moves=True)
def slice_by_size(x: Tensor, *, begin: list[int], size: list[int]) -> Tensor:
    """`size` elements from `begin` on by dimension; size -1 means to the end."""
    for axis, (first, count) in enumerate(zip(begin, size, strict=True)):
        start = first % x.shape[axis] if first < 0 else first
        x = x.narrow(axis, start, x.shape[axis] - start if count == -1 else count)
    return x
