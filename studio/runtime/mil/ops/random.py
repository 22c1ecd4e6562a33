"""random_bernoulli, random_normal, random_uniform, random_categorical (iOS15 random).

A seed of -1 draws anew each time; any other repeats itself, though with other numbers than
Apple's generator gives: only the distribution is promised.
"""

from __future__ import annotations

import torch
from torch import Tensor

from studio.runtime.mil.op import op


@op("random_bernoulli")
def random_bernoulli(*, shape: list[int], prob: float = 0.5, seed: int = -1) -> Tensor:
    """1 with probability `prob`, else 0."""
    return (torch.rand(shape, generator=_generator(seed)) < prob).to(torch.float32)


@op("random_normal")
def random_normal(
    *, shape: list[int], mean: float = 0.0, stddev: float = 1.0, seed: int = -1
) -> Tensor:
    """Normally distributed."""
    return torch.randn(shape, generator=_generator(seed)) * stddev + mean


@op("random_uniform")
def random_uniform(
    *, shape: list[int], low: float = 0.0, high: float = 1.0, seed: int = -1
) -> Tensor:
    """Uniform in low (included) to high (excluded)."""
    return torch.rand(shape, generator=_generator(seed)) * (high - low) + low


@op("random_categorical")
def random_categorical(x: Tensor, *, mode: str = "logits", size: int = 1, seed: int = -1) -> Tensor:
    """`size` class indices per distribution in the last dimension (logits or probs), as x's type."""
    weights = torch.softmax(x, -1) if mode == "logits" else x
    rows = weights.reshape(-1, x.shape[-1])
    drawn = torch.multinomial(rows, size, replacement=True, generator=_generator(seed))
    return drawn.reshape(*x.shape[:-1], size)


def _generator(seed: int) -> torch.Generator | None:
    return None if seed == -1 else torch.Generator().manual_seed(seed)
