"""matmul and einsum: products of two tensors with broadcast batch dimensions (iOS15 linear)."""

from __future__ import annotations

import torch
from torch import Tensor

from studio.runtime.mil.op import op


@op("matmul")
def matmul(x: Tensor, y: Tensor, *, transpose_x: bool = False, transpose_y: bool = False) -> Tensor:
    """x @ y; a transpose flag swaps the last two dimensions first."""
    if transpose_x:
        x = x.transpose(-1, -2)
    if transpose_y:
        y = y.transpose(-1, -2)
    if x.dtype is not y.dtype:  # from iOS 17 on, when one is a constant
        common = torch.promote_types(x.dtype, y.dtype)
        x, y = x.to(common), y.to(common)
    return torch.matmul(x, y)


@op("einsum")
def einsum(values: list[Tensor], *, equation: str) -> Tensor:
    """The Einstein sum of two tensors."""
    return torch.einsum(equation, *values)
