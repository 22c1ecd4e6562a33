"""Attention matching: the mean squared error of matched layers' attention scores before softmax.

Source: Jiao et al., "TinyBERT" (2020), eq. 7. Scores are computed from queries and keys, so the
models may run any attention kernel; relative position terms (MPNet, DeBERTa) are not in them.
"""

from __future__ import annotations

from typing import Any

from studio.distil.objectives import OBJECTIVES, Batch, Objective
from studio.distil.relations import scores, split


def attention(batch: Batch) -> Any:
    """Losses [n]: averaged over layers, heads and pairs of real tokens."""
    import torch

    real = (batch.mask[:, None, :, None] & batch.mask[:, None, None, :]).float()
    losses = []
    for ours, theirs in batch.layers:
        apart = _scores(batch.student, ours) - _scores(batch.teacher, theirs)
        mean_head = apart.square().mean(1, keepdim=True)
        losses.append((mean_head * real).sum((1, 2, 3)) / real.sum((1, 2, 3)))
    return torch.stack(losses).mean(0)


def _scores(states: Any, depth: int) -> Any:
    return scores(
        split(states.queries[depth - 1], states.heads), split(states.keys[depth - 1], states.heads)
    )


OBJECTIVES.register("attention")(
    Objective(
        "attention",
        "Attention scores of matched layers alike, head by head (TinyBERT).",
        attention,
        frozenset({"attention"}),
        same_heads=True,
        usual=0.1,
    )
)
