"""gelu: the Gaussian error linear unit in MIL's three modes (iOS15 activation)."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from studio.runtime.mil.op import op


@op("gelu")
def gelu(x: Tensor, *, mode: str = "EXACT") -> Tensor:
    """EXACT by erf, TANH_APPROXIMATION, or SIGMOID_APPROXIMATION x * sigmoid(1.702 x)."""
    if mode == "EXACT":
        return F.gelu(x)
    if mode == "TANH_APPROXIMATION":
        return F.gelu(x, approximate="tanh")
    if mode == "SIGMOID_APPROXIMATION":
        return x * torch.sigmoid(1.702 * x)
    raise ValueError(f"gelu has no mode {mode}")
