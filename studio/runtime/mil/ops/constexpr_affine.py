"""constexpr_affine_dequantize: 8-bit weights with scale and zero point (iOS16 constexpr_ops)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.runtime.mil.op import op


@op("constexpr_affine_dequantize", constant=True)
def affine_dequantize(
    quantized_data: NDArray[Any], zero_point: NDArray[Any], scale: NDArray[Any], axis: Any
) -> NDArray[Any]:
    """scale * (quantized_data - zero_point), scalars or one per place of `axis`, in scale's type."""

    def along(values: NDArray[Any]) -> NDArray[np.float32]:
        shape = [1] * quantized_data.ndim
        if values.size > 1:
            shape[int(axis)] = values.size
        return values.astype(np.float32).reshape(shape)

    level = quantized_data.astype(np.float32) - along(np.asarray(zero_point))
    level *= along(np.asarray(scale))  # 8-bit by 11-bit: exact in float32, so rounded only once
    return level.astype(np.asarray(scale).dtype)
