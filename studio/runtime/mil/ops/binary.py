"""Elementwise arithmetic of two tensors with numpy broadcasting (iOS15 elementwise_binary)."""

from __future__ import annotations

import torch
from torch import Tensor

from studio.runtime.mil.op import family, op

family(
    {
        "add": lambda x, y: torch.add(x, y),
        "sub": lambda x, y: torch.sub(x, y),
        "mul": lambda x, y: torch.mul(x, y),
        "maximum": lambda x, y: torch.maximum(x, y),
        "minimum": lambda x, y: torch.minimum(x, y),
        "pow": lambda x, y: torch.pow(x, y),
        "floor_div": lambda x, y: torch.floor_divide(x, y),
        "mod": lambda x, y: torch.remainder(x, y),  # the sign of the divisor, as numpy's
    }
)


@op("real_div")
def real_div(x: Tensor, y: Tensor) -> Tensor:
    """x / y; for integers the true quotient cut towards zero."""
    if x.is_floating_point():
        return x / y
    return torch.div(x, y, rounding_mode="trunc")
