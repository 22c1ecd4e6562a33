"""A text classifier over tensors [n, C, 1, L], as Apple advises for the Neural Engine.

The principles of "Deploying Transformers on the Apple Neural Engine" (machinelearning.apple.com,
2022): four axes with the channels first and the tokens last, 1x1 convolutions for linear layers,
attention in chunks of one head, products without reshapes. Nothing of this was timed on a Mac.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from studio.convert.families import family_of
from studio.convert.layouts import cant
from studio.convert.layouts.anatomy import Anatomy
from studio.convert.layouts.families import READERS
from studio.convert.layouts.parts import Parts
from studio.convert.wrapper import BLOCKED


class ChannelsFirst(torch.nn.Module):
    """The twin of a Hugging Face classifier; it shares the weights.

    Raises InputError for a family, or a setting of one, that nobody has written this for.
    """

    def __init__(self, model: Any, length: int) -> None:
        super().__init__()
        self.config = model.config
        name = family_of(model.config).name
        if name not in READERS:
            raise cant(model, "its family is not known there")
        self._anatomy: Anatomy = READERS[name](model, Parts(model, self, length))

    def forward(
        self, input_ids: Tensor, attention_mask: Tensor, return_dict: bool = False
    ) -> tuple[Tensor]:
        """(ids, 2-D mask) int[n, L] -> (logits float32[n, k],)."""
        anatomy = self._anatomy
        dropped = (1.0 - attention_mask.to(torch.float32)) * BLOCKED
        x = anatomy.embed(input_ids, attention_mask)
        biases = anatomy.biases(dropped[:, :, None, None])
        for block, some in zip(anatomy.blocks, biases, strict=True):
            x = block(x, some)
        return (anatomy.head(x, attention_mask).flatten(1),)
