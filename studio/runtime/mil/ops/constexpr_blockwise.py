"""constexpr_blockwise_shift_scale, dense and sparse: one scale per block (iOS18 compression)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.runtime.mil.op import op
from studio.runtime.mil.ops.constexpr_sparse import sparse_to_dense


@op("constexpr_blockwise_shift_scale", constant=True)
def blockwise_shift_scale(
    data: NDArray[Any], scale: NDArray[Any], offset: NDArray[Any] | None = None
) -> NDArray[Any]:
    """scale * (data - offset), every scale for a block of data.shape / scale.shape elements."""
    split = [n for whole, parts in zip(data.shape, scale.shape, strict=True) for n in (parts, whole // parts)]  # fmt: skip
    spread = [n for parts in scale.shape for n in (parts, 1)]
    level = data.astype(np.float32).reshape(split)
    if offset is not None:
        level -= offset.astype(np.float32).reshape(spread)
    level *= scale.astype(np.float32).reshape(spread)
    return level.reshape(data.shape).astype(scale.dtype)


@op("constexpr_sparse_blockwise_shift_scale", constant=True)
def sparse_blockwise_shift_scale(
    data_mask: NDArray[Any],
    nonzero_data: NDArray[Any],
    scale: NDArray[Any],
    offset: NDArray[Any] | None = None,
) -> tuple[NDArray[Any], NDArray[Any]]:
    """The mask and the scaled values of its places, in order."""
    dense = blockwise_shift_scale(sparse_to_dense(nonzero_data, data_mask), scale, offset)
    return data_mask, dense[data_mask != 0]
