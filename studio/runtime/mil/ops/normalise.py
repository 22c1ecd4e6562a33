"""Normalisations: layer, batch, instance, l2 and local response (iOS15 normalization)."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from studio.runtime.mil.op import op


@op("layer_norm")
def layer_norm(
    x: Tensor,
    gamma: Tensor | None = None,
    beta: Tensor | None = None,
    *,
    axes: list[int] | None = None,
    epsilon: float = 1e-5,
) -> Tensor:
    """Zero mean and unit variance over `axes` (default all), then gamma and beta of those axes."""
    where = sorted(a % x.ndim for a in axes) if axes is not None else list(range(x.ndim))
    if where == list(range(x.ndim - len(where), x.ndim)):
        return F.layer_norm(x, [x.shape[a] for a in where], gamma, beta, epsilon)
    shape = [n if a in where else 1 for a, n in enumerate(x.shape)]  # e.g. channels first
    centred = x - x.mean(where, keepdim=True)
    y = centred * torch.rsqrt(centred.square().mean(where, keepdim=True) + epsilon)
    y = y if gamma is None else y * gamma.reshape(shape)
    return y if beta is None else y + beta.reshape(shape)


@op("batch_norm")
def batch_norm(
    x: Tensor,
    mean: Tensor,
    variance: Tensor,
    gamma: Tensor | None = None,
    beta: Tensor | None = None,
    *,
    epsilon: float = 1e-5,
) -> Tensor:
    """Normalise by given statistics per channel (axis 1)."""
    return F.batch_norm(x, mean, variance, gamma, beta, False, 0.0, epsilon)


@op("instance_norm")
def instance_norm(
    x: Tensor, gamma: Tensor | None = None, beta: Tensor | None = None, *, epsilon: float = 1e-5
) -> Tensor:
    """Normalise each channel of each example over its positions."""
    return F.instance_norm(x, weight=gamma, bias=beta, eps=epsilon)


@op("l2_norm")
def l2_norm(x: Tensor, *, epsilon: float = 1e-6) -> Tensor:
    """x / sqrt(sum of squares over the last three dimensions + epsilon)."""
    where = list(range(max(0, x.ndim - 3), x.ndim))
    return x * torch.rsqrt(x.square().sum(where, keepdim=True) + epsilon)


@op("local_response_norm")
def local_response_norm(
    x: Tensor, *, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0
) -> Tensor:
    """x / (k + alpha/size * sum of squares over the channels around) ** beta.

    As many channels on either side, so an even size reaches no further than the odd one below it.
    """
    window = 2 * ((size - 1) // 2) + 1
    return F.local_response_norm(x, window, alpha * window / size, beta, k)
