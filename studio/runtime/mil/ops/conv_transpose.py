"""conv_transpose: the gradient of conv, "deconvolution", 1-D to 3-D (iOS15 conv)."""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor

from studio.runtime.mil.op import op

_TRANSPOSE = {1: F.conv_transpose1d, 2: F.conv_transpose2d, 3: F.conv_transpose3d}


@op("conv_transpose")
def conv_transpose(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    *,
    pad: list[int] | None = None,
    output_shape: list[int] | None = None,
    pad_type: str = "valid",
    strides: list[int] | None = None,
    dilations: list[int] | None = None,
    groups: int = 1,
) -> Tensor:
    """x[n, in, *D], weight[in, out/groups, *K]: the full result, cropped as pad_type says.

    valid crops nothing, custom `pad`, same to size * stride; output_shape overrules the size.
    """
    rank = x.ndim - 2
    steps, spread = strides or [1] * rank, dilations or [1] * rank
    full = _TRANSPOSE[rank](x, weight, bias, steps, 0, 0, groups, spread)
    cuts: list[int] = []
    for i in range(rank):
        size = full.shape[2 + i]
        before, after = _cut(size, x.shape[2 + i] * steps[i], pad_type, pad, i)
        if output_shape is not None:
            after = size - before - output_shape[2 + i]
        cuts = [-before, -after, *cuts]  # torch counts from the last dimension; minus crops
    return F.pad(full, cuts)


def _cut(size: int, same: int, kind: str, pad: list[int] | None, i: int) -> tuple[int, int]:
    if kind == "custom" and pad is not None:
        return pad[2 * i], pad[2 * i + 1]
    if kind in ("same", "same_lower"):
        total = size - same
        small = max(0, total) // 2
        before = small if kind == "same" else max(0, total) - small
        return before, total - before
    return 0, 0
