"""conv, conv_quantized: 1-D, 2-D and 3-D convolution with groups (iOS15/17 conv)."""

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
    edges = edges_of(list(x.shape[2:]), list(weight.shape[2:]), steps, spread, pad_type, pad)
    x = F.pad(x, pairs_for_torch(edges)) if any(edges) else x
    return _CONV[rank](x, weight, bias, steps, 0, spread, groups)


@op("conv_quantized")
def conv_quantized(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    quant_scale: Tensor | None = None,
    quant_bias: Tensor | None = None,
    *,
    quantization_type: str,
    nbits: int = 8,
    strides: list[int] | None = None,
    pad_type: str = "valid",
    pad: list[int] | None = None,
    dilations: list[int] | None = None,
    groups: int = 1,
) -> Tensor:
    """conv with weight * quant_scale + quant_bias, both per tensor or per output channel."""
    if quantization_type != "linear" or quant_scale is None or quant_bias is None:
        raise ValueError(f"conv_quantized knows the type linear, not {quantization_type}")
    per_channel = [-1] + [1] * (weight.ndim - 1)
    scale, shift = quant_scale.reshape(-1), quant_bias.reshape(-1)
    whole = weight.to(x.dtype) * scale.reshape(per_channel) + shift.reshape(per_channel)
    kept = None if bias is None else bias.to(x.dtype)
    return conv(
        x, whole, kept, strides=strides, pad_type=pad_type, pad=pad, dilations=dilations, groups=groups
    )  # fmt: skip


def edges_of(
    sizes: list[int],
    kernel: list[int],
    steps: list[int],
    spread: list[int],
    kind: str,
    pad: list[int] | None,
) -> list[int]:
    """[before, after] of every spatial dimension for a pad_type.

    `same` gives ceil(size / stride) places, the odd one after; `same_lower` puts it before.
    """
    if kind == "custom":
        return pad or [0] * (2 * len(sizes))
    if kind == "valid":
        return [0] * (2 * len(sizes))
    if kind not in ("same", "same_lower"):
        raise ValueError(f"pad_type {kind} is not known")
    edges: list[int] = []
    for n, k, s, d in zip(sizes, kernel, steps, spread, strict=True):
        total = max(0, (-(-n // s) - 1) * s + d * (k - 1) + 1 - n)
        small, big = total // 2, total - total // 2
        edges += [small, big] if kind == "same" else [big, small]
    return edges


def pairs_for_torch(edges: list[int], more: list[int] | None = None) -> list[int]:
    """The same edges in torch's order (last dimension first), `more` added behind each."""
    behind = more or [0] * (len(edges) // 2)
    pairs = [(edges[2 * i], edges[2 * i + 1] + m) for i, m in enumerate(behind)]
    return [n for pair in reversed(pairs) for n in pair]
