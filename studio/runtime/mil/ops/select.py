"""select: a where cond holds, else b (iOS15 control_flow)."""

from __future__ import annotations

import torch
from torch import Tensor

from studio.runtime.mil.op import op


@op("select", moves=True)
def select(cond: Tensor, a: Tensor, b: Tensor) -> Tensor:
    """Elementwise choice with broadcasting."""
    return torch.where(cond.bool(), a, b)
