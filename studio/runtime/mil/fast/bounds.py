"""How large an attention score can be at all, from the weights.

A layer norm leaves a vector u of length at most sqrt(w) before its gamma and beta, so a query of
it is B [u; 1] with B = [W gamma | W beta + b], a key likewise, and their product is at most
(w + 1) ||Bq^T Bk||. The Frobenius norm, of two d x d Gram matrices a head, comes cheap; the
spectral norm is asked only when that one is too large. With scores below 4,900 a mask of -1e4
leaves exp(score - 1e4 - largest) = 0 in float32: a dropped token weighs exactly nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

MARGIN = 1.02  # for the rounding of the bound itself and of the scores
VANISHES = 110.0  # exp(-110) is 0 in float32, whose smallest number is exp(-103.3)
WORTH_MORE = 4000.0  # beyond this the finer norm is worth its time


@dataclass(frozen=True, slots=True, eq=False)
class Ball:
    """Rows scale * (B [u; 1]) with |u| <= sqrt(width): a layer norm, or linear layers after one.

    layers: (weight, bias) of the linear layers, in order. axes: where the features lie, (heads, dimension) once
    they are split.
    """

    gamma: Tensor | None
    beta: Tensor | None
    width: int
    axes: tuple[int, ...]
    layers: tuple[tuple[Tensor, Tensor | None], ...] = ()
    scale: float = 1.0
    heads: int = 1

    def matrix(self) -> Tensor:
        """B, float32[rows, width + 1]."""
        gamma = torch.ones(self.width) if self.gamma is None else self.gamma.float()
        shift = torch.zeros(self.width) if self.beta is None else self.beta.float()
        if not self.layers:
            return torch.cat([torch.diag(gamma), shift[:, None]], 1) * self.scale
        weight, bias = self.layers[0]
        found = torch.cat([weight * gamma, (weight @ shift)[:, None]], 1)
        for weight, more in self.layers[1:]:
            found[:, -1] += 0.0 if bias is None else bias
            found, bias = weight @ found, more
        found[:, -1] += 0.0 if bias is None else bias
        return found * self.scale

    def bound(self) -> float:
        """Of the absolute value of every number."""
        if self.layers:
            rows = self.matrix().norm(dim=1).max().item()
            return float(rows * (self.width + 1) ** 0.5 * MARGIN)
        gamma = 1.0 if self.gamma is None else self.gamma.abs().max().item()
        beta = 0.0 if self.beta is None else self.beta.abs().max().item()
        return float((gamma * self.width**0.5 + beta) * abs(self.scale) * MARGIN)

    def grams(self) -> Tensor:
        """B B^T by head, float64[heads, d, d]."""
        by_head = self.matrix().reshape(self.heads, -1, self.width + 1)
        return (by_head @ by_head.transpose(1, 2)).double()


def largest_score(query: Ball, key: Ball) -> float:
    """The bound of |query . key| over all heads and inputs."""
    one, other = query.grams(), key.grams()
    reach = ((query.width + 1) * (key.width + 1)) ** 0.5 * MARGIN
    found = reach * (one * other).sum((1, 2)).max().clamp(min=0).sqrt().item()
    if found > WORTH_MORE:
        found = reach * torch.linalg.eigvals(one @ other).abs().max().sqrt().item() * MARGIN
    return float(found)


def later(work: Callable[[], float]) -> Callable[[], float]:
    """`work`, done when first asked for and then remembered."""
    known: list[float] = []

    def bound() -> float:
        if not known:
            known.append(work())
        return known[0]

    return bound
