"""max_pool, avg_pool, l2_pool: one number per window, 1-D to 3-D (iOS15 pool).

Source: https://apple.github.io/coremltools/source/coremltools.converters.mil.mil.ops.defs.html
(iOS15 pool). The extra places that ceil_mode adds count for nothing, as in torch.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from studio.runtime.mil.op import op
from studio.runtime.mil.ops.conv import edges_of, pairs_for_torch

_MAX = {1: F.max_pool1d, 2: F.max_pool2d, 3: F.max_pool3d}
_MEAN = {1: F.avg_pool1d, 2: F.avg_pool2d, 3: F.avg_pool3d}


@op("max_pool")
def max_pool(
    x: Tensor,
    *,
    kernel_sizes: list[int],
    pad_type: str,
    strides: list[int] | None = None,
    pad: list[int] | None = None,
    ceil_mode: bool = False,
) -> Tensor:
    """The largest number of each window; padding never wins."""
    steps = strides or [1] * len(kernel_sizes)
    edges, more = _edges(x, kernel_sizes, steps, pad_type, pad, ceil_mode)
    grown = F.pad(x, pairs_for_torch(edges, more), value=float("-inf"))
    return _MAX[x.ndim - 2](grown, kernel_sizes, steps)


@op("avg_pool")
def avg_pool(
    x: Tensor,
    *,
    kernel_sizes: list[int],
    pad_type: str,
    strides: list[int] | None = None,
    pad: list[int] | None = None,
    exclude_padding_from_average: bool = False,
    ceil_mode: bool = False,
) -> Tensor:
    """The mean of each window, padding counted as zeros or left out."""
    steps = strides or [1] * len(kernel_sizes)
    edges, more = _edges(x, kernel_sizes, steps, pad_type, pad, ceil_mode)
    mean = _MEAN[x.ndim - 2]
    total = mean(F.pad(x, pairs_for_torch(edges, more)), kernel_sizes, steps)
    inside = torch.ones((1, 1, *x.shape[2:]))
    border = 0.0 if exclude_padding_from_average else 1.0
    counted = F.pad(inside, pairs_for_torch(edges), value=border)
    counted = F.pad(counted, pairs_for_torch([0] * len(edges), more))
    return total / mean(counted, kernel_sizes, steps)


@op("l2_pool")
def l2_pool(
    x: Tensor,
    *,
    kernel_sizes: list[int],
    pad_type: str,
    strides: list[int] | None = None,
    pad: list[int] | None = None,
    ceil_mode: bool = False,
) -> Tensor:
    """The square root of each window's sum of squares (1-D and 2-D)."""
    steps = strides or [1] * len(kernel_sizes)
    edges, more = _edges(x, kernel_sizes, steps, pad_type, pad, ceil_mode)
    size = 1
    for k in kernel_sizes:
        size *= k
    squares = F.pad(x.square(), pairs_for_torch(edges, more))
    return torch.sqrt(_MEAN[x.ndim - 2](squares, kernel_sizes, steps) * size)


def _edges(
    x: Tensor, kernel: list[int], steps: list[int], kind: str, pad: list[int] | None, ceil: bool
) -> tuple[list[int], list[int]]:
    """(padding before and after each dimension, what ceil_mode adds behind it)."""
    sizes = list(x.shape[2:])
    edges = edges_of(sizes, kernel, steps, [1] * len(kernel), kind, pad)
    more = [0] * len(kernel)
    for i, (n, k, s) in enumerate(zip(sizes, kernel, steps, strict=True)):
        whole = n + edges[2 * i] + edges[2 * i + 1]
        places = -(-(whole - k) // s) + 1
        if ceil and (places - 1) * s < n + edges[2 * i]:  # a window must begin inside
            more[i] = max(0, (places - 1) * s + k - whole)
    return edges, more
