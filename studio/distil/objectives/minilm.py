"""Deep self-attention distillation: the last layers' attention and the relations of their values.

Source: Wang et al., "MiniLM: Deep Self-Attention Distillation for Task-Agnostic Compression of
Pre-Trained Transformers" (2020). The student may be narrower; it needs as many heads.
"""

from __future__ import annotations

from typing import Any

from studio.distil.objectives import OBJECTIVES, Batch, Objective
from studio.distil.relations import divergence, scores, split


def minilm(batch: Batch) -> Any:
    """Losses [n]: KL of the attention distributions plus KL of the value relations."""
    (q, k, v), (tq, tk, tv) = _last(batch.student), _last(batch.teacher)
    attention = divergence(scores(q, k), scores(tq, tk), batch.mask)
    return attention + divergence(scores(v, v), scores(tv, tv), batch.mask)


def _last(states: Any) -> tuple[Any, Any, Any]:
    found = (states.queries[-1], states.keys[-1], states.values[-1])
    q, k, v = (split(flat, states.heads) for flat in found)
    return q, k, v


OBJECTIVES.register("minilm")(
    Objective(
        "minilm",
        "The last layer's attention and value relations alike (MiniLM); as many heads.",
        minilm,
        frozenset({"attention"}),
        same_heads=True,
        usual=0.5,
    )
)
