"""Rows of like length together, so that little padding is computed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float32]


def length_batches(lengths: Ints, batch_size: int) -> list[Ints]:
    """Row indices in batches of at most `batch_size`, shortest rows first."""
    import numpy as np

    order = np.argsort(lengths, kind="stable").astype(np.int64)
    return [order[at : at + batch_size] for at in range(0, len(order), batch_size)]


def forward(model: Any, input_ids: Any, attention_mask: Any) -> Any:
    """Logits tensor float32[n, k] of int arrays [n, L], on the model's device."""
    import torch

    device = next(model.parameters()).device
    ids = torch.as_tensor(input_ids, dtype=torch.long, device=device)
    mask = torch.as_tensor(attention_mask, dtype=torch.long, device=device)
    return model(input_ids=ids, attention_mask=mask).logits.float()
