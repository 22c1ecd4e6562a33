"""quantize and dequantize: activations as 8-bit numbers (iOS17 quantization_ops)."""

from __future__ import annotations

import torch
from torch import Tensor

from studio.runtime.mil.op import op


@op("quantize")
def quantize(
    input: Tensor,
    scale: Tensor,
    zero_point: Tensor | None = None,
    *,
    output_dtype: str,
    axis: int | None = None,
) -> Tensor:
    """clip(round(input / scale) + zero_point) as int8 or uint8; scale per tensor or per `axis`."""
    low, high = (-128, 127) if output_dtype == "int8" else (0, 255)
    level = torch.round(input / _along(scale, input, axis))
    if zero_point is not None:
        level = level + _along(zero_point, input, axis)
    return level.clamp(low, high)


@op("dequantize")
def dequantize(
    input: Tensor,
    scale: Tensor,
    zero_point: Tensor | None = None,
    *,
    axis: int | None = None,
) -> Tensor:
    """scale * (input - zero_point)."""
    level = input.to(torch.float32)
    if zero_point is not None:
        level = level - _along(zero_point, input, axis)
    return level * _along(scale, input, axis)


def _along(values: Tensor, x: Tensor, axis: int | None) -> Tensor:
    if values.ndim == 0 or axis is None:
        return values.to(torch.float32)
    shape = [-1 if i == axis % x.ndim else 1 for i in range(x.ndim)]
    return values.to(torch.float32).reshape(shape)
