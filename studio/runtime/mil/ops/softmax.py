"""softmax along one axis (iOS15 activation)."""

from __future__ import annotations

import torch
from torch import Tensor

from studio.runtime.mil.op import op


@op("softmax")
def softmax(x: Tensor, *, axis: int = -1) -> Tensor:
    """exp(x - max) over its sum along `axis`."""
    return torch.softmax(x, axis)
