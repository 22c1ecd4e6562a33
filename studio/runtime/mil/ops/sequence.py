"""reverse_sequence, sliding_windows: along one axis (iOS15 tensor_transformation)."""

from __future__ import annotations

import torch
from torch import Tensor

from studio.runtime.mil.op import op


@op("reverse_sequence", moves=True)
def reverse_sequence(
    x: Tensor, lengths: Tensor, *, seq_axis: int = 0, batch_axis: int = 0
) -> Tensor:
    """The first lengths[i] elements along seq_axis turned around, for each i of batch_axis."""
    moved = x.movedim((batch_axis, seq_axis), (0, 1)).clone()
    for row, length in enumerate(lengths.reshape(-1).tolist()):
        moved[row, : int(length)] = torch.flip(moved[row, : int(length)], [0])
    return moved.movedim((0, 1), (batch_axis, seq_axis))


@op("sliding_windows", moves=True)
def sliding_windows(x: Tensor, *, axis: int, size: int, stride: int = 1) -> Tensor:
    """Every window of `size` elements along axis: [..., windows, size, ...]."""
    at = axis % x.ndim
    return x.unfold(at, size, stride).movedim(-1, at + 1)
