"""scatter, scatter_along_axis, scatter_nd: values written by index (iOS15/17 scatter_gather)."""

from __future__ import annotations

import torch
from torch import Tensor

from studio.runtime.mil.op import op

_REDUCE = {"mul": "prod", "div": "prod", "max": "amax", "min": "amin"}


@op("scatter")
def scatter(
    data: Tensor,
    indices: Tensor,
    updates: Tensor,
    *,
    axis: int = 0,
    mode: str = "add",
    validate_indices: bool = False,
) -> Tensor:
    """Whole slices of data along `axis`, chosen by indices, combined with updates."""
    axis %= data.ndim
    places = _places(data).movedim(axis, 0)[indices.long()]  # [*indices, rest]
    moved = updates
    for step in range(indices.ndim):  # updates hold the indices' dimensions at `axis`
        moved = moved.movedim(axis + step, step)
    return _combined(data, places, moved, mode)


@op("scatter_along_axis")
def scatter_along_axis(
    data: Tensor,
    indices: Tensor,
    updates: Tensor,
    *,
    axis: int = 0,
    mode: str = "add",
    validate_indices: bool = False,
) -> Tensor:
    """numpy's put_along_axis, combined by mode."""
    size = data.shape[axis]
    where = torch.where(indices < 0, indices + size, indices).long()
    return _combined(data, torch.gather(_places(data), axis, where), updates, mode)


@op("scatter_nd")
def scatter_nd(
    data: Tensor,
    indices: Tensor,
    updates: Tensor,
    *,
    mode: str = "add",
    validate_indices: bool = False,
) -> Tensor:
    """Slices of data at the index vectors in the last dimension of indices, combined."""
    places = _places(data)[tuple(i.long() for i in indices.unbind(-1))]
    return _combined(data, places, updates, mode)


def _places(data: Tensor) -> Tensor:
    """The flat position of every element, in data's shape."""
    return torch.arange(data.numel()).reshape(data.shape)


def _combined(data: Tensor, places: Tensor, updates: Tensor, mode: str) -> Tensor:
    flat, where = data.clone().reshape(-1), places.reshape(-1)
    new = updates.to(data.dtype).expand(places.shape).reshape(-1)
    if mode == "update":
        flat[where] = new
    elif mode in ("add", "sub"):
        flat.index_add_(0, where, new if mode == "add" else -new)
    elif mode in _REDUCE:
        new = 1 / new if mode == "div" else new
        flat.scatter_reduce_(0, where, new, _REDUCE[mode], include_self=True)
    else:
        raise ValueError(f"scatter has no mode {mode}")
    return flat.reshape(data.shape)
