"""pad, tile: a tensor grown at its edges, or repeated (iOS15 tensor_operation)."""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor

from studio.runtime.mil.op import op


@op("pad", moves=True)
def pad(x: Tensor, *, pad: list[int], mode: str = "constant", constant_val: float = 0.0) -> Tensor:
    """(before, after) pairs for the last len(pad)/2 dimensions; constant, reflect or replicate."""
    pairs = [pad[at : at + 2] for at in range(0, len(pad), 2)]
    backwards = [n for pair in reversed(pairs) for n in pair]  # torch counts from the last one
    if mode == "constant":
        return F.pad(x, backwards, value=constant_val)
    while len(backwards) > 2 and backwards[-2:] == [0, 0]:  # torch: only the padded dimensions
        backwards = backwards[:-2]
    return _edges(x, backwards, mode)


def _edges(x: Tensor, pads: list[int], mode: str) -> Tensor:
    spare = max(0, len(pads) // 2 + 1 - x.ndim)  # torch wants at least one unpadded dimension
    grown = x.reshape((1,) * spare + tuple(x.shape))
    out = F.pad(grown, pads, mode)
    return out.reshape(out.shape[spare:])


@op("tile", moves=True)
def tile(x: Tensor, *, reps: list[int]) -> Tensor:
    """Repeated reps[i] times along dimension i."""
    return x.repeat(reps)
