"""fill, fill_like, range_1d, shape, one_hot: tensors made from sizes (iOS15/16 tensor_operation)."""

from __future__ import annotations

import torch
from torch import Tensor

from studio.runtime.mil.op import op


@op("fill")
def fill(*, shape: list[int], value: float = 0.0) -> Tensor:
    """`value` everywhere."""
    return torch.full(shape, value)


@op("fill_like")
def fill_like(ref_tensor: Tensor, *, value: float = 0.0) -> Tensor:
    """`value` everywhere, in the reference's shape."""
    return torch.full(list(ref_tensor.shape), value)


@op("range_1d")
def range_1d(*, end: float, start: float, step: float) -> Tensor:
    """start, start + step, ... before end."""
    return torch.arange(start, end, step)


@op("shape")
def shape(x: Tensor) -> Tensor:
    """The sizes of x, int32[rank]."""
    return torch.tensor(x.shape, dtype=torch.int32)


@op("one_hot")
def one_hot(
    indices: Tensor,
    *,
    one_hot_vector_size: int,
    axis: int = -1,
    on_value: float = 1,
    off_value: float = 0,
) -> Tensor:
    """A new axis with on_value at the index and off_value elsewhere (index out of range: nowhere)."""
    classes = torch.arange(int(one_hot_vector_size))
    hot = indices.unsqueeze(-1) == classes
    return torch.where(hot, torch.tensor(on_value), torch.tensor(off_value)).movedim(-1, axis)
