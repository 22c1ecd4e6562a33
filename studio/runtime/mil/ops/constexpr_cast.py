"""constexpr_cast: a constant stored in fp16, used in fp32 (iOS16 constexpr_ops)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.runtime.mil.op import op


@op("constexpr_cast", constant=True)
def constexpr_cast(source_val: NDArray[Any], output_dtype: str) -> NDArray[np.float32]:
    """source_val as float32."""
    return source_val.astype(np.float32)
