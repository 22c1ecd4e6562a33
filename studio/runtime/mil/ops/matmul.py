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
    return torch.matmul(x, y)


@op("einsum")
def einsum(values: list[Tensor], *, equation: str) -> Tensor:
    """The Einstein sum of two tensors."""
    return torch.einsum(equation, *values)
