"""concat, stack, split: tensors put together and taken apart (iOS15 tensor_operation)."""

from __future__ import annotations

import torch
from torch import Tensor

from studio.runtime.mil.op import op


@op("concat", moves=True)
def concat(values: list[Tensor], *, axis: int, interleave: bool = False) -> Tensor:
    """Joined along `axis`; interleave takes one slice of each in turn."""
    whole = [v if v.ndim else v.reshape(1) for v in values]  # shapes are joined from scalars
    if interleave:
        at = axis % whole[0].ndim
        return torch.stack(whole, at + 1).flatten(at, at + 1)
    return torch.cat(whole, axis)


@op("stack", moves=True)
def stack(values: list[Tensor], *, axis: int) -> Tensor:
    """Joined along a new axis."""
    return torch.stack(values, axis)


@op("split", moves=True)
def split(
    x: Tensor, *, axis: int, num_splits: int | None = None, split_sizes: list[int] | None = None
) -> tuple[Tensor, ...]:
    """Cut along `axis` into given sizes, or into equal parts."""
    if split_sizes is not None:
        return torch.split(x, split_sizes, axis)
    if num_splits is None:
        raise ValueError("split needs split_sizes or num_splits")
    return torch.split(x, x.shape[axis] // num_splits, axis)
