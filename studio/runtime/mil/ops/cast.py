"""cast and identity: the declared output type does the conversion.

Source: iOS15/17 elementwise_unary (cast), iOS15 tensor_operation (identity).
"""

from __future__ import annotations

from torch import Tensor

from studio.runtime.mil.op import op


@op("cast")
def cast(x: Tensor, *, dtype: str) -> Tensor:
    """To `dtype`: integers cut towards zero, fp16 rounded to nearest even, bool is "not zero"."""
    return x != 0 if dtype == "bool" else x


@op("identity", moves=True)
def identity(x: Tensor) -> Tensor:
    """x itself."""
    return x
