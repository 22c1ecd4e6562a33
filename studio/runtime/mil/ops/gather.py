"""gather, gather_along_axis, gather_nd: values picked by index (iOS15/16 scatter_gather)."""

from __future__ import annotations

import torch
from torch import Tensor

from studio.runtime.mil.op import op


@op("gather", moves=True, keeps_half=("x",))
def gather(
    x: Tensor,
    indices: Tensor,
    *,
    axis: int = 0,
    batch_dims: int = 0,
    validate_indices: bool = False,
) -> Tensor:
    """Slices of x along `axis`, indices[...] of them; the first batch_dims dimensions go together.

    An embedding is this op, so its table may stay in half precision: only picked rows widen.
    """
    axis %= x.ndim
    if batch_dims:
        rows = [
            gather(
                a, b, axis=axis - 1, batch_dims=batch_dims - 1, validate_indices=validate_indices
            )
            for a, b in zip(x.unbind(0), indices.unbind(0), strict=True)
        ]
        return torch.stack(rows)
    flat = _from_start(indices.reshape(-1), x.shape[axis], validate_indices)
    picked = x.index_select(axis, flat)
    return picked.reshape(x.shape[:axis] + indices.shape + x.shape[axis + 1 :])


@op("gather_along_axis", moves=True)
def gather_along_axis(
    x: Tensor, indices: Tensor, *, axis: int = 0, validate_indices: bool = False
) -> Tensor:
    """numpy's take_along_axis."""
    return torch.gather(x, axis, _from_start(indices, x.shape[axis], validate_indices).long())


@op("gather_nd", moves=True)
def gather_nd(
    x: Tensor, indices: Tensor, *, batch_dims: int = 0, validate_indices: bool = False
) -> Tensor:
    """Slices of x at the index vectors in the last dimension of `indices`."""
    if batch_dims:
        rows = [
            gather_nd(a, b, batch_dims=batch_dims - 1, validate_indices=validate_indices)
            for a, b in zip(x.unbind(0), indices.unbind(0), strict=True)
        ]
        return torch.stack(rows)
    parts = zip(indices.unbind(-1), x.shape, strict=False)
    return x[tuple(_from_start(i, n, validate_indices).long() for i, n in parts)]


def _from_start(indices: Tensor, size: int, validate: bool = False) -> Tensor:
    """Negative indices counted from the end, as numpy does (validated: refused); int32 or int64."""
    if validate and bool(((indices < 0) | (indices >= size)).any()):
        raise IndexError(f"an index is outside of 0 to {size - 1}")
    whole = indices if indices.dtype in (torch.int32, torch.int64) else indices.to(torch.int32)
    return torch.where(whole < 0, whole + size, whole)
