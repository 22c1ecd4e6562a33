"""Activation functions with zero, one or two parameters (iOS15 activation)."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from studio.runtime.mil.op import family, op

family(
    {
        "relu": lambda x: F.relu(x),
        "relu6": lambda x: F.relu6(x),
        "sigmoid": lambda x: torch.sigmoid(x),
        "silu": lambda x: F.silu(x),
        "softplus": lambda x: F.softplus(x, threshold=60.0),  # torch's 20 cuts a float32 digit
        "softsign": lambda x: F.softsign(x),
    }
)


@op("leaky_relu")
def leaky_relu(x: Tensor, *, alpha: float) -> Tensor:
    """x where positive, else alpha * x."""
    return F.leaky_relu(x, alpha)


@op("elu")
def elu(x: Tensor, *, alpha: float) -> Tensor:
    """x where positive, else alpha * (exp(x) - 1)."""
    return F.elu(x, alpha)


@op("prelu")
def prelu(x: Tensor, alpha: Tensor) -> Tensor:
    """Leaky relu with one alpha per channel (axis 1)."""
    return torch.where(x > 0, x, x * _by_channel(alpha, x))


@op("softplus_parametric")
def softplus_parametric(x: Tensor, alpha: Tensor, beta: Tensor) -> Tensor:
    """alpha * log(1 + exp(beta * x)), alpha and beta per channel (axis 1)."""
    return _by_channel(alpha, x) * F.softplus(_by_channel(beta, x) * x, threshold=60.0)


@op("linear_activation")
def linear_activation(x: Tensor, *, alpha: float, beta: float) -> Tensor:
    """alpha * x + beta."""
    return alpha * x + beta


@op("clamped_relu")
def clamped_relu(x: Tensor, *, alpha: float, beta: float) -> Tensor:
    """Leaky relu with slope alpha, never above beta."""
    return torch.clamp(F.leaky_relu(x, alpha), max=beta)


@op("scaled_tanh")
def scaled_tanh(x: Tensor, *, alpha: float, beta: float) -> Tensor:
    """alpha * tanh(beta * x)."""
    return alpha * torch.tanh(beta * x)


@op("sigmoid_hard")
def sigmoid_hard(x: Tensor, *, alpha: float, beta: float) -> Tensor:
    """alpha * x + beta held in 0..1."""
    return torch.clamp(alpha * x + beta, 0.0, 1.0)


@op("thresholded_relu")
def thresholded_relu(x: Tensor, *, alpha: float) -> Tensor:
    """x where at least alpha, else 0."""
    return torch.where(x >= alpha, x, torch.zeros_like(x))


def _by_channel(values: Tensor, x: Tensor) -> Tensor:
    return values.reshape([1, -1] + [1] * (x.ndim - 2))
