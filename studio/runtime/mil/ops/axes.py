"""transpose, expand_dims, squeeze, reverse: axes moved, added, removed, turned (iOS15/17 tensor_transformation)."""

from __future__ import annotations

import torch
from torch import Tensor

from studio.runtime.mil.op import op


@op("transpose", moves=True)
def transpose(x: Tensor, *, perm: list[int]) -> Tensor:
    """Dimension i of the result is dimension perm[i] of x."""
    return x.permute(perm)


@op("expand_dims", moves=True)
def expand_dims(x: Tensor, *, axes: list[int]) -> Tensor:
    """Size-1 dimensions at `axes` of the result."""
    rank = x.ndim + len(axes)
    for axis in sorted(a % rank for a in axes):
        x = x.unsqueeze(axis)
    return x


@op("squeeze", moves=True)
def squeeze(x: Tensor, *, axes: list[int] | None = None) -> Tensor:
    """Without the size-1 dimensions at `axes` (default: all of them)."""
    where = (
        [i for i, n in enumerate(x.shape) if n == 1] if axes is None else [a % x.ndim for a in axes]
    )
    return x.reshape([n for i, n in enumerate(x.shape) if i not in where])


@op("reverse", moves=True)
def reverse(x: Tensor, *, axes: list[int] | None = None) -> Tensor:
    """Turned around along `axes` (default: all)."""
    return torch.flip(x, list(range(x.ndim)) if axes is None else axes)
