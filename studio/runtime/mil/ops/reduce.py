"""Reductions over axes (default all), and the arg reductions over one axis (iOS15 reduction)."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from studio.runtime.mil.op import op

_FUNCTIONS: dict[str, Callable[[Tensor, list[int], bool], Tensor]] = {
    "reduce_sum": lambda x, a, k: x.sum(a, keepdim=k),
    "reduce_mean": lambda x, a, k: x.mean(a, keepdim=k),
    "reduce_max": lambda x, a, k: x.amax(a, keepdim=k),
    "reduce_min": lambda x, a, k: x.amin(a, keepdim=k),
    "reduce_l1_norm": lambda x, a, k: x.abs().sum(a, keepdim=k),
    "reduce_l2_norm": lambda x, a, k: x.square().sum(a, keepdim=k).sqrt(),
    "reduce_sum_square": lambda x, a, k: x.square().sum(a, keepdim=k),
    "reduce_log_sum": lambda x, a, k: x.sum(a, keepdim=k).log(),
    "reduce_log_sum_exp": lambda x, a, k: torch.logsumexp(x, a, keepdim=k),
}


def _over_axes(function: Callable[[Tensor, list[int], bool], Tensor]) -> Callable[..., Tensor]:
    def kernel(x: Tensor, *, axes: list[int] | None = None, keep_dims: bool = False) -> Tensor:
        return function(x, list(range(x.ndim)) if axes is None else axes, keep_dims)

    return kernel


for _name, _function in _FUNCTIONS.items():
    op(_name)(_over_axes(_function))


@op("reduce_prod")
def reduce_prod(x: Tensor, *, axes: list[int] | None = None, keep_dims: bool = False) -> Tensor:
    """Product over axes, one after the other."""
    for axis in sorted((a % x.ndim for a in axes or range(x.ndim)), reverse=True):
        x = x.prod(axis, keepdim=keep_dims)
    return x


@op("reduce_argmax")
def reduce_argmax(
    x: Tensor, *, axis: int = -1, keep_dims: bool = False, output_dtype: str = "int32"
) -> Tensor:
    """Index of the largest value along `axis`."""
    return torch.argmax(x, axis, keep_dims)


@op("reduce_argmin")
def reduce_argmin(
    x: Tensor, *, axis: int = -1, keep_dims: bool = False, output_dtype: str = "int32"
) -> Tensor:
    """Index of the smallest value along `axis`."""
    return torch.argmin(x, axis, keep_dims)
