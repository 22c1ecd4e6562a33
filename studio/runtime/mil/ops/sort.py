"""topk, argsort, non_zero: order and place of values (iOS15/16 tensor_operation)."""

from __future__ import annotations

import torch
from torch import Tensor

from studio.runtime.mil.op import op


@op("topk", moves=True)
def topk(
    x: Tensor,
    *,
    k: int = 1,
    axis: int = -1,
    ascending: bool = False,
    sort: bool = True,
    return_indices: bool = True,
    output_indices_dtype: str = "int32",
) -> tuple[Tensor, Tensor] | Tensor:
    """The k largest (ascending: smallest) values along `axis` and their indices; k -1 takes all."""
    count = x.shape[axis] if k == -1 else k
    values, indices = torch.topk(x, count, axis, largest=not ascending, sorted=sort)
    return (values, indices) if return_indices else values


@op("argsort", moves=True)
def argsort(x: Tensor, *, axis: int = -1, ascending: bool = False) -> Tensor:
    """Indices that sort x along `axis`; equal values keep their order."""
    return torch.argsort(x, dim=axis, descending=not ascending, stable=True)


@op("non_zero")
def non_zero(x: Tensor) -> Tensor:
    """Index vectors of the elements that aren't zero, int32[n, rank]."""
    return torch.nonzero(x)
