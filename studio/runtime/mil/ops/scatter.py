"""scatter, scatter_along_axis, scatter_nd: values written by index (iOS15/17 scatter_gather).

To iOS 16 negative indices count from the end. Since iOS 17 (which says validate_indices) they and
those past the end are an error when validated, undefined otherwise: here nothing is written there.
"""

from __future__ import annotations

import torch
from torch import Tensor

from studio.runtime.mil.op import op

NOWHERE = -1  # the place of an update that isn't written
_REDUCE = {"mul": "prod", "div": "prod", "max": "amax", "min": "amin"}


@op("scatter")
def scatter(
    data: Tensor,
    indices: Tensor,
    updates: Tensor,
    *,
    axis: int = 0,
    mode: str = "add",
    validate_indices: bool | None = None,
) -> Tensor:
    """Whole slices of data along `axis`, chosen by indices, combined with updates."""
    axis %= data.ndim
    where, outside = _checked(indices, data.shape[axis], validate_indices)
    places = _places(data).movedim(axis, 0)[where]  # [*indices, rest]
    places[outside] = NOWHERE
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
    validate_indices: bool | None = None,
) -> Tensor:
    """numpy's put_along_axis, combined by mode."""
    where, outside = _checked(indices, data.shape[axis], validate_indices)
    places = torch.gather(_places(data), axis, where)
    places[outside] = NOWHERE
    return _combined(data, places, updates, mode)


@op("scatter_nd")
def scatter_nd(
    data: Tensor,
    indices: Tensor,
    updates: Tensor,
    *,
    mode: str = "add",
    validate_indices: bool | None = None,
) -> Tensor:
    """Slices of data at the index vectors in the last dimension of indices, combined."""
    found = [_checked(i, n, validate_indices) for i, n in zip(indices.unbind(-1), data.shape, strict=False)]  # fmt: skip
    places = _places(data)[tuple(where for where, _ in found)]
    for _, outside in found:
        places[outside] = NOWHERE
    return _combined(data, places, updates, mode)


def _checked(indices: Tensor, size: int, validate: bool | None) -> tuple[Tensor, Tensor]:
    """(indices that may be used, which of them were outside)."""
    whole = indices.long()
    if validate is None:
        whole = torch.where(whole < 0, whole + size, whole)
    outside = (whole < 0) | (whole >= size)
    if validate is not False and bool(outside.any()):
        raise IndexError(f"an index is outside of 0 to {size - 1}")
    return whole.clamp(0, size - 1), outside


def _places(data: Tensor) -> Tensor:
    """The flat position of every element, in data's shape."""
    return torch.arange(data.numel()).reshape(data.shape)


def _combined(data: Tensor, places: Tensor, updates: Tensor, mode: str) -> Tensor:
    flat, where = data.clone().reshape(-1), places.reshape(-1)
    new = updates.to(data.dtype).expand(places.shape).reshape(-1)
    if bool((where == NOWHERE).any()):
        where, new = where[where != NOWHERE], new[where != NOWHERE]
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
