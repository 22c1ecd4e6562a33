"""slice_update: a slice of a tensor replaced (iOS18 tensor_transformation)."""

from __future__ import annotations

import torch
from torch import Tensor

from studio.runtime.mil.op import op
from studio.runtime.mil.ops.slices import slice_by_index


@op("slice_update", moves=True)
def slice_update(
    x: Tensor,
    update: Tensor,
    *,
    begin: list[int],
    end: list[int],
    stride: list[int] | None = None,
    begin_mask: list[bool] | None = None,
    end_mask: list[bool] | None = None,
    squeeze_mask: list[bool] | None = None,
) -> Tensor:
    """x with x[begin:end:stride] (as slice_by_index reads them) holding `update`."""
    places = slice_by_index(
        torch.arange(x.numel()).reshape(x.shape),
        begin=begin, end=end, stride=stride,
        begin_mask=begin_mask, end_mask=end_mask, squeeze_mask=squeeze_mask,
    )  # fmt: skip
    flat = x.clone().reshape(-1)
    flat[places.reshape(-1)] = update.to(x.dtype).expand(places.shape).reshape(-1)
    return flat.reshape(x.shape)
