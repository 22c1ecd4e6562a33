"""Rows of like length together, so that little padding is computed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from studio.models.first_token import first_token_only

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float32]


def length_batches(lengths: Ints, batch_size: int, most_tokens: int = 0) -> list[Ints]:
    """Row indices in batches of at most `batch_size`, shortest rows first.

    With most_tokens a padded batch holds no more tokens than that (0: any), so that long rows
    take no longer between two chances to stop; a single row may exceed it.
    """
    import numpy as np

    order = np.argsort(lengths, kind="stable").astype(np.int64)
    batches: list[Ints] = []
    start = 0
    for at, row in enumerate(order):
        rows = at - start + 1
        if rows > batch_size or (most_tokens and rows > 1 and rows * lengths[row] > most_tokens):
            batches.append(order[start:at])
            start = at
    return [*batches, order[start:]] if len(order) else []


def forward(model: Any, input_ids: Any, attention_mask: Any) -> Any:
    """Logits tensor float32[n, k] of int arrays [n, L], on the model's device."""
    import torch

    device = next(model.parameters()).device
    ids = torch.as_tensor(input_ids, dtype=torch.long, device=device)
    mask = torch.as_tensor(attention_mask, dtype=torch.long, device=device)
    with first_token_only(model):
        return model(input_ids=ids, attention_mask=mask).logits.float()
