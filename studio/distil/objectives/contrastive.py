"""Contrastive distillation: a row's pooled state is nearer to its teacher's than to other rows'.

Sources: InfoNCE of van den Oord et al., "Representation Learning with Contrastive Predictive
Coding" (2018), between teacher and student as in Tian et al., "Contrastive Representation
Distillation" (2020) and Sun et al., "CoDIR" (2020). The other rows are those of the global batch.
"""

from __future__ import annotations

from typing import Any

from studio.distil.objectives import OBJECTIVES, Batch, Objective

TAU = 0.1


def contrastive(batch: Batch) -> Any:
    """Losses [n]: cross-entropy of finding one's own teacher state among the batch's."""
    import torch
    from torch.nn import functional

    ours, theirs = batch.layers[-1]
    student = pooled(batch.lift(ours, batch.student.hidden[ours]), batch.mask)
    others, first = batch.everyone(pooled(batch.teacher.hidden[theirs], batch.mask))
    likeness = student @ others.T / TAU
    own = torch.arange(len(student), device=likeness.device) + first
    return functional.cross_entropy(likeness, own, reduction="none")


def pooled(states: Any, mask: Any) -> Any:
    """The mean over real tokens, of length 1: [n, d]."""
    from torch.nn import functional

    weight = mask.float().unsqueeze(-1)
    return functional.normalize((states * weight).sum(1) / weight.sum(1), dim=-1)


OBJECTIVES.register("contrastive")(
    Objective(
        "contrastive",
        "Each row's pooled state nearer to its teacher's than to other rows' (InfoNCE).",
        contrastive,
        frozenset({"hidden"}),
        usual=0.1,
    )
)
