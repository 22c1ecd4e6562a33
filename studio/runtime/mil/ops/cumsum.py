"""cumsum: running sums along an axis (iOS15 tensor_operation)."""

from __future__ import annotations

import torch
from torch import Tensor

from studio.runtime.mil.op import op


@op("cumsum")
def cumsum(x: Tensor, *, axis: int = 0, exclusive: bool = False, reverse: bool = False) -> Tensor:
    """Sums up to each element; exclusive leaves it out, reverse counts from the end."""
    y = torch.flip(x, [axis]) if reverse else x
    total = torch.cumsum(y, axis)
    total = total - y if exclusive else total
    return torch.flip(total, [axis]) if reverse else total
