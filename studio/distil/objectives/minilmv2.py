"""Multi-head self-attention relations: queries, keys and values among themselves.

Source: Wang et al., "MiniLMv2: Multi-Head Self-Attention Relation Distillation for Compressing
Pretrained Transformers" (2021). Heads are regrouped, so widths and head counts may differ; from
24 layers on the teacher's fourth-last layer is taken, as there.
"""

from __future__ import annotations

from typing import Any

from studio.distil.objectives import OBJECTIVES, Batch, Objective
from studio.distil.relations import divergence, scores, split

MOST_HEADS = 48  # the paper's number for a base-sized teacher
_LARGE = 24


def minilmv2(batch: Batch) -> Any:
    """Losses [n]: the mean KL of query, key and value relations."""
    layer = -4 if len(batch.teacher.queries) >= _LARGE else -1
    losses = []
    for kind in ("queries", "keys", "values"):
        ours, theirs = getattr(batch.student, kind)[-1], getattr(batch.teacher, kind)[layer]
        heads = relation_heads(ours.shape[-1], theirs.shape[-1])
        a, b = split(ours, heads), split(theirs, heads)
        losses.append(divergence(scores(a, a), scores(b, b), batch.mask))
    return sum(losses) / 3


def relation_heads(ours: int, theirs: int) -> int:
    """The most relation heads, up to 48, that divide both widths."""
    return max(n for n in range(1, MOST_HEADS + 1) if not ours % n and not theirs % n)


OBJECTIVES.register("minilmv2")(
    Objective(
        "minilmv2",
        "Relations between tokens alike in one layer, whatever the widths (MiniLMv2).",
        minilmv2,
        frozenset({"attention"}),
        usual=0.5,
    )
)
