"""linear: x W^T + b, the weight stored [out, in] (iOS15 linear)."""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor

from studio.runtime.mil.op import op


@op("linear")
def linear(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """x[..., in] -> [..., out]."""
    return F.linear(x, weight, bias)
