"""Patient distillation: the normalised [CLS] states of matched layers below the last.

Source: Sun et al., "Patient Knowledge Distillation for BERT Model Compression" (2019), eq. 7, with
its PKD-Skip layers. Averaged over layers; a student of one layer has only that to compare.
"""

from __future__ import annotations

from typing import Any

from studio.distil.objectives import OBJECTIVES, Batch, Objective


def patient(batch: Batch) -> Any:
    """Losses [n]: squared distances, 0..4, of the first token's states on the unit sphere."""
    import torch
    from torch.nn import functional

    losses = []
    for ours, theirs in batch.layers[:-1] or batch.layers:
        a = functional.normalize(batch.lift(ours, batch.student.hidden[ours][:, 0]), dim=-1)
        b = functional.normalize(batch.teacher.hidden[theirs][:, 0], dim=-1)
        losses.append((a - b).square().sum(-1))
    return torch.stack(losses).mean(0)


OBJECTIVES.register("patient")(
    Objective(
        "patient",
        "First-token states of matched inner layers alike in direction (BERT-PKD).",
        patient,
        frozenset({"hidden"}),
    )
)
