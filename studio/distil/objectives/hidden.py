"""Hidden-state matching: the mean squared error of matched layers' states, embeddings included.

Source: Jiao et al., "TinyBERT: Distilling BERT for Natural Language Understanding" (2020), eq. 8
and 9. Averaged over layers, tokens and dimensions, where the paper adds layers up.
"""

from __future__ import annotations

from typing import Any

from studio.distil.objectives import OBJECTIVES, Batch, Objective


def hidden(batch: Batch) -> Any:
    """Losses [n]; padding counts nothing. A narrower student is lifted by a learnt projection."""
    import torch

    tokens = batch.mask.sum(-1)
    losses = []
    for ours, theirs in ((0, 0), *batch.layers):
        apart = batch.lift(ours, batch.student.hidden[ours]) - batch.teacher.hidden[theirs]
        losses.append((apart.square().mean(-1) * batch.mask).sum(-1) / tokens)
    return torch.stack(losses).mean(0)


OBJECTIVES.register("hidden")(
    Objective(
        "hidden",
        "Hidden states of matched layers alike, token by token (TinyBERT).",
        hidden,
        frozenset({"hidden"}),
    )
)
