"""linear: x W^T + b, the weight stored [out, in] (iOS15 linear)."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from studio.runtime.mil.op import op


@op("linear")
def linear(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """x[..., in] -> [..., out]. From iOS 17 on the weight may have another type than x."""
    if weight.dtype is x.dtype and (bias is None or bias.dtype is x.dtype):
        return F.linear(x, weight, bias)
    common = torch.promote_types(x.dtype, weight.dtype)
    added = None if bias is None else bias.to(common)
    return F.linear(x.to(common), weight.to(common), added)
