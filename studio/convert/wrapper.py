"""The module that is exported: ids and mask in, logits and probabilities out."""

from __future__ import annotations

from typing import Any

import torch

from studio.convert.families import ADDITIVE, OWN, family_of

__all__ = ["ADDITIVE", "OWN", "ForCoreML", "masks_to_try"]

# exp(-1e4) is 0 in float32 and float16 alike, and -1e4 plus any score stays inside float16;
# the library's own finfo(float32).min would become -inf there, and NaN on padded rows.
BLOCKED = -1e4


class ForCoreML(torch.nn.Module):
    """(input_ids, attention_mask) int32[n, L] -> logits and probabilities, float32[n, k].

    With mask "additive" the 4-D mask is built here; with "own" the 2-D mask goes to the model.
    probabilities = softmax(logits / temperature); the logits stay raw.
    """

    def __init__(self, hf: torch.nn.Module, mask: str, temperature: float = 1.0) -> None:
        super().__init__()
        self.hf, self.mask, self.temperature = hf, mask, temperature

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Run the classifier once."""
        mask = attention_mask
        if self.mask == ADDITIVE:
            mask = ((1.0 - attention_mask.to(torch.float32)) * BLOCKED)[:, None, None, :]
        logits = self.hf(input_ids=input_ids, attention_mask=mask, return_dict=False)[0].float()
        scaled = logits if self.temperature == 1.0 else logits / self.temperature
        return logits, scaled.softmax(-1)


def masks_to_try(config: Any) -> tuple[str, str]:
    """Both masks, the likelier one for the family first; the gate decides in the end."""
    return family_of(config).masks()
