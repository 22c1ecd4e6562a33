"""Elementwise functions of one tensor (iOS15 elementwise_unary; log, rsqrt, inverse add epsilon)."""

from __future__ import annotations

import torch
from torch import Tensor

from studio.runtime.mil.op import family, op

family(
    {
        "abs": lambda x: torch.abs(x),
        "acos": lambda x: torch.acos(x),
        "asin": lambda x: torch.asin(x),
        "atan": lambda x: torch.atan(x),
        "atanh": lambda x: torch.atanh(x),
        "ceil": lambda x: torch.ceil(x),
        "cos": lambda x: torch.cos(x),
        "cosh": lambda x: torch.cosh(x),
        "erf": lambda x: torch.erf(x),
        "exp": lambda x: torch.exp(x),
        "exp2": lambda x: torch.exp2(x),
        "floor": lambda x: torch.floor(x),
        "round": lambda x: torch.round(x),  # ties to even
        "sign": lambda x: torch.sign(x),
        "sin": lambda x: torch.sin(x),
        "sinh": lambda x: torch.sinh(x),
        "sqrt": lambda x: torch.sqrt(x),
        "square": lambda x: torch.square(x),
        "tan": lambda x: torch.tan(x),
        "tanh": lambda x: torch.tanh(x),
    }
)


@op("log")
def log(x: Tensor, *, epsilon: float = 1e-45) -> Tensor:
    """Natural logarithm of x + epsilon."""
    return torch.log(x + epsilon)


@op("rsqrt")
def rsqrt(x: Tensor, *, epsilon: float = 1e-12) -> Tensor:
    """1 / sqrt(x + epsilon)."""
    return torch.rsqrt(x + epsilon)


@op("inverse")
def inverse(x: Tensor, *, epsilon: float = 1e-4) -> Tensor:
    """1 / (x + epsilon)."""
    return torch.reciprocal(x + epsilon)


@op("clip")
def clip(x: Tensor, *, alpha: float, beta: float) -> Tensor:
    """x held between alpha and beta."""
    return torch.clamp(x, alpha, beta)


@op("threshold")
def threshold(x: Tensor, *, alpha: float) -> Tensor:
    """max(x, alpha)."""
    return torch.clamp(x, min=alpha)
