"""conv: 1-D, 2-D and 3-D convolution with groups (iOS15/17 conv)."""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor

from studio.runtime.mil.op import op

_CONV = {1: F.conv1d, 2: F.conv2d, 3: F.conv3d}


@op("conv")
def conv(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    *,
    strides: list[int] | None = None,
    pad_type: str = "valid",
    pad: list[int] | None = None,
    dilations: list[int] | None = None,
    groups: int = 1,
) -> Tensor:
    """x[n, in, *D], weight[out, in/groups, *K]; pad_type valid, same, same_lower or custom."""
    rank = x.ndim - 2
    steps, spread = strides or [1] * rank, dilations or [1] * rank
    if pad_type == "custom":
        edges = pad or [0] * (2 * rank)
    elif pad_type == "valid":
        edges = [0] * (2 * rank)
    else:
        edges = _same(list(x.shape[2:]), list(weight.shape[2:]), steps, spread, pad_type)
    pairs = [edges[2 * i : 2 * i + 2] for i in range(rank)]
    x = F.pad(x, [n for pair in reversed(pairs) for n in pair]) if any(edges) else x
    return _CONV[rank](x, weight, bias, steps, 0, spread, groups)


def _same(
    sizes: list[int], kernel: list[int], steps: list[int], spread: list[int], kind: str
) -> list[int]:
    """Padding for ceil(size / stride) places; the odd one after (`same`) or before (`same_lower`)."""
    edges: list[int] = []
    for n, k, s, d in zip(sizes, kernel, steps, spread, strict=True):
        total = max(0, (-(-n // s) - 1) * s + d * (k - 1) + 1 - n)
        small, big = total // 2, total - total // 2
        edges += [small, big] if kind == "same" else [big, small]
    return edges
