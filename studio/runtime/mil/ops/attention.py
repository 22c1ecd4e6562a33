"""scaled_dot_product_attention (iOS18 transformers): softmax(Q K^T / sqrt(E) + mask) V."""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor

from studio.runtime.mil.op import op


@op("scaled_dot_product_attention")
def attention(query: Tensor, key: Tensor, value: Tensor, attn_mask: Tensor | None = None) -> Tensor:
    """[B, *, L, E], [B, *, S, E], [B, *, S, V] -> [B, *, L, V]; a bool mask keeps, a float adds."""
    if attn_mask is not None and attn_mask.ndim < 2:
        attn_mask = attn_mask.reshape(1, -1)  # torch wants both axes
    return F.scaled_dot_product_attention(query, key, value, attn_mask=attn_mask)
