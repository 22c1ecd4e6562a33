"""band_part: everything outside a band around the diagonal becomes zero (iOS15 tensor_operation)."""

from __future__ import annotations

import torch
from torch import Tensor

from studio.runtime.mil.op import op


@op("band_part", moves=True)
def band_part(x: Tensor, *, lower: int = -1, upper: int = -1) -> Tensor:
    """Keeps `lower` diagonals below and `upper` above the main one; -1 keeps all."""
    rows = torch.arange(x.shape[-2]).unsqueeze(1)
    columns = torch.arange(x.shape[-1])
    keep = torch.ones((x.shape[-2], x.shape[-1]), dtype=torch.bool)
    if lower >= 0:
        keep &= rows - columns <= lower
    if upper >= 0:
        keep &= columns - rows <= upper
    return torch.where(keep, x, torch.zeros((), dtype=x.dtype))
