"""constexpr_sparse_to_dense: a bit mask and the values that aren't zero (iOS16 constexpr_ops)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.runtime.mil.op import op


@op("constexpr_sparse_to_dense", constant=True)
def sparse_to_dense(
    nonzero_data: NDArray[Any], mask: NDArray[Any], shape: NDArray[Any] | None = None
) -> NDArray[Any]:
    """Zeros with the values at the mask's ones. iOS 16 packs the mask and tells the shape."""
    if shape is not None:
        sizes = [int(n) for n in shape.reshape(-1)]
        count = int(np.prod(sizes))
        mask = np.unpackbits(mask, count=count, bitorder="little").reshape(sizes)
    dense = np.zeros(mask.shape, nonzero_data.dtype)
    dense[mask != 0] = nonzero_data
    return dense
