"""The module that is exported: ids and mask in, logits and probabilities out."""

from __future__ import annotations

from typing import Any

import torch

ADDITIVE, OWN = "additive", "own"

# exp(-1e4) is 0 in float32 and float16 alike, and -1e4 plus any score stays inside float16;
# the library's own finfo(float32).min would become -inf there, and NaN on padded rows.
BLOCKED = -1e4

# Sliding windows (ModernBERT) and relative positions (DeBERTa) are lost or break when they are
# handed a ready mask: these families build their own. The gate decides in the end.
OWN_MASK_FAMILIES = frozenset({"deberta", "deberta-v2", "modernbert"})


class ForCoreML(torch.nn.Module):
    """(input_ids, attention_mask) int32[n, L] -> logits and probabilities, float32[n, k].

    With mask "additive" the 4-D mask is built here; with "own" the 2-D mask goes to the model.
    """

    def __init__(self, hf: torch.nn.Module, mask: str) -> None:
        super().__init__()
        self.hf, self.mask = hf, mask

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Run the classifier once."""
        mask = attention_mask
        if self.mask == ADDITIVE:
            mask = ((1.0 - attention_mask.to(torch.float32)) * BLOCKED)[:, None, None, :]
        logits = self.hf(input_ids=input_ids, attention_mask=mask, return_dict=False)[0].float()
        return logits, logits.softmax(-1)


def masks_to_try(config: Any) -> tuple[str, str]:
    """Both masks, the likelier one for the architecture first."""
    own_first = getattr(config, "model_type", "") in OWN_MASK_FAMILIES
    return (OWN, ADDITIVE) if own_first else (ADDITIVE, OWN)
